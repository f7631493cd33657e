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
}
