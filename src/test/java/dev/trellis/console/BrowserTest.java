package dev.trellis.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A visitor with a browser of their own for each test, and a program with the API token that fills what they see. */
abstract class BrowserTest {

    final int port;
    final Caller api;
    private final Users users;
    private @Nullable Visitor visitor;

    BrowserTest(int port, Users users, TrellisProperties settings) {
        this.port = port;
        this.api = new Caller(port, Objects.requireNonNull(settings.apiToken()));
        this.users = users;
    }

    @BeforeEach
    void open() {
        visitor = Visitor.of(port, users);
    }

    @AfterEach
    void close() {
        if (visitor != null) {
            visitor.close();
        }
    }

    Visitor visitor() {
        return Objects.requireNonNull(visitor);
    }

    Page page() {
        return visitor().page();
    }

    /** Presses the button that says so and can be seen. */
    void press(String button) {
        page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .and(page().locator(":visible"))
                .first()
                .click();
    }

    /** Opens the menu that says so. */
    void openMenu(String menu) {
        page().locator("summary", new Page.LocatorOptions().setHasText(menu))
                .first()
                .click();
    }
}
