package dev.trellis.email.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Records of the form {@code v=DKIM1; k=rsa; p=...}. */
final class Tags {

    private Tags() {}

    static Map<String, String> of(String record) {
        var tags = new LinkedHashMap<String, String>();
        for (var part : record.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                tags.putIfAbsent(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).replaceAll("\\s+", ""));
            }
        }
        return tags;
    }
}
