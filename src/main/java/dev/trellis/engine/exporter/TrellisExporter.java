package dev.trellis.engine.exporter;

import io.camunda.zeebe.exporter.api.Exporter;
import io.camunda.zeebe.exporter.api.context.Context;
import io.camunda.zeebe.exporter.api.context.Controller;
import io.camunda.zeebe.protocol.record.Record;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.intent.IncidentIntent;
import io.camunda.zeebe.protocol.record.intent.ProcessInstanceIntent;
import io.camunda.zeebe.protocol.record.intent.TimerIntent;
import io.camunda.zeebe.protocol.record.value.BpmnElementType;
import io.camunda.zeebe.protocol.record.value.IncidentRecordValue;
import io.camunda.zeebe.protocol.record.value.ProcessInstanceRecordValue;
import io.camunda.zeebe.protocol.record.value.TimerRecordValue;
import io.camunda.zeebe.protocol.record.value.VariableRecordValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Writes where process instances stand, their timers and their incidents to files, for the application to read.
 *
 * <p>It never waits for the application. What begins and ends between two writes is not written at all, since nobody
 * could have seen it. The engine is told how far it got once the bytes are on the disk; after a crash it sends the rest
 * again, and the reader leaves out what it knows by the records' positions.
 */
public class TrellisExporter implements Exporter {

    private static final Duration WRITE_EVERY = Duration.ofMillis(200);
    private static final int WRITE_AT = 2_000;
    private static final String CONTACT_VARIABLE = "contactId";
    private static final long MOST_BYTES = 512L * 1024 * 1024;

    /** Where an instance can stand for longer than a moment. */
    private static final Set<BpmnElementType> PLACES = EnumSet.of(
            BpmnElementType.SERVICE_TASK,
            BpmnElementType.SEND_TASK,
            BpmnElementType.USER_TASK,
            BpmnElementType.RECEIVE_TASK,
            BpmnElementType.BUSINESS_RULE_TASK,
            BpmnElementType.SCRIPT_TASK,
            BpmnElementType.INTERMEDIATE_CATCH_EVENT,
            BpmnElementType.EVENT_BASED_GATEWAY,
            BpmnElementType.CALL_ACTIVITY,
            BpmnElementType.PROCESS);

    private final Batch batch = new Batch();
    private @Nullable Context context;
    private @Nullable Controller controller;
    private @Nullable Spool spool;
    private Path folder = Path.of("spool");
    private long seen = -1;
    private long acknowledged = -1;
    private long alreadyWritten = -1;

    @Override
    public void configure(Context context) {
        this.context = context;
        var path = context.getConfiguration().getArguments().get("spool");
        if (path == null) {
            throw new IllegalArgumentException("The exporter needs the argument 'spool': the folder to write to");
        }
        folder = Path.of(path.toString());
        context.setFilter(new Filter());
    }

    @Override
    public void open(Controller controller) {
        this.controller = controller;
        var partition = context == null ? 1 : context.getPartitionId();
        spool = new Spool(folder.resolve(Integer.toString(partition)), MOST_BYTES);
        seen = controller.getLastExportedRecordPosition();
        acknowledged = seen;
        alreadyWritten = spool.lastPosition();
        scheduleWrite();
    }

    @Override
    public void close() {
        write();
        if (spool != null) {
            spool.close();
        }
    }

    @Override
    public void export(Record<?> record) {
        if (record.getPosition() <= alreadyWritten) {
            // After a restart the engine goes back to its last snapshot; the files know better how far we were.
            seen = record.getPosition();
            return;
        }
        switch (record.getValue()) {
            case ProcessInstanceRecordValue value -> element(record, value);
            case TimerRecordValue value -> timer(record, value);
            case IncidentRecordValue value -> incident(record, value);
            case VariableRecordValue value -> variable(record, value);
            default -> {}
        }
        seen = record.getPosition();
        if (batch.size() >= WRITE_AT) {
            write();
        }
    }

