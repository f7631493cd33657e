package dev.trellis.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** Makes a server on this machine as far away as one elsewhere: each byte takes half the round trip's time. */
final class SlowRoad implements AutoCloseable {

    private final ServerSocket server;
    private final int to;
    private final long delayNanos;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private SlowRoad(ServerSocket server, int to, Duration roundTrip) {
        this.server = server;
        this.to = to;
        this.delayNanos = roundTrip.toNanos() / 2;
    }

    static SlowRoad to(int port, Duration roundTrip) {
        try {
            var road = new SlowRoad(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), port, roundTrip);
            Thread.ofPlatform().daemon().name("slow-road").start(road::accept);
            return road;
        } catch (IOException e) {
            throw new UncheckedIOException("No port can be opened on the loopback address", e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var near = server.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), to);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                open.add(near);
                open.add(far);
                lane(near, far);
                lane(far, near);
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void lane(Socket from, Socket into) {
        var underWay = new LinkedBlockingQueue<Parcel>();
        Thread.ofVirtual().start(() -> depart(from, underWay));
        Thread.ofVirtual().start(() -> arrive(into, underWay));
    }

    private void depart(Socket from, LinkedBlockingQueue<Parcel> underWay) {
        var buffer = new byte[64 * 1024];
        try {
            var in = from.getInputStream();
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                underWay.add(new Parcel(Arrays.copyOf(buffer, size), System.nanoTime() + delayNanos));
            }
        } catch (IOException e) {
            // The end of the road is told below.
            open.remove(from);
        }
        underWay.add(new Parcel(new byte[0], System.nanoTime() + delayNanos));
    }

    private static void arrive(Socket into, LinkedBlockingQueue<Parcel> underWay) {
        try (into) {
            var out = into.getOutputStream();
            for (var parcel = underWay.take(); parcel.bytes().length > 0; parcel = underWay.take()) {
                LockSupport.parkNanos(parcel.due() - System.nanoTime());
                out.write(parcel.bytes());
                out.flush();
            }
        } catch (IOException e) {
            // Whoever was to get it is gone.
            underWay.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }

    /** Bytes, and when they are there; the end of the connection has none. */
    private static final class Parcel {

        private final byte[] bytes;
        private final long due;

        Parcel(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }

        byte[] bytes() {
            return bytes;
        }

        long due() {
            return due;
        }
    }
}
