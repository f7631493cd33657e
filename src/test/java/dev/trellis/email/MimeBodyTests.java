package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MimeBodyTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain\nlines\n",
                "Grüße, “quoted” — 你好 🦄 = equals\nsecond line ends in a space \n\ttab\t\nend",
                "one very long line without an end: ééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
                "crlf\r\nlines\r\n.dot\n..dots",
                "--=_x looks like a boundary",
            })
    void whatGoesInComesOut(String content) throws Exception {
        var repeated = content.repeat(20);
        var html = "<p>" + repeated + "</p>" + "x".repeat(3000);

        var body = MimeBody.alternative(repeated, html, "=_test");

        var parts = new MimeMultipart(new ByteArrayDataSource(body, "multipart/alternative; boundary=\"=_test\""));
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(text(parts, 0)).isEqualTo(repeated.replace("\r\n", "\n"));
        assertThat(text(parts, 1)).isEqualTo(html.replace("\r\n", "\n"));
        var lines = new String(body, StandardCharsets.US_ASCII).lines().toList();
        assertThat(lines).allMatch(line -> line.length() <= 998);
        assertThat(lines.subList(lines.lastIndexOf("--=_test") + 1, lines.size()))
                .as("quoted-printable lines (RFC 2045, 6.7)")
                .contains("Content-Transfer-Encoding: quoted-printable")
                .allMatch(line -> line.length() <= 76)
                .noneMatch(line -> line.endsWith(" ") || line.endsWith("\t"));
    }

    private static String text(MimeMultipart parts, int number) throws Exception {
        return parts.getBodyPart(number).getContent().toString().replace("\r\n", "\n");
    }
}
