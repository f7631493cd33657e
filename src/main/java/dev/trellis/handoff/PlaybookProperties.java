package dev.trellis.handoff;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the playbooks are.
 *
 * @param folder one Markdown file each, such as {@code first-contact.md}
 */
@ConfigurationProperties("trellis.playbooks")
record PlaybookProperties(
        @DefaultValue("templates/playbook") Path folder) {}
