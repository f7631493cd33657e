package dev.trellis.email.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpReplyTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.1.1 user unknown                      | true  | true",
                "550-5.1.1 The email account does not exist   | true  | true",
                "550 5.1.2 bad destination system             | true  | true",
                "550 No such user here                        | true  | true",
                "550 No such user here                        | false | false",
                "550 5.7.1 user unknown to our block list     | true  | false",
                "550 Rejected: listed by a block list         | true  | false",
                "552 5.2.2 mailbox full                       | true  | false",
                "553 5.1.8 sender address rejected            | true  | false",
                "554 5.6.0 message content rejected           | false | false",
                "450 4.1.1 user unknown, for now              | true  | false",
                "421 4.7.0 try again later                    | true  | false",
            })
    void onlyTheAddressItselfSuppresses(String line, boolean toRecipient, boolean dead) {
        var reply = SmtpReply.of(Integer.parseInt(line.substring(0, 3)), line, toRecipient);

        assertThat(reply.saysAddressIsDead()).isEqualTo(dead);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "421 4.7.0 Too many messages, slow down       | true  | policy",
                "451 4.7.1 Unusual rate from your network     | true  | policy",
                "450 4.7.1 Greylisted, come again in a minute | false | transient",
                "451 4.7.1 grey listing in action             | false | transient",
                "450 4.2.0 GREYLISTING: please wait           | false | transient",
                "451 4.7.1 graylist                           | false | transient",
                "451 4.3.0 greylist, and you come too quickly | false | transient",
            })
    void whoDoesNotKnowUsDoesNotReproachUs(String line, boolean slower, String about) {
        var reply = SmtpReply.of(Integer.parseInt(line.substring(0, 3)), line, true);

        assertThat(reply.asksToSlowDown()).isEqualTo(slower);
        assertThat(BounceClass.judge(reply.enhanced(), line, true).orElseThrow().label())
                .isEqualTo(about);
    }
}