    private void element(Record<?> record, ProcessInstanceRecordValue value) {
        if (!PLACES.contains(value.getBpmnElementType())) {
            return;
        }
        var kind = value.getBpmnElementType() == BpmnElementType.PROCESS ? 'P' : 'E';
        switch (record.getIntent()) {
            case ProcessInstanceIntent.ELEMENT_ACTIVATED ->
                batch.begin(kind, record.getKey(), elementLine(record, value));
            case ProcessInstanceIntent.ELEMENT_MIGRATED ->
                batch.change(kind, record.getKey(), elementLine(record, value));
            case ProcessInstanceIntent.ELEMENT_COMPLETED, ProcessInstanceIntent.ELEMENT_TERMINATED ->
                batch.end(kind, record.getKey(), Line.of(record));
            default -> {}
        }
    }

    private static Line elementLine(Record<?> record, ProcessInstanceRecordValue value) {
        var line = Line.of(record).add(value.getBpmnProcessId()).add(value.getVersion());
        return value.getBpmnElementType() == BpmnElementType.PROCESS
                ? line.add(value.getParentProcessInstanceKey())
                : line.add(value.getProcessInstanceKey()).add(value.getElementId());
    }

    private void timer(Record<?> record, TimerRecordValue value) {
        switch (record.getIntent()) {
            case TimerIntent.CREATED -> {
                // Timers that start processes belong to nobody.
                if (value.getProcessInstanceKey() > 0) {
                    batch.begin('T', record.getKey(), timerLine(record, value));
                }
            }
            case TimerIntent.MIGRATED -> batch.change('T', record.getKey(), timerLine(record, value));
            case TimerIntent.TRIGGERED, TimerIntent.CANCELED -> batch.end('T', record.getKey(), Line.of(record));
            default -> {}
        }
    }

    private static Line timerLine(Record<?> record, TimerRecordValue value) {
        return Line.of(record)
                .add(value.getProcessInstanceKey())
                .add(value.getTargetElementId())
                .add(value.getDueDate());
    }

    private void incident(Record<?> record, IncidentRecordValue value) {
        switch (record.getIntent()) {
            case IncidentIntent.CREATED -> batch.begin('I', record.getKey(), incidentLine(record, value));
            case IncidentIntent.MIGRATED -> batch.change('I', record.getKey(), incidentLine(record, value));
            case IncidentIntent.RESOLVED -> batch.end('I', record.getKey(), Line.of(record));
            default -> {}
        }
    }

    private static Line incidentLine(Record<?> record, IncidentRecordValue value) {
        return Line.of(record)
                .add(value.getProcessInstanceKey())
                .add(value.getBpmnProcessId())
                .add(value.getElementId())
                .add(value.getJobKey())
                .add(value.getErrorType().name())
                .add(value.getErrorMessage());
    }

    /** Whom a process instance is about: the variable of its outermost scope. */
    private void variable(Record<?> record, VariableRecordValue value) {
        if (value.getName().equals(CONTACT_VARIABLE) && value.getScopeKey() == value.getProcessInstanceKey()) {
            batch.begin('C', value.getProcessInstanceKey(), Line.of(record).add(value.getValue()));
        }
    }

    private void scheduleWrite() {
        if (controller != null) {
            var unused = controller.scheduleCancellableTask(WRITE_EVERY, this::writeAndScheduleNext);
        }
    }

    private void writeAndScheduleNext() {
        write();
        scheduleWrite();
    }

    private void write() {
        if (spool == null || controller == null || seen <= acknowledged) {
            return;
        }
        try {
            if (batch.size() > 0) {
                spool.append(batch.bytes());
                batch.clear();
            }
            controller.updateLastExportedRecordPosition(seen);
            acknowledged = seen;
        } catch (IOException ex) {
            // What is in the batch stays there and is tried again; the engine keeps its log until then.
            logger().ifPresent(log -> log.warn("The spool cannot be written to at present: {}", ex.toString()));
        }
    }

    private Optional<Logger> logger() {
        return context == null ? Optional.empty() : Optional.of(context.getLogger());
    }

    /** Keeps the engine from even reading the other records for us. */
    private static final class Filter implements Context.RecordFilter {

        private static final Set<ValueType> VALUES =
                EnumSet.of(ValueType.PROCESS_INSTANCE, ValueType.TIMER, ValueType.INCIDENT, ValueType.VARIABLE);

        @Override
        public boolean acceptType(RecordType type) {
            return type == RecordType.EVENT;
        }

        @Override
        public boolean acceptValue(ValueType type) {
            return VALUES.contains(type);
        }
    }
}
