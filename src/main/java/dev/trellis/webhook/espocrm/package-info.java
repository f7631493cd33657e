/** EspoCRM, both ways: hand-offs become its leads, deals its opportunities, and what happens to those comes back. */
@NullMarked
package dev.trellis.webhook.espocrm;

import org.jspecify.annotations.NullMarked;
