package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybooksTests {

    private static final Map<String, String> ADA = Map.of("firstName", "Ada", "company", "");

    @TempDir
    Path folder;

    @Test
    void factsAreFilledInAndWordsStandInForUnknownOnes() throws IOException {
        write("first-contact", "# Hello {{firstName|there}}\n\nFrom {{company|your company}}, {{company}}");

        var playbook = find("first-contact");

        assertThat(playbook.html()).contains("<h3>Hello Ada</h3>", "<p>From your company, …</p>");
        assertThat(playbook.complaints()).isEmpty();
    }

    @Test
    void neitherTheFileNorAFactCanPutMarkupOnThePage() throws IOException {
        write("first-contact", "<script>alert(1)</script>\n\n{{firstName}} [x](javascript:alert(2)) <b>b</b>");

        var html = new Playbooks(new PlaybookProperties(folder))
                .find(null, HandoffKind.MQL, Map.of("firstName", "<img src=x> [y](https://evil.example) $1 **a**"))
                .orElseThrow()
                .html();

        assertThat(html)
                .contains("&lt;script&gt;", "&lt;img src=x&gt; [y](https://evil.example) $1 **a**", "&lt;b&gt;b")
                .doesNotContain("<script", "<img", "javascript:", "evil.example\"", "<strong");
    }

    @Test
    void aFactThatThereIsNotIsComplainedOfByName() throws IOException {
        write("first-contact", "Hello {{fistName|there}}");

        var playbook = find("first-contact");

        assertThat(playbook.html()).contains("Hello there");
        assertThat(playbook.complaints())
                .singleElement()
                .asString()
                .contains("first-contact.md names fistName", "company, firstName");
    }

    @Test
    void whereTheNamedFileIsMissingTheUsualOneIsShownAndTheMissingOneNamed() throws IOException {
        write("first-contact", "The usual");

        var playbook = find("second-contact");

        assertThat(playbook.html()).contains("The usual");
        assertThat(playbook.complaints()).singleElement().asString().contains("second-contact.md");
    }

    @Test
    void aNameLeadsOutOfTheFolderToNothing() throws IOException {
        write("first-contact", "The usual");
        var inner = Files.createDirectory(folder.resolve("inner"));

        assertThat(new Playbooks(new PlaybookProperties(inner)).find("../first-contact", HandoffKind.MQL, ADA))
                .isEmpty();
    }

    @Test
    void theOnesWeShipNameOnlyFactsThatThereAre() {
        var shipped = new Playbooks(new PlaybookProperties(Path.of("templates/playbook")));
        var facts = Map.of(
                "firstName", "Ada", "company", "Acme", "owner", "Sam", "why", "Asked for a demo", "lastActivity", "");

        for (var kind : new HandoffKind[] {HandoffKind.MQL, HandoffKind.SQL}) {
            var playbook = shipped.find(null, kind, facts).orElseThrow();
            assertThat(playbook.complaints()).isEmpty();
            assertThat(playbook.html()).contains("Ada", "Acme").doesNotContain("{{");
        }
    }

    private Playbook find(@Nullable String name) {
        return new Playbooks(new PlaybookProperties(folder))
                .find(name, HandoffKind.MQL, ADA)
                .orElseThrow();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name + ".md"), text);
    }
}
