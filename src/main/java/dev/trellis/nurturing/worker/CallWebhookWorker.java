package dev.trellis.nurturing.worker;

import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.nurturing.StepType;
import dev.trellis.nurturing.Webhook;
import dev.trellis.nurturing.WebhookClient;
import dev.trellis.nurturing.Webhooks;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Job type {@code call-webhook}: posts ids and the event's name to a webhook; who wants more asks the API with the id.
 *
 * <p>No answer, 429 and 5xx are tried again; any other status is the step's outcome, for the diagram to judge.
 */
@Component
class CallWebhookWorker implements Worker {

    private final Webhooks webhooks;
    private final WebhookClient client;
    private final JsonMapper json;
    private final Clock clock;

    CallWebhookWorker(Webhooks webhooks, WebhookClient client, JsonMapper json, Clock clock) {
        this.webhooks = webhooks;
        this.client = client;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String jobType() {
        return StepType.CALL_WEBHOOK.jobType();
    }

    @Override
    public List<String> variables() {
        return List.of("contactId", "stageEntry", "stage", "dealId", "decision", "reason");
    }

    @Override
    public JobResult handle(Job job) throws IOException, InterruptedException {
        var name = job.requireHeader("webhook");
        var webhook = webhooks.find(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no webhook \"" + name
                        + "\"; add it with POST /api/webhooks {\"name\": \"" + name + "\", \"url\": …}"));
        var status = client.post(webhook, String.valueOf(job.elementInstanceKey()), body(job, webhook));
        if (status == 429 || status >= 500) {
            throw new IOException(webhook.url() + " answered " + status);
        }
        return JobResult.completed(Map.of("status", status));
    }

    private String body(Job job, Webhook webhook) {
        var event = job.header("event");
        var body = new LinkedHashMap<String, Object>();
        body.put("type", event == null ? webhook.name() : event);
        body.put("timestamp", clock.instant().toString());
        body.put("data", job.variables());
        return json.writeValueAsString(body);
    }
}
