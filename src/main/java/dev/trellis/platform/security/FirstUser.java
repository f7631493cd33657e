package dev.trellis.platform.security;

import dev.trellis.platform.StartNote;
import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** Makes somebody who can sign in where there is nobody yet, and says how. */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class FirstUser implements SmartInitializingSingleton, StartNote {

    static final String NAME = "admin";

    private final Users users;
    private final ApiToken token;
    private final SecurityProperties properties;
    private final Path file;
    private @Nullable String newPassword;

    FirstUser(Users users, ApiToken token, SecurityProperties properties, TrellisProperties settings) {
        this.users = users;
        this.token = token;
        this.properties = properties;
        this.file = settings.dataDir().resolve("sign-in");
    }

    @Override
    public void afterSingletonsInstantiated() {
        var given = properties.firstPassword();
        var password = given == null ? Secrets.password() : given;
        if (!users.addFirst(NAME, password) || given != null) {
            return;
        }
        newPassword = password;
        try {
            SecretFiles.write(file, "name: " + NAME + "\npassword: " + password);
        } catch (IOException ex) {
            throw new StartRefusedException(
                    "The first password cannot be kept in " + file + ": " + ex.getMessage()
                            + ". Make the folder writable.",
                    ex);
        }
    }

    @Override
    public List<String> lines() {
        var lines = new ArrayList<String>();
        if (newPassword != null) {
            lines.add("Sign in as " + NAME + " with the password " + newPassword + " (kept in " + shown(file) + ").");
        } else if (Files.exists(file)) {
            lines.add("Sign in as " + NAME + "; the first start's password is in " + shown(file) + ".");
        } else {
            lines.add("Sign in as " + NAME + ".");
        }
        if (token.isNew()) {
            lines.add("The API token is " + token.value() + " (kept in " + shown(token.file()) + ").");
        }
        return lines;
    }

    private static String shown(Path file) {
        var here = Path.of("").toAbsolutePath();
        var there = file.toAbsolutePath().normalize();
        return (there.startsWith(here) ? here.relativize(there) : there).toString();
    }
}
