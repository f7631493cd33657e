package dev.trellis.email.smtp;

import dev.trellis.email.smtp.RelayAddress.StartTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends a mail's envelope in one go, and the next mail's envelope right behind the end of the one before (RFC 2920): a
 * mail costs about one round trip instead of four. Where a relay does not offer that, every reply is waited for.
 */
final class PipeliningConnection implements RelayConnection {

    private static final SmtpReply TOO_LARGE =
            SmtpReply.of(552, "552 5.3.4 The message is larger than the relay takes", false);
    private static final SmtpReply NOT_INTERNATIONAL =
            SmtpReply.of(553, "553 5.6.7 The relay does not take internationalised addresses (SMTPUTF8)", false);

    private final Socket socket;
    private final SmtpStream stream;
    private final Map<String, String> offers;
    private final boolean pipelining;
    private final BooleanSupplier mayRunAhead;
    private final Runnable ranTooFar;
    private boolean open = true;

    /** The envelope of the mail to come has been written. */
    private boolean ahead;

    /** The transaction before was not brought to its end. */
    private boolean unfinished;

    /** The whole of the present message may have left. */
    private boolean complete;

    private PipeliningConnection(
            Socket socket,
            SmtpStream stream,
            Map<String, String> offers,
            BooleanSupplier mayRunAhead,
            Runnable ranTooFar) {
        this.socket = socket;
        this.stream = stream;
        this.offers = offers;
        this.pipelining = offers.containsKey("PIPELINING");
        this.mayRunAhead = mayRunAhead;
        this.ranTooFar = ranTooFar;
    }

