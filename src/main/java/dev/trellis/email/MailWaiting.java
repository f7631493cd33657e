package dev.trellis.email;

/** There may be mail to send that was not there, or was held, a moment ago: the sender need not wait to look. */
record MailWaiting() {}
