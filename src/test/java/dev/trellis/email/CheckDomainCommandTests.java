package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.email.doctor.FakeDns;
import dev.trellis.platform.Command;
import dev.trellis.platform.TrellisProperties;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class CheckDomainCommandTests {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final FakeDns dns = new FakeDns();
    private final CheckDomainCommand command =
            new CheckDomainCommand(dns, new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void saysWhatIsBrokenAndHowToMendIt() {
        assertThat(command.run(List.of("acme.example", "s1"), new Settings())).isEqualTo(Command.FAILED);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("broken   SPF: back.acme.example has no SPF record")
                .contains("Add a TXT record at back.acme.example: v=spf1 a:mail.acme.example a:spare.acme.example ~all")
                .contains("There is no key at s1._domainkey.signs.acme.example")
                .contains("Mail from acme.example will be refused or get lost.");
    }

    @Test
    void wantsADomain() {
        assertThat(command.run(List.of(), new Settings())).isEqualTo(Command.WRONG_USE);
        assertThat(command.run(List.of("hello@acme.example"), new Settings())).isEqualTo(Command.WRONG_USE);
    }

    /** The settings, and nothing else of the application. */
    private static final class Settings implements Command.Launcher {

        @Override
        public ConfigurableApplicationContext idle() {
            var context = new AnnotationConfigApplicationContext();
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "settings",
                            Map.of(
                                    "trellis.bounce-address", "bounces@back.acme.example",
                                    "trellis.smtp-url", "smtp://mail.acme.example:587",
                                    "trellis.email.dkim.domain", "signs.acme.example",
                                    "trellis.email.relays.spare.url", "smtp://spare.acme.example",
                                    "trellis.email.relays.near.url", "smtp://127.0.0.1")));
            context.register(Properties.class, MailSettings.class, MailIdentities.class);
            context.refresh();
            return context;
        }

        @Override
        public ConfigurableApplicationContext database() {
            throw new UnsupportedOperationException("It looks at records only");
        }

        @Override
        public ConfigurableApplicationContext serve(String... settings) {
            throw new UnsupportedOperationException("It looks at records only");
        }
    }

    @EnableConfigurationProperties({TrellisProperties.class, EmailProperties.class, DkimProperties.class})
    static class Properties {}
}
