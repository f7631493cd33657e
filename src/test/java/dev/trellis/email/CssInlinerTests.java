package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class CssInlinerTests {

    private static final String LAYOUT = """
            <#macro layout look="card">
            <html><head><style>
            p { margin: 0; color: black }
            .text p { color: blue; font-family: "Segoe UI", Arial }
            .soft > p { color: green }
            .foot { padding: 1px !important }
            a { color: red } a:hover { color: pink }
            @media (max-width: 600px) { .text { padding: 0 !important } }
            </style></head>
            <body><div class="text"><#nested></div><p class="foot" style="padding:9px">bye</p></body></html>
            </#macro>
            """;

    @Test
    void rulesGoWhereTheyHold() {
        var html = inlined("<@mail.layout><p>One</p><a href=\"x\">link</a></@mail.layout>");

        assertThat(html)
                .contains("<p style=\"margin:0;color:blue;font-family:'Segoe UI', Arial\">One</p>")
                .contains("<a href=\"x\" style=\"color:red\">")
                .contains("a:hover { color:pink }")
                .contains("@media (max-width: 600px) { .text { padding: 0 !important } }")
                .doesNotContain("a { color: red }");
    }

    @Test
    void whatTheAuthorWroteWinsUnlessTheRuleIsImportant() {
        var layout = inline(Map.of("_layout.ftlh", LAYOUT, "one/body.ftlh", "<@mail.layout>x</@mail.layout>"))
                .get("_layout.ftlh");

        assertThat(layout).contains("<p class=\"foot\" style=\"margin:0;color:black;padding:9px;padding:1px\">");
    }

    @Test
    void aMacroIsStyledForThePlacesItIsCalledFrom() {
        var parts = "<#macro para><p><#nested></p></#macro><#macro box><div class=\"soft\"><#nested></div></#macro>";
        var everywhere = inline(Map.of(
                "_layout.ftlh", LAYOUT,
                "_parts.ftlh", parts,
                "one/body.ftlh", "<@mail.layout><@p.para>x</@p.para></@mail.layout>"));
        var here = inline(Map.of(
                "_layout.ftlh", LAYOUT,
                "_parts.ftlh", parts,
                "one/body.ftlh",
                        "<@mail.layout><@p.para>x</@p.para><@p.box><@p.para>y</@p.para></@p.box></@mail.layout>"));

        assertThat(everywhere.get("_parts.ftlh")).contains("<p style=\"margin:0;color:blue;font-family");
        // The rule for .soft > p holds for one of the two calls: it stays, and must win against what has moved.
        assertThat(here.get("_parts.ftlh")).contains("<p style=\"margin:0;color:blue;font-family");
        assertThat(here.get("_layout.ftlh")).contains(".soft > p { color:green !important }");
        assertThat(everywhere.get("_layout.ftlh")).contains(".soft > p { color:green }");
    }

    @Test
    void conditionsChangeNothingAboutWhatIsAround() {
        var html = inlined("""
                <@mail.layout><#if x??><div class="soft"><#else><div class="hard"></#if><p>${y}</p></div>
                <#list xs as x><#if x?has_content><p class="${x}" title="a > b">${x}</p></#if><#else><p>none</p></#list>
                </@mail.layout>""");

        // In a .soft or in a .hard: only the reader's data tells.
        assertThat(html)
                .contains("<p style=\"margin:0;color:blue;font-family:'Segoe UI', Arial\">${y}</p>")
                .contains(".soft > p { color:green !important }")
                .contains("title=\"a > b\" style=\"margin:0;")
                .contains("<p style=\"margin:0;color:blue;font-family:'Segoe UI', Arial\">none</p>");
    }

    @Test
    void aTemplateHasStylesOfItsOwn() {
        var sources = inline(Map.of(
                "_layout.ftlh",
                LAYOUT,
                "_parts.ftlh",
                "<#macro para><p><#nested></p></#macro>",
                "one/body.ftlh",
                "<@mail.layout><style>p.big { font-size: 2em } p { margin: 5px }</style><p class=\"big\">x</p>"
                        + "<@p.para>y</@p.para></@mail.layout>",
                "two/body.ftlh",
                "<@mail.layout><p class=\"big\">x</p><@p.para>y</@p.para></@mail.layout>"));

        assertThat(sources.get("one/body.ftlh"))
                .contains("style=\"margin:5px;color:blue;", "font-size:2em\"")
                .doesNotContain("p.big {");
        assertThat(sources.get("one/body.ftlh")).contains("p { margin:5px !important }");
        assertThat(sources.get("two/body.ftlh")).doesNotContain("2em", "5px");
    }

    @Test
    void aTemplateWithoutTheLayoutHasNotItsStyles() {
        var sources = inline(Map.of("_layout.ftlh", LAYOUT, "bare/body.ftlh", "<p>bare</p>"));

        assertThat(sources.get("bare/body.ftlh")).isEqualTo("<p>bare</p>");
    }

    @Test
    void linesStayWhereTheyWere() {
        var sources = inline(Map.of("_layout.ftlh", LAYOUT, "one/body.ftlh", "<@mail.layout>x</@mail.layout>"));

        assertThat(sources.getOrDefault("_layout.ftlh", "").lines())
                .hasSameSizeAs(LAYOUT.lines().toList());
    }

    @Test
    void whatCannotBeWrittenAsItIsMeantIsAWarning() {
        var result = CssInliner.inline(Map.of(
                "_layout.ftlh",
                "<#macro layout><style>p { color: black } .soft p { color: green }</style><#nested></#macro>",
                "one/body.ftlh",
                "<@m.layout><div<#if x> class=\"soft\"</#if>><p>a</p><p style=\"color:red\">b</p></div></@m.layout>"));

        assertThat(result.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.element()).isEqualTo(".soft p"));
        var none = CssInliner.inline(Map.of(
                "_layout.ftlh",
                "<#macro layout><style>p { color: black } .soft p { color: green } #top p.x { color: gold }"
                        + "</style><#nested></#macro>",
                "one/body.ftlh",
                "<@m.layout><div id=\"top\"<#if x> class=\"soft\"</#if>><p class=\"x\">a</p></div></@m.layout>"));
        assertThat(none.warnings()).isEmpty();
    }

    @Test
    void sourcesWithoutStyleSheetsStayAsTheyAre() {
        var sources = Map.of("one/body.ftlh", "<p class=\"x\" <#if y>z</#if>>${a > b}</p><style>${css}</style>");

        assertThat(inline(sources)).isEqualTo(sources);
    }

    @Test
    void theShippedTemplatesRenderAsBefore() throws Exception {
        var files = TemplateFiles.read(java.nio.file.Path.of("templates/email"));
        var inlined = inline(files.texts());

        for (var file : files.texts().keySet()) {
            var before = files.texts().getOrDefault(file, "");
            var after = inlined.getOrDefault(file, "");
            assertThat(after.lines().count()).as(file).isEqualTo(before.lines().count());
            assertThat(withoutStyles(after)).as(file).isEqualTo(withoutStyles(before));
        }
    }

    private static String withoutStyles(String source) {
        var document = Jsoup.parseBodyFragment(source.replaceAll("<#--[\\s\\S]*?-->", ""));
        document.select("style").remove();
        document.select("[style]").removeAttr("style");
        return document.body().html();
    }

    private static String inlined(String body) {
        return inline(Map.of("_layout.ftlh", LAYOUT, "one/body.ftlh", body)).values().stream()
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> inline(Map<String, String> sources) {
        return CssInliner.inline(new LinkedHashMap<>(sources)).sources();
    }
}
