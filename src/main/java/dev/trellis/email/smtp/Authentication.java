package dev.trellis.email.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** How we prove to a relay who we are (RFC 4954): PLAIN, LOGIN or XOAUTH2. */
final class Authentication {

    private static final String XOAUTH2 = "XOAUTH2";
    private static final String PLAIN = "PLAIN";
    private static final String LOGIN = "LOGIN";

    private Authentication() {}

    /** Whether we can sign in where these mechanisms are offered, or need not. */
    static boolean knows(RelayAddress address, String offered) {
        if (address.user() == null) {
            return true;
        }
        var mechanisms = mechanisms(offered);
        return address.auth() == RelayAddress.Auth.XOAUTH2
                ? mechanisms.contains(XOAUTH2)
                : mechanisms.contains(PLAIN) || mechanisms.contains(LOGIN);
    }

    static void signIn(RelayAddress address, String secret, String offered, Dialogue relay) throws IOException {
        var user = address.user();
        if (user == null) {
            return;
        }
        var mechanisms = mechanisms(offered);
        if (address.auth() == RelayAddress.Auth.XOAUTH2) {
            xoauth2(user, secret, relay);
        } else if (mechanisms.contains(PLAIN)) {
            relay.ask("AUTH PLAIN " + base64("\0" + user + "\0" + secret), "235", "the password");
        } else {
            relay.ask("AUTH LOGIN", "334", "AUTH LOGIN");
            relay.ask(base64(user), "334", "the user's name");
            relay.ask(base64(secret), "235", "the password");
        }
    }

    private static void xoauth2(String user, String token, Dialogue relay) throws IOException {
        var reply = relay.ask("AUTH XOAUTH2 " + base64("user=" + user + "\1auth=Bearer " + token + "\1\1"));
        // A refusal comes as a challenge that says why, and only an empty line brings the verdict.
        var verdict = reply.startsWith("334") ? relay.ask("") : reply;
        Dialogue.expect(verdict, "235", "the access token");
    }

    private static Set<String> mechanisms(String offered) {
        return new HashSet<>(Arrays.asList(offered.toUpperCase(Locale.ROOT).split("[ =]+", -1)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
