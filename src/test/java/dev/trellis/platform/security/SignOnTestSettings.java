package dev.trellis.platform.security;

import dev.trellis.platform.TrellisProperties;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings of single sign-on as an operator would make them. */
final class SignOnTestSettings {

    private SignOnTestSettings() {}

    static SignOnProperties of(Map<String, String> settings) {
        var all = new HashMap<String, String>();
        all.put("trellis.security.oidc.client-id", "trellis");
        all.put("trellis.security.oidc.client-secret", "secret");
        settings.forEach((name, value) -> all.put("trellis.security.oidc." + name, value));
        return new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate("trellis.security.oidc", SignOnProperties.class);
    }

    static SignOn signOn(String issuer) {
        return signOn(Map.of("issuer", issuer));
    }

    static SignOn signOn(Map<String, String> settings) {
        return new SignOn(
                of(settings),
                new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("trellis", TrellisProperties.class));
    }
}
