package dev.trellis.email.inbound;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Where a mailbox is, and how to get in: {@code imaps://user:password@host:port/folder}. */
record MailboxAddress(String protocol, String host, int port, String user, String password, String folder) {

    private static final String INBOX = "INBOX";

    static MailboxAddress of(URI uri) {
        var scheme = uri.getScheme().toLowerCase(java.util.Locale.ROOT);
        var login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = login.indexOf(':');
        var path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/+", "");
        return new MailboxAddress(
                scheme,
                uri.getHost(),
                uri.getPort(),
                decoded(colon < 0 ? login : login.substring(0, colon)),
                decoded(colon < 0 ? "" : login.substring(colon + 1)),
                path.isEmpty() ? INBOX : path);
    }

    /** Names the mailbox without its password. */
    String name() {
        return user + "@" + host + "/" + folder;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name();
    }
}
