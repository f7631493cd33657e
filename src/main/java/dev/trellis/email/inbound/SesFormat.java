package dev.trellis.email.inbound;

import static dev.trellis.email.inbound.RelayFormat.text;
import static dev.trellis.email.inbound.RelayFormat.textOrNull;

import dev.trellis.email.smtp.BounceClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Amazon SES by way of SNS, which signs what it says. Since it does so for everybody, its calls must also come from the
 * topic that was agreed, or carry the secret that was.
 */
@Component
class SesFormat implements RelayFormat {

    private static final Logger log = LoggerFactory.getLogger(SesFormat.class);
    private static final String SNS_ADDRESS = "https://sns\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/\\S*";

    private static final String TOPIC = "arn:";

    private final SnsSignatures signatures;
    private final JsonMapper json = JsonMapper.builder().build();

    SesFormat(SnsSignatures signatures) {
        this.signatures = signatures;
    }

    @Override
    public String name() {
        return "ses";
    }

    @Override
    public boolean isGenuine(RelayCall call, JsonNode body, String secret) throws IOException {
        boolean agreed =
                secret.startsWith(TOPIC) ? RelayCall.same(text(body.path("TopicArn")), secret) : call.knows(secret);
        return agreed && signatures.isValid(body);
    }

    @Override
    public List<RelayEvent> events(JsonNode body) {
        if (text(body.path("Type")).equals("SubscriptionConfirmation")) {
            askToConfirm(text(body.path("SubscribeURL")));
            return List.of();
        }
        try {
            return told(json.readTree(text(body.path("Message"))));
        } catch (JacksonException ex) {
            return List.of();
        }
    }

    /** Somebody has to look at this: whoever confirms answers for the topic. */
    private static void askToConfirm(String address) {
        if (address.matches(SNS_ADDRESS)) {
            log.warn("Amazon SNS wants to tell what becomes of mail. If you set it up, open {} to confirm.", address);
        }
    }

    private static List<RelayEvent> told(JsonNode told) {
        var type = text(told.path("notificationType")) + text(told.path("eventType"));
        return switch (type) {
            case "Bounce" -> bounces(told, told.path("bounce"));
            case "Complaint" -> complaints(told, told.path("complaint"));
            default -> List.of();
        };
    }

    private static List<RelayEvent> bounces(JsonNode told, JsonNode bounce) {
        var type = text(bounce.path("bounceType"));
        var subtype = text(bounce.path("bounceSubType"));
        boolean permanent = type.equals("Permanent");
        var otherwise = otherwise(permanent, subtype);
        var events = new ArrayList<RelayEvent>();
        for (var recipient : bounce.path("bouncedRecipients")) {
            var words = text(recipient.path("diagnosticCode"));
            var status = textOrNull(recipient.path("status"));
            events.add(event(
                    told,
                    text(bounce.path("feedbackId")),
                    InboundKind.BOUNCE,
                    recipient,
                    RelayEvent.judged(words.isBlank() ? null : status, words, permanent, otherwise),
                    status,
                    words.isBlank() ? type + " " + subtype : words));
        }
        return events;
    }

    /** That the relay has the address on a list of its own says nothing new about the address. */
    private static BounceClass otherwise(boolean permanent, String subtype) {
        var about = subtype.toLowerCase(Locale.ROOT);
        if (about.contains("suppress") || about.contains("rejected") || about.contains("toolarge")) {
            return BounceClass.POLICY;
        }
        return permanent ? BounceClass.ADDRESS : BounceClass.TRANSIENT;
    }

    private static List<RelayEvent> complaints(JsonNode told, JsonNode complaint) {
        if (text(complaint.path("complaintFeedbackType")).equals("not-spam")) {
            return List.of();
        }
        var events = new ArrayList<RelayEvent>();
        for (var recipient : complaint.path("complainedRecipients")) {
            events.add(event(
                    told,
                    text(complaint.path("feedbackId")),
                    InboundKind.COMPLAINT,
                    recipient,
                    null,
                    null,
                    text(complaint.path("complaintFeedbackType"))));
        }
        return events;
    }

    private static RelayEvent event(
            JsonNode told,
            String id,
            InboundKind kind,
            JsonNode recipient,
            @Nullable BounceClass about,
            @Nullable String status,
            String words) {
        var mail = told.path("mail");
        var address = text(recipient.path("emailAddress"));
        return new RelayEvent(
                id + " " + address,
                kind,
                RelayFormat.sendId(mail.path("tags")),
                messageId(mail),
                address.isEmpty() ? null : Letter.address(address).orElse(address),
                about,
                status,
                words);
    }

    /** The message id as we wrote it; SES puts its own on what it sends. */
    private static @Nullable String messageId(JsonNode mail) {
        for (var header : mail.path("headers")) {
            if (text(header.path("name")).equalsIgnoreCase("Message-ID")) {
                return text(header.path("value"));
            }
        }
        return textOrNull(mail.path("commonHeaders").path("messageId"));
    }
}
