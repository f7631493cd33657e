package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTests {

    @Test
    void linksShowWhereTheyLead() {
        assertThat(PlainText.of("<p>Read <a href=\"https://a.example/x\">the guide</a>.</p>"))
                .isEqualTo("Read the guide (https://a.example/x).\n");
        assertThat(PlainText.of("<a href=\"https://a.example\">https://a.example</a>"))
                .isEqualTo("https://a.example\n");
        assertThat(PlainText.of("<a href=\"mailto:me@a.example\">me@a.example</a>"))
                .isEqualTo("me@a.example\n");
    }

    @Test
    void whatIsHiddenStaysOut() {
        assertThat(PlainText.of("""
                        <html><head><title>T</title><style>p{}</style></head><body>
                        <div style="display: none">preview &zwnj;&nbsp;</div><p>Seen</p>
                        <img width="1" height="1" alt="pixel"><script>x()</script></body></html>
                        """)).isEqualTo("Seen\n");
    }

    @Test
    void paragraphsListsAndTablesKeepTheirShape() {
        assertThat(PlainText.of("""
                        <h1>Hello</h1><p>One<br>two</p><ul><li>first</li><li>second</li></ul>
                        <ol><li>a</li><li>b</li></ol><table><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table>
                        """)).isEqualTo("""
                        Hello

                        One
                        two

                        - first
                        - second

                        1. a
                        2. b

                        x y
                        z
                        """);
    }

    @Test
    void spacesAreOne() {
        assertThat(PlainText.of("<p>a   b\n\n c&nbsp;d</p>")).isEqualTo("a b c d\n");
    }

    @Test
    void theShippedEmailsReadAsTheirDocumentsDo() {
        var templates = new Templates(Path.of("templates/email"), Set.of("newsletter", "product", "offers"));
        var contact = Map.of("firstName", "Zoë & <b>Co</b>", "email", "zoe@example.com", "attributes", Map.of());
        var links = Map.of(
                "unsubscribe",
                "https://a.example/t/u/1?a=1&b=2",
                "preferences",
                "https://a.example/t/p/1",
                "handoff",
                "https://a.example/h",
                "feedback",
                "https://a.example/f",
                "referral",
                "https://a.example/r");
        var brand = Map.of("name", "Acme", "postalAddress", "1 Main Street", "url", "https://www.example.com");

        for (var template : templates.all()) {
            var html = templates
                    .fill(
                            template,
                            "a",
                            Map.of("contact", contact, "links", links, "brand", brand, "facts", Map.of("score", 7)))
                    .html();
            assertThat(PlainText.of(html)).as(template.name()).isEqualTo(ParsedPlainText.of(html));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a &amp; b &lt;c&gt; &eacute;&copy;&#8364;&#x1F600; &nope; & &copy 2024 &&",
                "<p>one<p>two<div>three</div>four",
                "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>after",
                "<ol><li>a</li><li hidden>b</li><li>c<p>d</p></li></ol>",
                "<table><tr><td>a<td>b<tr><td>c</table>d",
                "<table><tr><td><table><tr><td>in</td></tr></table></td><td>out</td></tr></table>",
                "<a href='https://a.example/?x=1&amp;y=2'>x</a> <a href=#top>top</a> <a href=\"https://b.example\"></a>",
                "<a href=\"https://a.example\"><img alt=\"Logo &amp; more\" src=x></a><br><br><br>end<hr>x",
                "<div class=\"x PREheader\">no</div><div style=\"Display : None\">no<p>no</p></div>yes",
                "<svg><path d=\"x\"/><text>no</text></svg>yes<template>no</template><noscript>no</noscript>",
                "<!-- <p>no</p> --><!--[if mso]><td>no</td><![endif]-->yes<!doctype html><?php no ?>",
                "<style>p > a { }</style><script>if (a < b) '</p>'</script><title>no</title>yes",
                "a < b > c <3 </p> d </b> e",
                "<P CLASS=preheader>no</P><BR/>x<Img ALT=pic>y",
                "<h1>T</h1>\n<pre>  a\n  b</pre><blockquote>q</blockquote><dl><dt>t<dd>d<dt>u</dl>",
                "<img width=1 height=1 alt=no><img width=1 height=2 alt=yes>",
                "<p>a<br></p><br><p></p>b&nbsp;&zwnj;&shy;&#847;c",
                "<b><i>x</b>y</i>",
            })
    void whatAuthorsWriteReadsAsItsDocumentDoes(String html) {
        assertThat(PlainText.of(html)).isEqualTo(ParsedPlainText.of(html));
        assertThat(PlainText.of("<!DOCTYPE html><html><head><title>t</title></head><body>" + html + "</body></html>"))
                .isEqualTo(ParsedPlainText.of(
                        "<!DOCTYPE html><html><head><title>t</title></head><body>" + html + "</body></html>"));
    }

    @Test
    void anyNestingReadsAsItsDocumentDoes() {
        var random = new Random(4711);
        for (int i = 0; i < 3000; i++) {
            var html = "<!DOCTYPE html><html><body>" + blocks(random, 3) + "</body></html>";
            assertThat(PlainText.of(html)).as(html).isEqualTo(ParsedPlainText.of(html));
        }
    }

    private static String blocks(Random random, int depth) {
        var html = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            html.append(
                    switch (random.nextInt(depth == 0 ? 3 : 9)) {
                        case 0 -> "<p>" + words(random) + "</p>";
                        case 1 -> "<h2>" + words(random) + "</h2>\n";
                        case 2 -> words(random) + "<br>";
                        case 3 -> "<div>" + blocks(random, depth - 1) + "</div>";
                        case 4 -> "<ul><li>" + blocks(random, depth - 1) + "</li> <li>" + words(random) + "</li></ul>";
                        case 5 -> "<ol><li>" + words(random) + "</li><li>" + blocks(random, depth - 1) + "</li></ol>";
                        case 6 ->
                            "<table>\n<tr><td>" + blocks(random, depth - 1) + "</td><td>" + words(random)
                                    + "</td></tr>\n<tr><th>" + words(random) + "</th></tr></table>";
                        case 7 -> "<section hidden>" + blocks(random, depth - 1) + "</section>";
                        default -> "<blockquote>" + blocks(random, depth - 1) + "</blockquote><hr>";
                    });
        }
        return html.toString();
    }

    private static String words(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "plain";
            case 1 -> " spaced  &amp; <strong>strong</strong> ";
            case 2 -> "<a href=\"https://a.example/" + random.nextInt(9) + "\">link <em>it</em></a>";
            case 3 -> "<span style=\"display:none\">gone</span>";
            case 4 -> "<img src=x alt=\"picture\"> &nbsp;";
            default -> "";
        };
    }
}
