package dev.trellis.nurturing;

import static dev.trellis.nurturing.StepHeader.optional;
import static dev.trellis.nurturing.StepHeader.required;

import dev.trellis.nurturing.StepHeader.Content;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a step of a diagram can do: its job type and the headers a marketer may set on it.
 *
 * <p>Each has one worker in {@link dev.trellis.nurturing.worker} and one element template under
 * {@code bpmn/.camunda/element-templates}.
 */
public enum StepType {
    LOOK_UP_STAGE("look-up-stage"),

    SEND_EMAIL(
            "send-email",
            with(
                    mail(),
                    required("template", Content.TEMPLATE),
                    optional("to", "contact", "owner", "manager", "marketing"),
                    optional("inTheNameOf", "owner"),
                    optional("hold", "owner"))),

    CHANGE_STAGE("change-stage", required("stage", Content.STAGE), required("reason", Content.TEXT)),

    HAND_OFF_TO_SALES(
            "hand-off-to-sales",
            required("kind", "mql", "sql", "customer"),
            optional("until", "decision", "outcome"),
            optional("team", Content.TEXT),
            optional("priority", "normal", "high"),
            optional("playbook", Content.TEXT),
            optional("escalate", "true", "lead", "false")),

    REQUEST_REFERRAL("request-referral", with(mail(), optional("template", Content.TEMPLATE))),

    ASK_FEEDBACK(
            "ask-feedback", with(mail(), optional("template", Content.TEMPLATE), optional("kind", "nps", "survey"))),

    CREATE_TASK(
            "create-task",
            required("kind", "call", "gift", "follow-up", "review"),
            required("title", Content.TEXT),
            optional("note", Content.TEXT),
            optional("team", Content.TEXT),
            optional("due", Content.DURATION),
            optional("sells", "true", "false")),

    LOOK_UP_CONTACT(
            "look-up-contact",
            optional("facts", Content.FACTS),
            optional("due.*", Content.DURATION),
            optional("wait.*", Content.DURATION),
            optional("slower.*", Content.NUMBER)),

    SEND_TO_SEGMENT(
            "send-to-segment",
            with(
                    mail(),
                    required("template", Content.TEMPLATE),
                    optional("name", Content.TEXT),
                    optional("stage", Content.STAGES),
                    optional("country", Content.COUNTRIES),
                    optional("tag", Content.TEXT))),

    CALL_WEBHOOK("call-webhook", required("webhook", Content.TEXT), optional("event", Content.TEXT));

    private final String jobType;

    @SuppressWarnings("ImmutableEnumChecker") // A list of records made by List.of never changes.
    private final List<StepHeader> headers;

    StepType(String jobType, StepHeader... headers) {
        this.jobType = jobType;
        this.headers = List.of(headers);
    }

    /** The job type as diagrams write it. */
    public String jobType() {
        return jobType;
    }

    public List<StepHeader> headers() {
        return headers;
    }

    /** The step type with this job type, if there is one. */
    public static Optional<StepType> of(String jobType) {
        return Arrays.stream(values())
                .filter(type -> type.jobType.equals(jobType))
                .findFirst();
    }

    private static StepHeader[] mail() {
        return new StepHeader[] {
            optional("topic", Content.TEXT),
            optional("window", "office-hours", "any-time"),
            optional("notAfter", Content.DURATION),
            optional("onCap", "delay", "skip"),
            optional("repeat", "true", "false")
        };
    }

    private static StepHeader[] with(StepHeader[] some, StepHeader... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(StepHeader[]::new);
    }
}
