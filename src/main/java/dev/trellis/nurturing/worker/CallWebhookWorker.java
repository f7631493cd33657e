package dev.trellis.nurturing.worker;

import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.nurturing.StepType;
import dev.trellis.webhook.WebhookCalls;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Job type {@code call-webhook}: posts ids and the event's name to a webhook; who wants more asks the API with the id.
 *
 * <p>No answer, 429 and 5xx are tried again; any other status is the step's outcome, for the diagram to judge.
 */
@Component
class CallWebhookWorker implements Worker {

    private final WebhookCalls webhooks;

    CallWebhookWorker(WebhookCalls webhooks) {
        this.webhooks = webhooks;
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
    public JobResult handle(Job job) throws IOException {
        var name = job.requireHeader("webhook");
        var id = String.valueOf(job.elementInstanceKey());
        int status = webhooks.tell(name, id, job.header("event"), job.variables());
        if (status == 429 || status >= 500) {
            throw new IOException("The webhook " + name + " answered " + status);
        }
        return JobResult.completed(Map.of("status", status));
    }
}
