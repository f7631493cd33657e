package dev.trellis.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailLinksTests {

    private static final String HTML = """
            <a href="http://localhost:8080/t/c/abc?x=1&amp;y=2">Read</a>
            <a class="button" href="http://localhost:8080/t/feedback/def?score=9">9</a>
            <a href="https://example.com/about">About</a>
            <a href="http://localhost:8080/t/u/ghi">Unsubscribe</a>""";

    @Test
    void findsTheLinksOfOneKind() {
        assertThat(MailLinks.ofKind("c", HTML)).containsExactly("http://localhost:8080/t/c/abc?x=1&y=2");
        assertThat(MailLinks.first("u", HTML)).contains("http://localhost:8080/t/u/ghi");
        assertThat(MailLinks.first("r", HTML)).isEmpty();
    }

    @Test
    void answersTheQuestionBehindALink() {
        assertThat(MailLinks.first("feedback", HTML).map(MailLinks::withoutQuery))
                .contains("http://localhost:8080/t/feedback/def");
    }
}
