package dev.trellis.testing;

import java.util.Map;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;

/** Hashes passwords as the application does, but quickly: somebody is added or signs in in almost every test. */
public final class QuickPasswords {

    private QuickPasswords() {}

    /** As the application's, it knows hashes of an older kind, too. */
    public static PasswordEncoder encoder() {
        return new DelegatingPasswordEncoder(
                "bcrypt",
                Map.of(
                        "bcrypt",
                        new BCryptPasswordEncoder(4),
                        "pbkdf2@SpringSecurity_v5_8",
                        Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8()));
    }
}
