package dev.trellis.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MailSinkTests {

    @Test
    void takesMessagesWhateverLinesTheyHaveAndCountsTheirAddressees() throws Exception {
        try (var sink = MailSink.open();
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(sink.url()).getPort())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write("""
                    EHLO test
                    MAIL FROM:<a@example.com>
                    RCPT TO:<one@example.com>
                    DATA
                    Subject: one

                    ..a line that begins with a dot
                    .
                    MAIL FROM:<a@example.com>
                    RCPT TO:<two@example.com>
                    DATA
                    .
                    QUIT
                    """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();

            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .toList();

            assertThat(answers).last().asString().startsWith("221");
            assertThat(sink.received()).isEqualTo(2);
            assertThat(sink.recipients()).isEqualTo(2);
        }
    }
}
