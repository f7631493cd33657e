package dev.trellis.testing;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Gives every test of the whole application an empty database and mailbox. */
final class TrellisExtension implements BeforeEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        var application = SpringExtension.getApplicationContext(context);
        application.getBean(Time.class).settle();
        application.getBean(Database.class).clear();
        application.getBean(Mails.class).clear();
    }
}
