package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTests {

    private static final Set<String> TOPICS = Set.of("newsletter", "product", "offers");
    private static final String FOOTER =
            "<p>${brand.postalAddress}</p><a href=\"${links.unsubscribe}\">Unsubscribe</a>";

    @TempDir
    private Path folder;

    @Test
    void theTemplatesWeShipHaveNoProblems() {
        var templates = new Templates(Path.of("templates/email"), TOPICS);

        assertThat(templates.problems()).isEmpty();
        assertThat(templates.names()).contains("welcome-hello", "handoff-alert", "confirm-subscription");
    }

    @Test
    void aGoodTemplateHasNoProblems() throws IOException {
        write("good", "marketing", "newsletter", "Hi", "<p>Hi ${(contact.firstName)!\"there\"}</p>" + FOOTER);

        assertThat(templates().problems()).isEmpty();
    }

    @Test
    void aMissingValueWithoutADefaultFailsTheCheck() throws IOException {
        write("bad", "marketing", "newsletter", "Hi", "<p>\nHi ${contact.firstName}</p>" + FOOTER);

        assertThat(templates().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("bad/body.ftlh");
            assertThat(problem.element()).contains("line 2");
            assertThat(problem.problem()).contains("contact.firstName").contains("only the address");
        });
    }

    @Test
    void marketingNeedsAnUnsubscribeLinkAndAPostalAddress() throws IOException {
        write("bare", "marketing", "newsletter", "Hi", "<p>Buy!</p>");

        assertThat(templates().problems())
                .extracting(Problem::element)
                .containsExactly("unsubscribe", "postal-address");
    }

    @Test
    void anUnknownStreamOrTopicIsAProblem() throws IOException {
        write("stream", "spam", "newsletter", "Hi", FOOTER);
        write("topic", "marketing", "gossip", "Hi", FOOTER);

        assertThat(templates().problems())
                .extracting(Problem::toString)
                .anyMatch(text -> text.startsWith("stream/template.properties:stream:"))
                .anyMatch(text -> text.contains("topic/template.properties:topic:") && text.contains("gossip"));
    }

    @Test
    void aSyntaxErrorNamesItsLine() throws IOException {
        write("broken", "internal", "", "Hi", "<p>\n<#if x>");

        assertThat(templates().problems())
                .singleElement()
                .extracting(Problem::element)
                .asString()
                .startsWith("line ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${\"freemarker.template.utility.Execute\"?new()(\"id\")}",
                "${contact?api.getClass()}",
                "<#include \"/../../../etc/passwd\">",
                "<#include \"file:///etc/passwd\">",
                "${contact.class.name}",
                "<#list 1..100000000 as i>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</#list>",
                "<#list 1..2000000000 as i></#list>",
                "${contact.email?no_esc}<#macro m><@m/></#macro><@m/>",
                "${\"x\"?left_pad(2000000000)}",
                "${\"x\"?rightPad(contact.attributes?size + 900000000)}",
                "${(1..2000000000)?join(\",\")}",
                "${(1..)?join(\",\")}",
                "<#assign all = 1..2000000000>${all?seq_contains(0)?c}",
                "${[1..2000000000][0]?reverse?size}",
                "<#list (1..2000000000)?map(it -> it) as i>x</#list>",
                "${\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"?matches(\"(a+)+b\")?c}",
                "${\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"?replace(\"(a+)+b\", \"\", \"r\")}",
                "<#assign flags = \"r\">${\"a\"?replace(\"(a+)+b\", \"\", flags)}",
                "${\"${'x'?left_pad(2000000000)}\"}",
                "<#assign run = \"[=1]\"?interpret><@run/>",
                "${\"1 + 1\"?eval}",
            })
    void whatATemplateMustNotDoIsAProblem(String body) throws IOException {
        write("evil", "internal", "", "Hi", body);

        assertThat(templates().problems()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<#list 1..contact.email?length as i>x</#list>",
                "<#list 0..10 as n>${n}</#list>",
                "${contact.email[0..3]}",
                "<#list contact.email?split(\"@\") as part>${part}</#list>",
                "${contact.email?replace(\"@\", \" at \", \"f\")}",
                "${\"7\"?left_pad(3, \"0\")} ${\"more... than..that\"}",
                "${(contact.firstName)!\"there\"}, 1..2000000000 is only text",
                "<#-- ${\"x\"?eval} -->",
            })
    void whatAnEmailNeedsIsNoProblem(String body) throws IOException {
        write("good", "internal", "", "Hi", body);

        assertThat(templates().problems()).isEmpty();
    }

    @Test
    void aLoopThatComesWithTheFactsIsBrokenOff() throws IOException {
        write("loop", "internal", "", "Hi", "<#list 1..(facts.n)!1 as i></#list>");
        var templates = templates();

        assertThatExceptionOfType(Templates.RenderingException.class)
                .isThrownBy(() ->
                        templates.fill(templates.require("loop"), "a", Map.of("facts", Map.of("n", 2_000_000_000))))
                .withMessageContaining("to render");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void wordsThatDoubleAndDoubleAreBrokenOff() throws IOException {
        write("bomb", "internal", "", "Hi", "<#assign s = 'x'><#list 1..(facts.n)!1 as i><#assign s = s + s></#list>");
        var templates = templates();

        assertThatExceptionOfType(Templates.RenderingException.class)
                .isThrownBy(() -> templates.fill(templates.require("bomb"), "a", Map.of("facts", Map.of("n", 50))))
                .withMessageContaining("memory");
    }

    @Test
    void mailThatGmailCutsOffIsAWarningAndMailBeyondMeasureAProblem() throws IOException {
        write("long", "internal", "", "Hi", "<p>" + "ä".repeat(60_000) + "</p>");
        write(
                "endless",
                "internal",
                "",
                "Hi",
                "<p>" + "x".repeat(250_000) + "${\"\"}</p><#list 1..3 as i>" + "y".repeat(100_000) + "</#list>");

        assertThat(templates().warnings())
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .startsWith("long/body.ftlh:size: has more than 102 KB");
        assertThat(templates().problems())
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .startsWith("endless/body.ftlh:size: is larger than 512 KB");
    }

    @Test
    void aVariantNeedsOnlyWhatIsDifferent() throws IOException {
        write("test", "internal", "", "Subject A", "<p>Body A</p>");
        Files.writeString(folder.resolve("test/subject.b.ftl"), "Subject B");
        Files.writeString(folder.resolve("test/body.long-one.ftlh"), "<p>Body long</p>");
        var templates = templates();
        var template = templates.require("test");

        assertThat(templates.problems()).isEmpty();
        assertThat(template.variants()).containsExactly("a", "b", "long-one");
        assertThat(templates.fill(template, "b", Map.of()))
                .isEqualTo(new Templates.Filled("Subject B", "<p>Body A</p>"));
        assertThat(templates.fill(template, "long-one", Map.of()))
                .isEqualTo(new Templates.Filled("Subject A", "<p>Body long</p>"));
        assertThat(templates.fill(template, "gone", Map.of()).subject()).isEqualTo("Subject A");
    }

    @Test
    void aVariantIsCheckedAsTheEmailIs() throws IOException {
        write("test", "internal", "", "Subject A", "<p>Body A</p>");
        Files.writeString(folder.resolve("test/body.b.ftlh"), "<p>${contact.company}</p>");
        Files.writeString(folder.resolve("test/subject.B 2.ftl"), "Subject B");
        Files.writeString(
                folder.resolve("test/template.properties"), "stream=internal\npurpose=x\ngoal=Win!\nsample=5");

        assertThat(templates().problems())
                .extracting(problem -> problem.file() + ":" + problem.element())
                .containsExactlyInAnyOrder(
                        "test/subject.B 2.ftl:variant",
                        "test/template.properties:goal",
                        "test/template.properties:sample",
                        "test/body.b.ftlh:test/body.b.ftlh line 1");
    }

    @Test
    void aContactKeepsItsVariantAndEachGetsItsShare() throws IOException {
        write("test", "internal", "", "Hi", "<p>Hi</p>");
        Files.writeString(folder.resolve("test/subject.b.ftl"), "Ho");
        Files.writeString(folder.resolve("test/subject.c.ftl"), "He");
        var template = templates().require("test");
        var counts = new TreeMap<String, Integer>();

        for (int i = 0; i < 30_000; i++) {
            var contact = new ContactId(Ids.next());
            var variant = template.variantFor(contact);
            assertThat(template.variantFor(contact)).isEqualTo(variant);
            counts.merge(variant, 1, Integer::sum);
        }

        assertThat(counts.keySet()).containsExactly("a", "b", "c");
        assertThat(counts.values()).allMatch(count -> count > 9_700 && count < 10_300);
    }

    @Test
    void valuesAreEscapedAndSubjectsAreOneLine() throws IOException {
        write("escape", "internal", "", "For\n ${contact.firstName!}", "<p>${contact.firstName!}</p>");
        var templates = templates();

        var filled = templates.fill(
                templates.require("escape"),
                "a",
                Map.of("contact", Map.of("firstName", "<b>Eve</b>\r\nBcc: x@example.com")));

        assertThat(filled.html()).contains("&lt;b&gt;Eve");
        assertThat(filled.subject()).isEqualTo("For <b>Eve</b> Bcc: x@example.com");
    }

    @Test
    void anUnknownNameIsToldWithTheKnownOnes() throws IOException {
        write("known", "internal", "", "Hi", "<p>Hi</p>");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> templates().require("unknown"))
                .withMessageContaining("known");
    }

    @Test
    void theVersionFollowsTheFilesAndTheSharedParts() throws IOException {
        write("one", "internal", "", "Hi", "<p>Hi</p>");
        var before = templates().require("one").version();

        Files.writeString(folder.resolve("_parts.ftlh"), "<#-- new -->");

        assertThat(templates().require("one").version()).isNotEqualTo(before);
    }

    private Templates templates() {
        return new Templates(folder, TOPICS);
    }

    private void write(String name, String stream, String topic, String subject, String body) throws IOException {
        var template = Files.createDirectories(folder.resolve(name));
        Files.writeString(template.resolve("subject.ftl"), subject);
        Files.writeString(template.resolve("body.ftlh"), body);
        Files.writeString(
                template.resolve("template.properties"),
                "stream=" + stream + "\ntopic=" + topic + "\npurpose=For the test\n");
    }
}
