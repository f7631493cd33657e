package dev.trellis.testing;

import dev.trellis.TrellisApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestConstructor;

/**
 * A test of the whole application on the real engine, PostgreSQL and mail server, at a random HTTP port.
 *
 * <p>One application serves all such tests of a run. Database and mailbox are empty before each test; process instances
 * of earlier tests are left to end by themselves, so a test looks at its own contacts only. {@link Database},
 * {@link Mails}, {@link Time} and the {@link IdentityProvider} it knows can be injected like any bean.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
        classes = TrellisApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // Who is told in a test listens on this machine.
        properties = "trellis.webhooks.allow-private-networks=true")
@ContextConfiguration(initializers = TestParts.class)
@Import(TestingConfiguration.class)
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
@ExtendWith(TrellisExtension.class)
public @interface TrellisTest {}
