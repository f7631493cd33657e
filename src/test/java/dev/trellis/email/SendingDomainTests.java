package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.email.doctor.Dns;
import dev.trellis.email.doctor.DomainDoctor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendingDomainTests {

    private final EmptyDns dns = new EmptyDns();

    @Test
    void mailThatStaysOnThisMachineNeedsNoRecords() {
        try (var instance = EmailInstance.options().start()) {
            var domain = domain(instance);

            assertThat(domain.isUsed()).isFalse();
            assertThat(domain.warnings()).isEmpty();
            assertThat(dns.asked).hasValue(0);
        }
    }

    @Test
    void mailThatLeavesIsWarnedAboutOnceInAWhile() {
        try (var instance = EmailInstance.options().relayHost("smtp.invalid").start()) {
            var domain = domain(instance);

            assertThat(domain.isUsed()).isTrue();
            assertThat(domain.warnings()).isNotEmpty().anyMatch(warning -> warning.startsWith("SPF: "));
            int asked = dns.asked.get();
            domain.warnings();
            assertThat(dns.asked).hasValue(asked);
        }
    }

    @Test
    void mailHasTheIdentityOfAllItsSettings() {
        try (var instance = EmailInstance.options()
                .relayHost("smtp.one.invalid")
                .relay("near", 2525, 1)
                .relay("spare", "smtps://user:secret@smtp.two.invalid", 0)
                .start()) {
            var identity = instance.get(MailIdentities.class).own();

            assertThat(identity.domain()).isEqualTo("trellis.example");
            assertThat(identity.bounceDomain()).isEqualTo("mail.example.org");
            assertThat(identity.relayHosts()).containsExactly("smtp.one.invalid", "smtp.two.invalid");
            assertThat(identity.dkimSelector()).isNull();
        }
    }

    private SendingDomain domain(EmailInstance instance) {
        return new SendingDomain(
                instance.get(MailSettings.class), instance.get(MailIdentities.class), new DomainDoctor(dns));
    }

    /** Knows nothing. */
    private static final class EmptyDns implements Dns {

        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public List<String> texts(String name) {
            return nothing();
        }

        @Override
        public List<String> mailHosts(String name) {
            return nothing();
        }

        @Override
        public List<String> addresses(String host) {
            return nothing();
        }

        @Override
        public List<String> namesOf(String address) {
            return nothing();
        }

        private List<String> nothing() {
            asked.incrementAndGet();
            return List.of();
        }
    }
}
