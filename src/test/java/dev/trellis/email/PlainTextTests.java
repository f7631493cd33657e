package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
