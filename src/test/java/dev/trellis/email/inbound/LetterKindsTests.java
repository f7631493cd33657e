package dev.trellis.email.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LetterKindsTests {

    @ParameterizedTest
    @MethodSource("dev.trellis.email.inbound.Forms#all")
    void eachFormIsWhatItIs(Forms form) throws IOException {
        var reading = LetterKinds.read(LetterReader.read(form.raw()));

        assertThat(reading.kind()).isEqualTo(form.kind());
        if (form.kind() == InboundKind.BOUNCE) {
            var failure = reading.failures().getFirst();
            assertThat(failure.about().label()).as(failure.words()).isEqualTo(form.about());
            assertThat(failure.recipients()).contains(form.recipient());
            if (!form.status().isEmpty()) {
                assertThat(failure.status()).isEqualTo(form.status());
            }
        }
    }

    @Test
    void thereAreEnoughForms() {
        assertThat(Forms.all()).hasSizeGreaterThanOrEqualTo(120).doesNotHaveDuplicates();
        assertThat(Forms.all())
                .filteredOn(form -> form.kind() == InboundKind.BOUNCE)
                .hasSizeGreaterThan(75);
    }

    @ParameterizedTest
    @CsvSource({
        "reply-apple, 'Thank you, can we talk on Thursday?\n\nAda'",
        "reply-gmail-folded, 'Thank you, can we talk on Thursday?'",
        "reply-outlook, 'Thank you, can we talk on Thursday?'",
        "reply-outlook-new, 'Thank you, can we talk on Thursday?'",
        "reply-german, 'Danke, können wir am Donnerstag reden?'",
        "reply-french, 'Merci, parlons-en jeudi.'",
        "reply-below-the-quote, 'Thank you, can we talk on Thursday?'",
        "reply-html-only, 'Thank you, can we talk on Thursday?'",
        "reply-latin-1, 'Danke, können wir am Donnerstag über Größe und Preis reden?\n\nGrüße\nAda'",
    })
    void aReplyIsReadWithoutWhatItQuotes(String form, String text) throws IOException {
        assertThat(ReplyText.of(LetterReader.read(Forms.raw(form)))).isEqualTo(text);
    }

    @Test
    void headersAreReadInAnyCharset() throws IOException {
        assertThat(LetterReader.read(Forms.raw("reply-latin-1")).subject())
                .isEqualTo("AW: Ein Leitfaden für die Woche");
        assertThat(LetterReader.read(Forms.raw("vacation-subject-only-japanese"))
                        .subject())
                .isEqualTo("自動応答: ガイド");
    }

    @Test
    void whatIsNoMessageAtAllIsReadToo() throws IOException {
        for (var text :
                List.of("", "\0\0\0", "no header here", "Content-Type: multipart/mixed\n\n--x--", ":\n:\n\n:")) {
            assertThat(LetterKinds.read(LetterReader.read(text.getBytes(StandardCharsets.UTF_8))))
                    .isNotNull();
        }
    }
}
