package dev.trellis.engine;

import dev.trellis.engine.EngineCommands.Outcome;
import dev.trellis.engine.EngineCommands.Urgency;
import io.camunda.client.CamundaClient;
import io.camunda.client.api.command.FinalCommandStep;
import io.camunda.client.api.response.ActivatedJob;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one worker's jobs and tells the engine how each ended. */
final class JobRunner {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    private final Worker worker;
    private final EngineCommands commands;
    private final ParkedJobs parked;
    private final Attempts attempts;
    private final StepRetries stepRetries;
    private final MeterRegistry meters;

    JobRunner(
            Worker worker,
            EngineCommands commands,
            ParkedJobs parked,
            Attempts attempts,
            StepRetries stepRetries,
            MeterRegistry meters) {
        this.worker = worker;
        this.commands = commands;
        this.parked = parked;
        this.attempts = attempts;
        this.stepRetries = stepRetries;
        this.meters = meters;
    }

    /** Whether a step of a diagram sets its number of retries itself. */
    @FunctionalInterface
    interface StepRetries {
        boolean areSet(String processId, String elementId);
    }

    /** Returns when the engine has answered, so that no more jobs are fetched than the engine takes results for. */
    void run(ActivatedJob activated) {
        var sample = Timer.start(meters);
        var stepSetsRetries = stepRetries.areSet(activated.getBpmnProcessId(), activated.getElementId());
        var job = new Job(
                activated.getKey(),
                activated.getType(),
                activated.getElementInstanceKey(),
                activated.getProcessInstanceKey(),
                activated.getBpmnProcessId(),
                activated.getProcessDefinitionVersion(),
                activated.getElementId(),
                attempts.left(activated.getRetries(), stepSetsRetries),
                activated.getCustomHeaders(),
                Variables.read(activated.getVariables()));
        var outcome = "failed";
        try {
            outcome = settle(job, worker.handle(job));
        } catch (InterruptedException ex) {
            // The application stops; the engine hands the job out again when its time is over.
            Thread.currentThread().interrupt();
            outcome = "interrupted";
        } catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
            outcome = fail(job, ex, stepSetsRetries);
        } finally {
            sample.stop(Timer.builder("trellis.engine.jobs")
                    .description("Jobs by type and how they ended, the engine's answer included")
                    .tag("type", worker.jobType())
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }

    private String settle(Job job, JobResult result) {
        return switch (result) {
            case JobResult.Completed completed -> {
                tell(job, complete(job, completed.variables()));
                yield "completed";
            }
            case JobResult.Held held -> {
                hold(job, held.redeliverAfter());
                parked.release(job.key());
                yield "held";
            }
            case JobResult.BpmnError error -> {
                tell(
                        job,
                        client -> client.newThrowErrorCommand(job.key())
                                .errorCode(error.code())
                                .errorMessage(Reasons.bounded(error.message())));
                yield "bpmn-error";
            }
        };
    }

    private static Function<CamundaClient, FinalCommandStep<?>> complete(Job job, Map<String, Object> variables) {
        var json = Variables.write(variables);
        return client -> client.newCompleteCommand(job.key()).variables(json);
    }

    private void tell(Job job, Function<CamundaClient, FinalCommandStep<?>> command) {
        switch (submit(command)) {
            case Outcome.Delivered delivered -> parked.release(job.key());
            case Outcome.Gone gone -> parked.release(job.key());
            case Outcome.Refused refused ->
                park(job, "The engine does not take the result of the step: " + refused.reason());
            case Outcome.NotNow notNow ->
                log.info("Job {} ({}) is handed out again: {}", job.key(), job.type(), notNow.reason());
            case Outcome.Expired expired ->
                log.info("Job {} ({}) is handed out again: the engine did not answer in time", job.key(), job.type());
        }
    }

    private void hold(Job job, Duration redeliverAfter) {
        if (redeliverAfter.compareTo(worker.timeout()) > 0) {
            submit(client -> client.newUpdateTimeoutCommand(job.key()).timeout(redeliverAfter));
        }
    }

    private String fail(Job job, Throwable thrown, boolean stepSetsRetries) {
        var reason = Reasons.of(thrown);
        if (job.retries() <= 1) {
            log.warn(
                    "Step {} of {} ({}, job {}) failed for good and is parked: {}",
                    job.elementId(),
                    job.processId(),
                    job.type(),
                    job.key(),
                    reason,
                    thrown);
            park(job, reason);
            return "parked";
        }
        var left = job.retries() - 1;
        var pause = attempts.pauseAfter(Math.max(1, attempts.usual() - left));
        log.info(
                "Step {} of {} ({}, job {}) failed, {} attempts left, next in {} s: {}",
                job.elementId(),
                job.processId(),
                job.type(),
                job.key(),
                left,
                pause.toSeconds(),
                reason);
        submit(client -> client.newFailCommand(job.key())
                .retries(attempts.retriesFor(left, stepSetsRetries))
                .retryBackoff(pause)
                .errorMessage(reason));
        return "failed";
    }

    private void park(Job job, String reason) {
        try {
            parked.park(job, Reasons.bounded(reason));
        } catch (RuntimeException ex) {
            // Without its row nobody would find the job. Its time ends, it is handed out again and parked then.
            log.warn("Job {} ({}) cannot be parked at present ({}).", job.key(), job.type(), Reasons.of(ex));
            return;
        }
        submit(client -> client.newUpdateTimeoutCommand(job.key()).timeout(ParkedJobs.PARKED_FOR));
    }

    private Outcome submit(Function<CamundaClient, FinalCommandStep<?>> command) {
        return commands.submit(Urgency.RESULT, worker.timeout(), command).join();
    }
}
