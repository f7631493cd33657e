package dev.trellis.platform.security;

import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** What programs show to be let in: the setting, or else what the first start made and keeps in the data folder. */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ApiToken {

    private final String value;
    private final Path file;
    private final boolean made;

    ApiToken(TrellisProperties settings) {
        file = settings.dataDir().resolve("api-token");
        var given = settings.apiToken();
        if (given != null) {
            value = given;
            made = false;
            return;
        }
        try {
            made = !Files.exists(file);
            if (made) {
                SecretFiles.write(file, Secrets.token());
            }
            value = Files.readString(file).strip();
        } catch (IOException ex) {
            throw new StartRefusedException(
                    "The API token cannot be kept in " + file + ": " + ex.getMessage()
                            + ". Make the folder writable, or set TRELLIS_API_TOKEN.",
                    ex);
        }
    }

    String value() {
        return value;
    }

    Path file() {
        return file;
    }

    /** Whether this start made it: then, and only then, it is printed. */
    boolean isNew() {
        return made;
    }
}
