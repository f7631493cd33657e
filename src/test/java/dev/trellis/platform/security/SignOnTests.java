package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.trellis.testing.IdentityProvider;
import dev.trellis.testing.IdentityProvider.Flaw;
import dev.trellis.testing.TrellisTest;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Signing in at a provider, from the first request to the last, against one that checks what it is sent. */
@TrellisTest
class SignOnTests {

    private static final Map<String, Object> ADA = Map.of("email", "Ada@example.com", "email_verified", true);

    private final int port;
    private final IdentityProvider provider;
    private final Users users;
    private final Audit audit;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    SignOnTests(@LocalServerPort int port, IdentityProvider provider, Users users, Audit audit) {
        this.port = port;
        this.provider = provider;
        this.users = users;
        this.audit = audit;
    }

    @BeforeEach
    void adaIsAUser() {
        provider.begin(port);
        users.add("ada", "ada@example.com", Role.SALES, "sales", "correct horse battery");
        provider.isVisitedBy(ADA);
    }

    @Test
    void whoseAddressTheProviderHasVerifiedIsTheUserOfThatAddress() {
        assertThat(leadsTo(get("/contacts"))).isEqualTo("/sign-in");

        var last = comeBack();

        assertThat(provider.complaints()).isEmpty();
        assertThat(leadsTo(last)).startsWith("/contacts");
        assertThat(get("/contacts").statusCode()).isEqualTo(200);
        assertThat(get("/users").statusCode()).isEqualTo(403);
        assertThat(users.find("ada").orElseThrow().signedInAt()).isNotNull();
        assertThat(lastWord()).isEqualTo("ada signed in users/ada at Example ID");
    }

    @Test
    void theSessionIsAnotherOneAfterwards() {
        get("/sign-in");
        var before = session();

        comeBack();

        assertThat(session()).isNotEqualTo(before);
    }

    @Test
    void aLockEndsTheSessionThatBeganAtTheProvider() {
        comeBack();
        assertThat(get("/contacts").statusCode()).isEqualTo(200);

        users.lock("ada");

        assertThat(leadsTo(get("/contacts"))).isEqualTo("/sign-in");
    }

    @ParameterizedTest
    @EnumSource(value = Flaw.class, mode = Mode.EXCLUDE, names = "NONE")
    void nothingThatDoesNotFitLetsAnybodyIn(Flaw flaw) {
        provider.has(flaw);

        var last = comeBack();

        assertThat(leadsTo(last)).isEqualTo("/sign-in?refused");
        assertThat(get("/sign-in?refused").body()).contains("did not succeed");
        assertThat(leadsTo(get("/contacts"))).isEqualTo("/sign-in");
        assertThat(users.find("ada").orElseThrow().signedInAt()).isNull();
    }

    @Test
    void aCodeDoesNotWorkInAnotherBrowser() {
        var back = leadsTo(get(leadsTo(get("/sign-in/with/oidc"))));
        cookies.getCookieStore().removeAll();

        assertThat(leadsTo(get(back))).isEqualTo("/sign-in?refused");
        assertThat(leadsTo(get("/contacts"))).isEqualTo("/sign-in");
    }

    @Test
    void aCodeWorksOnce() {
        var back = leadsTo(get(leadsTo(get("/sign-in/with/oidc"))));
        assertThat(leadsTo(get(back))).startsWith("/");
        cookies.getCookieStore().removeAll();

        assertThat(leadsTo(get(back))).isEqualTo("/sign-in?refused");
    }

    @Test
    void anAddressThatIsNotVerifiedIsNobodys() {
        refused(changed("email_verified", false), "has not verified that Ada@example.com is yours");
        assertThat(lastWord()).isEqualTo("nobody sign-in refused users at Example ID: address not verified");

        var unsaid = new HashMap<>(ADA);
        unsaid.remove("email_verified");
        refused(unsaid, "has not verified that Ada@example.com is yours");
    }

    @Test
    void somebodyWithoutAnAddressIsNobody() {
        refused(Map.of(), "did not tell us your email address");
    }

    @Test
    void somebodyUnknownIsToldWhomToAsk() {
        refused(
                changed("email", "eve@example.com"),
                "Nobody here has the address eve@example.com. Ask whoever is an operator of Trellis");
        assertThat(users.all()).extracting(AppUser::name).doesNotContain("eve");
    }

    @Test
    void somebodyLockedStaysOut() {
        users.lock("ada");

        refused(ADA, "The user with the address Ada@example.com is locked");
        assertThat(lastWord()).isEqualTo("nobody sign-in refused users/ada at Example ID: locked");
    }

    @Test
    void anotherAccountWithTheSameAddressStaysOut() {
        comeBack();
        assertThat(get("/contacts").statusCode()).isEqualTo(200);
        cookies.getCookieStore().removeAll();

        refused(changed("sub", "5678"), "signs in with another account of Example ID");

        assertThat(lastWord())
                .isEqualTo("nobody sign-in refused users/ada at Example ID: another account with the same address");
        users.unpin("ada");
        assertThat(leadsTo(comeBack())).startsWith("/");
        assertThat(get("/contacts").statusCode()).isEqualTo(200);
    }

    @Test
    void theRefusalIsSaidOnce() {
        refused(Map.of(), "did not tell us your email address");

        assertThat(get("/sign-in?refused").body()).doesNotContain("did not tell us");
    }

    @Test
    void aProviderThatCallsItselfSomethingElseIsNotBelieved() {
        var other = new IdentityProvider();
        var signOn = SignOnTestSettings.signOn(other.issuer().replace("localhost", "127.0.0.1"));

        assertThatException().isThrownBy(() -> signOn.registration(SignOn.ID)).withMessageContaining("says that it is");
    }

    @Test
    void aProviderThatWasAwayIsAskedAgain() {
        var other = new IdentityProvider();
        var signOn = SignOnTestSettings.signOn(other.issuer());

        other.isAway(true);
        assertThatException().isThrownBy(() -> signOn.registration(SignOn.ID));
        other.isAway(false);

        assertThat(signOn.registration(SignOn.ID)).isNotNull();
        assertThat(signOn.signOutThere())
                .hasValueSatisfying(page -> assertThat(page)
                        .startsWith(other.issuer() + "/out?client_id=trellis&post_logout_redirect_uri=http"));
        assertThat(signOn.registration("another")).isNull();
    }

    private void refused(Map<String, Object> visitor, String words) {
        provider.isVisitedBy(visitor);
        assertThat(leadsTo(comeBack())).isEqualTo("/sign-in?refused");
        assertThat(get("/sign-in?refused").body()).contains(words);
        assertThat(leadsTo(get("/contacts"))).isEqualTo("/sign-in");
    }

    /** From the sign-in page to the provider and back again. */
    private HttpResponse<String> comeBack() {
        return get(leadsTo(get(leadsTo(get("/sign-in/with/oidc")))));
    }

    private static Map<String, Object> changed(String claim, Object value) {
        var visitor = new HashMap<>(ADA);
        visitor.put(claim, value);
        return visitor;
    }

    private String lastWord() {
        var entry = audit.page(new AuditFilter(null, null, null, null), null, 1)
                .items()
                .getFirst();
        return entry.actor() + " " + entry.action() + " " + entry.object() + " " + entry.detail();
    }

    private String session() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("trellis"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    private String leadsTo(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow().replace("http://localhost:" + port, "");
    }

    private HttpResponse<String> get(String address) {
        try {
            return browser.send(
                    HttpRequest.newBuilder(URI.create(
                                    address.startsWith("/") ? "http://localhost:" + port + address : address))
                            .header("Accept", "text/html")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
