package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who looks at the pages in a browser, and hears what they complain of.
 *
 * <p>All tests of a run look through one window, which knows nothing of the test before: a new one would fetch and read
 * every script again.
 */
final class Visitor implements AutoCloseable {

    static final String PASSWORD = "a long password";

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    /** The words of cards that hold more than they show and cannot be scrolled. */
    private static final String CUT_OFF = """
            [...document.querySelectorAll('.card')]
              .filter(card => !card.querySelector('.diagram') && card.scrollWidth > card.clientWidth + 1
                && getComputedStyle(card).overflowX !== 'auto')
              .map(card => card.innerText.slice(0, 80)).join('; ')
            """;

    private static @Nullable Visitor kept;

    private final List<String> complaints = new ArrayList<>();
    private final int port;
    private final BrowserContext context;
    private final Page page;

    private Visitor(int port) {
        this.port = port;
        this.context = Chromium.get()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL("http://localhost:" + port)
                        .setLocale("en-GB")
                        .setTimezoneId("Europe/Berlin")
                        .setColorScheme(ColorScheme.LIGHT)
                        .setViewportSize(WIDTH, HEIGHT));
        this.page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("a script ran: " + dialog.message());
            dialog.dismiss();
        });
    }

    /** A visitor who may see everything, called reader. */
    static Visitor of(int port, Users users) {
        users.put("reader", PASSWORD, Role.OPERATOR);
        var visitor = kept;
        if (visitor == null || visitor.port != port || visitor.page.isClosed()) {
            visitor = new Visitor(port);
            kept = visitor;
        }
        visitor.forget();
        return visitor;
    }

    private void forget() {
        context.clearCookies();
        page.setViewportSize(WIDTH, HEIGHT);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.mouse().move(0, 0);
        complaints.clear();
    }

    Page page() {
        return page;
    }

    /** Errors in the console, scripts that failed, and scripts that should not have run. */
    List<String> complaints() {
        return complaints;
    }

    void signedInAt(String path) {
        signedIn("reader");
        page.navigate(path);
    }

    /** Fills in the form and sends it without drawing it, or the page behind it. */
    void signedIn(String name) {
        var form = Jsoup.parse(context.request().get("/sign-in").text());
        var answer = context.request()
                .post(
                        "/sign-in",
                        RequestOptions.create()
                                .setMaxRedirects(0)
                                .setForm(FormData.create()
                                        .set("username", name)
                                        .set("password", PASSWORD)
                                        .set(
                                                "_csrf",
                                                form.select("input[name=_csrf]").val())));
        assertThat(answer.headers().get("location"))
                .as("where %s gets to", name)
                .doesNotContain("sign-in");
    }

    void signIn(String password) {
        page.getByLabel("Name").fill("reader");
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
    }

    /** Looks at a page whose text must not run out of a screen of that width, and keeps a picture of it. */
    void looksAt(String path, int width, String picture) {
        page.setViewportSize(width, 900);
        page.navigate(path);
        if (page.locator(".diagram").count() > 0) {
            page.locator(".diagram[data-drawn]").waitFor();
        }
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", picture + "-" + width + ".png"))
                .setFullPage(true));
        var overflow = (Number) page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(overflow.intValue()).as("%s at %s px", path, width).isLessThanOrEqualTo(0);
        assertThat(page.evaluate(CUT_OFF))
                .as("what %s cuts off at %s px", path, width)
                .isEqualTo("");
    }

    /** What was open asks for nothing any more. */
    @Override
    public void close() {
        context.pages().stream().filter(other -> !other.equals(page)).forEach(Page::close);
        page.navigate("about:blank");
    }
}
