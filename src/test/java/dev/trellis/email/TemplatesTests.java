package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
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
            })
    void whatATemplateMustNotDoIsAProblem(String body) throws IOException {
        write("evil", "internal", "", "Hi", body);

        assertThat(templates().problems()).isNotEmpty();
    }

    @Test
    void valuesAreEscapedAndSubjectsAreOneLine() throws IOException {
        write("escape", "internal", "", "For\n ${contact.firstName!}", "<p>${contact.firstName!}</p>");
        var templates = templates();

        var filled = templates.fill(
                templates.require("escape"),
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
