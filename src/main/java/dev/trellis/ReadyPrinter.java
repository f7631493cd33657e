package dev.trellis;

import dev.trellis.embedded.Progress;
import dev.trellis.platform.StartNote;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Says where the application is and how to sign in, once it answers. */
final class ReadyPrinter implements ApplicationListener<ApplicationReadyEvent> {

    private final Progress progress;

    ReadyPrinter(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        var context = event.getApplicationContext();
        progress.done("application", "");
        progress.say("");
        progress.say(
                "Trellis is at http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
        context.getBeanProvider(StartNote.class)
                .orderedStream()
                .flatMap(note -> note.lines().stream())
                .forEach(progress::say);
        progress.say("Ctrl-C stops it.");
    }
}