    /**
     * Connects and signs in.
     *
     * @param secret the password or access token, if the address names a user
     * @param tls makes encrypted connections, to whom it trusts
     * @param mayRunAhead whether an envelope may be sent before the mail in front of it is answered
     * @param ranTooFar told when the relay hung up on an envelope that was sent ahead
     * @throws UnknownMechanismException if the relay wants to be convinced in a way we do not know
     */
    static PipeliningConnection open(
            RelayAddress address,
            String secret,
            ConnectionLimits limits,
            SSLSocketFactory tls,
            BooleanSupplier mayRunAhead,
            Runnable ranTooFar)
            throws IOException {
        var plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(address.host(), address.port()), millis(limits.connectTimeout()));
            plain.setSoTimeout(millis(limits.connectTimeout()));
            var socket = address.implicitTls() ? encrypted(plain, address, tls) : plain;
            var stream = new SmtpStream(socket);
            Dialogue.expect(stream.reply(), "2", "our arrival");
            var offers = hello(stream, socket);
            if (!address.implicitTls() && startsTls(address, offers)) {
                dialogue(stream).ask("STARTTLS", "2", "STARTTLS");
                socket = encrypted(plain, address, tls);
                stream = new SmtpStream(socket);
                offers = hello(stream, socket);
            }
            var mechanisms = offers.getOrDefault("AUTH", "");
            if (!Authentication.knows(address, mechanisms)) {
                throw new UnknownMechanismException(mechanisms);
            }
            Authentication.signIn(address, secret, mechanisms, dialogue(stream));
            plain.setSoTimeout(millis(limits.readTimeout()));
            return new PipeliningConnection(socket, stream, offers, mayRunAhead, ranTooFar);
        } catch (IOException | RuntimeException ex) {
            plain.close();
            throw ex;
        }
    }

    @Override
    public List<Delivery> deliver(List<OutgoingMail> mails) {
        var answers = new ArrayList<Delivery>(mails.size());
        try {
            for (int i = 0; i < mails.size() && open; i++) {
                complete = false;
                var mail = mails.get(i);
                var refusal = refusal(mail);
                if (refusal != null) {
                    answers.add(new Delivery.Refused(refusal));
                    continue;
                }
                var next = i + 1 < mails.size() ? mails.get(i + 1) : null;
                answers.add(pipelining ? pipelined(mail, next) : lockStep(mail));
            }
        } catch (IOException ex) {
            answers.add(broken(ex));
            close();
        }
        return answers;
    }

    @Override
    public boolean answers() {
        try {
            return dialogue(stream).ask("NOOP").startsWith("2");
        } catch (IOException ex) {
            return false;
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open && !ahead) {
            try {
                stream.command("QUIT");
                stream.flush();
            } catch (IOException ex) {
                // What is closed need not say goodbye.
                ahead = false;
            }
        }
        cut();
    }

    @Override
    public void cut() {
        open = false;
        try {
            socket.close();
        } catch (IOException ex) {
            // It is closed all the same.
            open = false;
        }
    }

    private Delivery pipelined(OutgoingMail mail, @Nullable OutgoingMail next) throws IOException {
        if (!ahead) {
            envelope(mail);
            stream.flush();
        }
        ahead = false;
        var from = reply(false);
        if (from.closes()) {
            return refused(from);
        }
        var to = reply(true);
        if (to.closes()) {
            return refused(to);
        }
        var data = reply(false);
        if (from.isPositive() && to.isPositive() && data.code() == 354) {
            return content(mail, next);
        }
        if (data.code() == 354) {
            // Nobody is left to get it, but the relay waits for a message (RFC 2920, 3.1).
            stream.endOfContent();
            stream.flush();
            reply(false);
        } else {
            unfinished = true;
        }
        return refused(!from.isPositive() ? from : !to.isPositive() ? to : data);
    }

    private Delivery lockStep(OutgoingMail mail) throws IOException {
        if (unfinished) {
            stream.command("RSET");
            stream.flush();
            reply(false);
        }
        unfinished = true;
        for (var command : List.of(from(mail), to(mail), "DATA")) {
            stream.command(command);
            stream.flush();
            var reply = reply(command.startsWith("RCPT"));
            if (!reply.isPositive() && reply.code() != 354) {
                return refused(reply);
            }
        }
        return content(mail, null);
    }

    private Delivery content(OutgoingMail mail, @Nullable OutgoingMail next) throws IOException {
        stream.content(mail.content());
        complete = true;
        stream.endOfContent();
        unfinished = false;
        if (next != null && refusal(next) == null && mayRunAhead.getAsBoolean()) {
            envelope(next);
            ahead = true;
        }
        stream.flush();
        var reply = reply(false);
        return reply.isPositive() ? new Delivery.Accepted(reply) : refused(reply);
    }

    private void envelope(OutgoingMail mail) {
        if (unfinished) {
            stream.command("RSET");
        }
        stream.command(from(mail));
        stream.command(to(mail));
        stream.command("DATA");
    }

    private SmtpReply reply(boolean toRecipient) throws IOException {
        var text = stream.reply();
        var reply = SmtpReply.of(Integer.parseInt(text.substring(0, 3)), text, toRecipient);
        if (reply.closes()) {
            open = false;
        }
        return reply;
    }

    private Delivery refused(SmtpReply reply) {
        if (reply.closes()) {
            cut();
        }
        return new Delivery.Refused(reply);
    }

    private Delivery broken(IOException failure) {
        if (ahead) {
            ranTooFar.run();
        }
        ahead = false;
        var reason = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        return complete ? new Delivery.Unclear(reason) : new Delivery.Lost(reason);
    }

    private String from(OutgoingMail mail) {
        return "MAIL FROM:<" + mail.sender() + ">"
                + (offers.containsKey("SIZE") ? " SIZE=" + mail.content().length : "")
                + (mail.isInternational() ? " BODY=8BITMIME SMTPUTF8" : "");
    }

    private static String to(OutgoingMail mail) {
        return "RCPT TO:<" + mail.recipient() + ">";
    }

    /** Why this relay need not be asked. */
    private @Nullable SmtpReply refusal(OutgoingMail mail) {
        if (mail.isInternational() && !offers.containsKey("SMTPUTF8")) {
            return NOT_INTERNATIONAL;
        }
        var size = offers.getOrDefault("SIZE", "");
        return size.matches("[1-9]\\d{0,17}") && mail.content().length > Long.parseLong(size) ? TOO_LARGE : null;
    }

    private static Map<String, String> hello(SmtpStream stream, Socket socket) throws IOException {
        var relay = dialogue(stream);
        var name = name(socket);
        var reply = relay.ask("EHLO " + name);
        if (!reply.startsWith("2")) {
            relay.ask("HELO " + name, "2", "HELO");
            return Map.of();
        }
        var offers = new HashMap<String, String>();
        reply.lines()
                .skip(1)
                .map(line -> line.substring(Math.min(4, line.length())))
                .forEach(line -> {
                    var parts = line.strip().split("[ =]", 2);
                    offers.put(parts[0].toUpperCase(Locale.ROOT), parts.length > 1 ? parts[1] : "");
                });
        return offers;
    }

    private static boolean startsTls(RelayAddress address, Map<String, String> offers) throws IOException {
        boolean offered = offers.containsKey("STARTTLS");
        if (!offered && address.startTls() == StartTls.REQUIRED) {
            throw new IOException("it does not offer STARTTLS, which the setting requires");
        }
        return offered && address.startTls() != StartTls.NEVER;
    }

    private static Socket encrypted(Socket plain, RelayAddress address, SSLSocketFactory tls) throws IOException {
        var socket = (SSLSocket) tls.createSocket(plain, address.host(), address.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static Dialogue dialogue(SmtpStream stream) {
        return line -> {
            stream.command(line);
            stream.flush();
            return stream.reply();
        };
    }

    /** Our name, or the address we are seen with where we have none (RFC 5321, 4.1.3). */
    private static String name(Socket socket) {
        try {
            var host = InetAddress.getLocalHost().getCanonicalHostName();
            if (host.contains(".") && host.matches("[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*")) {
                return host;
            }
        } catch (UnknownHostException ex) {
            // Then the address has to do.
            return literal(socket);
        }
        return literal(socket);
    }

    private static String literal(Socket socket) {
        var address = socket.getLocalAddress().getHostAddress();
        return address.contains(":") ? "[IPv6:" + address + "]" : "[" + address + "]";
    }

    private static int millis(Duration duration) {
        return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
    }

    /** The relay offers only ways to sign in that we do not know. */
    static final class UnknownMechanismException extends IOException {

        UnknownMechanismException(String offered) {
            super("it lets nobody in by PLAIN, LOGIN or XOAUTH2, but by: " + offered);
        }
    }
}
