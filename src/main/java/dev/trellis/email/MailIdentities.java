package dev.trellis.email;

import dev.trellis.email.dkim.DkimKey;
import dev.trellis.email.doctor.MailIdentity;
import dev.trellis.platform.TrellisProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who mail says it is from and by which ways it goes, by the settings: what a domain's records must fit. */
@Component
class MailIdentities {

    private final MailSettings settings;
    private final DkimProperties dkim;
    private final TrellisProperties properties;

    MailIdentities(MailSettings settings, DkimProperties dkim, TrellisProperties properties) {
        this.settings = settings;
        this.dkim = dkim;
        this.properties = properties;
    }

    /** Our own mail's. */
    MailIdentity own() {
        return of(settings.domain(), null);
    }

    /**
     * That of mail from a domain, ours or one that is to become it.
     *
     * @param selector where the relay signs, the one under which its key is found; null for that of the settings
     */
    MailIdentity of(String domain, @Nullable String selector) {
        var bounces = properties.bounceAddress();
        var key = MailSignatures.key(dkim);
        return new MailIdentity(
                domain,
                bounces == null ? null : bounces.substring(bounces.lastIndexOf('@') + 1),
                settings.relays().values().stream()
                        .filter(relay -> !relay.address().isLoopback())
                        .map(relay -> relay.address().host())
                        .distinct()
                        .toList(),
                dkim.domain(),
                selector != null ? selector : key.map(DkimKey::selector).orElse(null),
                key.map(DkimKey::publicKey).orElse(null));
    }
}
