package dev.trellis.email.smtp;

import dev.trellis.platform.StartRefusedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where mail is handed in, as in {@code smtp://user:password@host:587?starttls=required}.
 *
 * @param password or the access token, with {@link Auth#XOAUTH2}
 * @param implicitTls whether the connection is TLS from its first byte ({@code smtps})
 */
public record RelayAddress(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        boolean implicitTls,
        StartTls startTls,
        Auth auth,
        Client client) {

    private static final Set<String> OPTIONS = Set.of("starttls", "auth", "client");
    private static final Map<String, StartTls> STARTTLS =
            Map.of("required", StartTls.REQUIRED, "never", StartTls.NEVER, "offered", StartTls.IF_OFFERED);
    private static final Map<String, Auth> AUTH = Map.of("password", Auth.PASSWORD, "xoauth2", Auth.XOAUTH2);
    private static final Map<String, Client> CLIENTS = Map.of("pipelining", Client.PIPELINING, "angus", Client.ANGUS);

    /** Which of our two clients talks to the relay. */
    public enum Client {
        PIPELINING,
        ANGUS
    }

    /** With what we sign in. */
    public enum Auth {
        PASSWORD,
        XOAUTH2
    }

    public enum StartTls {
        NEVER,
        IF_OFFERED,
        REQUIRED
    }

    /**
     * Reads a setting.
     *
     * @param setting what it is called
     * @throws StartRefusedException if it is no such address, saying what it may be
     */
    public static RelayAddress parse(String setting, String url) {
        try {
            var uri = new URI(url.strip());
            var scheme = uri.getScheme();
            var host = uri.getHost();
            if (host == null || scheme == null || !(scheme.equals("smtp") || scheme.equals("smtps"))) {
                throw invalid(setting, url);
            }
            var userInfo = uri.getRawUserInfo();
            int colon = userInfo == null ? -1 : userInfo.indexOf(':');
            var user = userInfo == null ? null : decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
            var password = userInfo == null || colon < 0 ? null : decode(userInfo.substring(colon + 1));
            boolean implicit = scheme.equals("smtps");
            int port = uri.getPort() > 0 ? uri.getPort() : implicit ? 465 : user == null ? 25 : 587;
            var options = options(uri.getQuery(), setting, url);
            return new RelayAddress(
                    host,
                    port,
                    user,
                    password,
                    implicit,
                    option(options, "starttls", StartTls.IF_OFFERED, STARTTLS, setting, url),
                    option(options, "auth", Auth.PASSWORD, AUTH, setting, url),
                    option(options, "client", Client.PIPELINING, CLIENTS, setting, url));
        } catch (URISyntaxException ex) {
            throw invalid(setting, url);
        }
    }

    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException ex) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    private static Map<String, String> options(@Nullable String query, String setting, String url) {
        var options = new HashMap<String, String>();
        if (query != null && !query.isEmpty()) {
            for (var part : query.split("&", -1)) {
                int equals = part.indexOf('=');
                var name = equals < 0 ? part : part.substring(0, equals);
                if (equals < 0 || !OPTIONS.contains(name)) {
                    throw invalid(setting, url);
                }
                options.put(name, part.substring(equals + 1));
            }
        }
        return options;
    }

    private static <T> T option(
            Map<String, String> options, String name, T otherwise, Map<String, T> values, String setting, String url) {
        var given = options.get(name);
        if (given == null) {
            return otherwise;
        }
        var value = values.get(given);
        if (value == null) {
            throw invalid(setting, url);
        }
        return value;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    // Never shows the setting itself, for it may hold a password.
    private static StartRefusedException invalid(String setting, String url) {
        int at = url.lastIndexOf('@');
        return new StartRefusedException(setting + " must be an address such as"
                + " smtp://user:password@host:587?starttls=required (or never, offered; auth=xoauth2; client=angus), not "
                + (at < 0 ? url : "…" + url.substring(at)));
    }
}
