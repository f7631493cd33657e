package dev.trellis.embedded;

import dev.trellis.platform.StartRefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code TRELLIS_DATABASE_URL} taken apart into what the driver wants: it does not read a user before the host. */
record DatabaseUrl(
        String jdbcUrl, @Nullable String user, @Nullable String password) {

    static DatabaseUrl parse(String setting) {
        try {
            var uri = new URI(setting.replaceFirst("^jdbc:", "").replaceFirst("^postgres:", "postgresql:"));
            if (uri.getHost() == null || uri.getPath().length() < 2) {
                throw wrong(null);
            }
            var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            var userInfo = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            return new DatabaseUrl(
                    "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                    userInfo.length > 0 ? decode(userInfo[0]) : null,
                    userInfo.length > 1 ? decode(userInfo[1]) : null);
        } catch (URISyntaxException e) {
            throw wrong(e);
        }
    }

    /** A plus sign is a plus sign in a password, unlike in a form. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static StartRefusedException wrong(@Nullable Exception cause) {
        return new StartRefusedException(
                "TRELLIS_DATABASE_URL must name host and database, such as postgresql://user:password@host:5432/trellis"
                        + " (with special characters of the password percent-encoded).",
                cause);
    }
}
