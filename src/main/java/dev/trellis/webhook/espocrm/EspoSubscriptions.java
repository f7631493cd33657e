package dev.trellis.webhook.espocrm;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.webhook.Webhook;
import dev.trellis.webhook.WebhookKind;
import dev.trellis.webhook.Webhooks;
import dev.trellis.webhook.http.Answer;
import dev.trellis.webhook.inbound.HookSource;
import dev.trellis.webhook.inbound.HookSources;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks EspoCRM to tell us what becomes of its opportunities. */
@Component
class EspoSubscriptions {

    static final String EVENT = "Opportunity.update";

    private final Webhooks webhooks;
    private final HookSources sources;
    private final EspoClient espo;
    private final TrellisProperties settings;
    private final JdbcClient jdbc;
    private final Clock clock;

    EspoSubscriptions(
            Webhooks webhooks,
            HookSources sources,
            EspoClient espo,
            TrellisProperties settings,
            JdbcClient jdbc,
            Clock clock) {
        this.webhooks = webhooks;
        this.sources = sources;
        this.espo = espo;
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * What EspoCRM calls a webhook of its own, and what it signs with.
     *
     * @param source whose messages these are for us
     */
    record Subscription(String theirId, String secret, UUID source) {}

    /**
     * Makes EspoCRM call us whenever an opportunity changes.
     *
     * @throws InvalidValueException if the webhook is no EspoCRM, or is called back already
     * @throws IOException if EspoCRM does not do it; the message says what it answered
     */
    HookSource subscribe(UUID id) throws IOException {
        var crm = webhooks.require(id);
        if (crm.kind() != WebhookKind.ESPOCRM) {
            throw new InvalidValueException(
                    "kind",
                    "must be espocrm, and " + crm.name() + " is " + crm.kind().label());
        }
        if (!of(id).isEmpty()) {
            throw new InvalidValueException("id", "is wrong: " + crm.name() + " tells us already");
        }
        var answer = espo.create(
                crm, "Webhook", Map.of("event", EVENT, "url", settings.publicUrl() + "/t/espocrm/" + crm.id()));
        if (!answer.isSuccess()) {
            throw new IOException("EspoCRM answered " + answer.status() + " when asked for a webhook; does the role of "
                    + "the API user allow it Webhooks and Opportunities? " + answer.body());
        }
        return keep(crm, required(answer, "/id"), required(answer, "/secretKey"));
    }

    List<Subscription> of(UUID webhook) {
        return jdbc.sql("select their_id, secret, source_id from crm_subscription where webhook_id = :webhook")
                .param("webhook", webhook)
                .query((row, number) -> new Subscription(
                        row.getString("their_id"), row.getString("secret"), row.getObject("source_id", UUID.class)))
                .list();
    }

    Optional<HookSource> source(Subscription subscription) {
        return sources.find(subscription.source()).filter(HookSource::active);
    }

    private HookSource keep(Webhook crm, String theirId, String secret) {
        var source = sources.add(crm.name() + "-espocrm", "What EspoCRM says of its opportunities");
        jdbc.sql("""
                        insert into crm_subscription (webhook_id, their_id, event, secret, source_id, created_at)
                        values (:webhook, :their, :event, :secret, :source, :now)""")
                .param("webhook", crm.id())
                .param("their", theirId)
                .param("event", EVENT)
                .param("secret", secret)
                .param("source", source.id())
                .param("now", utc(clock.instant()))
                .update();
        return source;
    }

    private String required(Answer answer, String place) throws IOException {
        return espo.text(answer, place)
                .orElseThrow(() -> new IOException("EspoCRM made a webhook and did not say its " + place.substring(1)));
    }
}
