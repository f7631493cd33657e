package dev.trellis.email;

import dev.trellis.platform.StartRefusedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where mail is handed in, as in {@code smtp://user:password@host:587?starttls=required}.
 *
 * @param implicitTls whether the connection is TLS from its first byte ({@code smtps})
 */
record RelayAddress(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        boolean implicitTls,
        StartTls startTls) {

    enum StartTls {
        NEVER,
        IF_OFFERED,
        REQUIRED
    }

    /**
     * Reads the setting.
     *
     * @throws StartRefusedException if it is no such address, saying what it may be
     */
    static RelayAddress parse(String url) {
        try {
            var uri = new URI(url.strip());
            var scheme = uri.getScheme();
            var host = uri.getHost();
            if (host == null || scheme == null || !(scheme.equals("smtp") || scheme.equals("smtps"))) {
                throw invalid(url);
            }
            var userInfo = uri.getRawUserInfo();
            int colon = userInfo == null ? -1 : userInfo.indexOf(':');
            var user = userInfo == null ? null : decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
            var password = userInfo == null || colon < 0 ? null : decode(userInfo.substring(colon + 1));
            boolean implicit = scheme.equals("smtps");
            int port = uri.getPort() > 0 ? uri.getPort() : implicit ? 465 : user == null ? 25 : 587;
            return new RelayAddress(host, port, user, password, implicit, startTls(uri.getQuery(), url));
        } catch (URISyntaxException ex) {
            throw invalid(url);
        }
    }

    boolean isLoopback() {
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

    private static StartTls startTls(@Nullable String query, String url) {
        if (query == null || query.isEmpty()) {
            return StartTls.IF_OFFERED;
        }
        return switch (query) {
            case "starttls=required" -> StartTls.REQUIRED;
            case "starttls=never" -> StartTls.NEVER;
            case "starttls=offered" -> StartTls.IF_OFFERED;
            default -> throw invalid(url);
        };
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    // Never shows the setting itself, for it may hold a password.
    private static StartRefusedException invalid(String url) {
        int at = url.lastIndexOf('@');
        return new StartRefusedException("TRELLIS_SMTP_URL must be an address such as"
                + " smtp://user:password@host:587?starttls=required, not "
                + (at < 0 ? url : "…" + url.substring(at)));
    }
}
