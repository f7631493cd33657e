package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<p>plain</p>                              | <p>plain</p>",
                "<p>month’s 😀</p>                         | <p>month&#8217;s &#128512;</p>",
                "<img alt=\"für Sie\">                     | <img alt=\"f&#252;r Sie\">",
                "${name!\"dû\"} é                          | ${name!\"dû\"} &#233;",
                "<@p.button label=\"déjà > vu\"/> é        | <@p.button label=\"déjà > vu\"/> &#233;",
                "<#-- é --> é                              | <#-- é --> &#233;",
                "<!-- é --> é                              | <!-- é --> &#233;",
                "<STYLE>a:after{content:\"→\"}</STYLE>→    | <STYLE>a:after{content:\"→\"}</STYLE>&#8594;",
                "<style>a{<#if x>b:\"é\"</#if>ü}</style>ü  | <style>a{<#if x>b:\"é\"</#if>ü}</style>&#252;",
                "<script>\"é\"</script>é                   | <script>\"é\"</script>&#233;"
            })
    void whatIsTextIsWrittenAsReferences(String source, String result) {
        assertThat(References.in(source)).isEqualTo(result);
    }
}
