/** Tells other systems what happens: signed webhooks, chats and CRMs, through an outbox with retries and replay. */
@NullMarked
package dev.trellis.webhook;

import org.jspecify.annotations.NullMarked;
