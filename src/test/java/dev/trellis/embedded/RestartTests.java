package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camunda.client.CamundaClient;
import io.camunda.zeebe.model.bpmn.Bpmn;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTests {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    @TempDir
    Path data = Path.of("");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
        processesOn(data).forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(30)).until(() -> processesOn(data).isEmpty());
    }

    @Test
    void everythingWaitsWhereItWaitedAfterKillsAndAfterCtrlC() throws Exception {
        assumeTrue(Files.isExecutable(SETSID), "needs setsid to press Ctrl-C");

        var first = start();
        try (var database = first.database();
                var statement = database.createStatement()) {
            statement.execute("create table survivor (name text)");
            statement.execute("insert into survivor values ('ada')");
        }
        try (var engine = first.engine()) {
            deploy(engine);
            engine.newCreateInstanceCommand()
                    .bpmnProcessId("waits")
                    .latestVersion()
                    .variables(Map.of("name", "ada"))
                    .send()
                    .join();
        }

        var refused = run();
        assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(1);
        assertThat(new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Another Trellis (process " + first.process().pid() + ")");

        first.process().destroyForcibly().waitFor();
        var second = start();
        try (var database = second.database();
                var statement = database.createStatement();
                var rows = statement.executeQuery("select name from survivor")) {
            assertThat(rows.next()).isTrue();
        }
        try (var engine = second.engine()) {
            var jobs = engine.newActivateJobsCommand()
                    .jobType("wait-for-restart")
                    .maxJobsToActivate(2)
                    .requestTimeout(Duration.ofSeconds(10))
                    .send()
                    .join()
                    .getJobs();
            assertThat(jobs)
                    .singleElement()
                    .satisfies(job -> assertThat(job.getVariablesAsMap()).containsEntry("name", "ada"));
        }

        try (var engine = second.engine()) {
            killTheEngine();
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> engine.newTopologyRequest().send().join().getBrokers().stream()
                            .anyMatch(
                                    broker -> broker.getPartitions().getFirst().isLeader()));
        }

        pressCtrlC(second.process());
        assertThat(second.process().waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(processesOn(data)).isEmpty();
        assertThat(Files.readString(data.resolve("logs/engine.log"))).contains("Broker shut down.");
    }

    private static void deploy(CamundaClient engine) {
        var process = Bpmn.createExecutableProcess("waits")
                .startEvent()
                .serviceTask("task", task -> task.zeebeJobType("wait-for-restart"))
                .endEvent()
                .done();
        engine.newDeployResourceCommand()
                .addProcessModel(process, "waits.bpmn")
                .send()
                .join();
    }

    private static void pressCtrlC(Process process) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("/bin/kill", "-INT", "--", "-" + process.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** In a process group of its own, as a shell would start it. */
    private Process run() throws IOException {
        var process = new ProcessBuilder(
                        SETSID.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PartsOnly.class.getName(),
                        "--server.port=0",
                        "--trellis.data-dir=" + data,
                        "--trellis.embedded.engine-heap=256m")
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    private Running start() throws IOException {
        var process = run();
        var lines = new ArrayList<String>();
        var reader = process.inputReader();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith(PartsOnly.READY)) {
                var words = List.of(line.split(" ", 4));
                return new Running(process, reader, words.get(1), words.get(2), words.get(3));
            }
        }
        throw new AssertionError("It did not start: " + lines);
    }

    private void killTheEngine() {
        var engine = processesOn(data).stream()
                .filter(process -> ChildProcess.commandLine(process).contains(EngineMain.class.getName()))
                .findFirst()
                .orElseThrow();
        engine.destroyForcibly();
        engine.onExit().join();
    }

    private static List<ProcessHandle> processesOn(Path data) {
        return ProcessHandle.allProcesses()
                .filter(process -> ChildProcess.commandLine(process).contains(data.toString()))
                .toList();
    }

    private record Running(Process process, BufferedReader output, String grpc, String jdbcUrl, String password) {

        Connection database() throws SQLException {
            return DriverManager.getConnection(jdbcUrl, PostgresProcess.USER, password);
        }

        CamundaClient engine() {
            return CamundaClient.newClientBuilder()
                    .grpcAddress(URI.create(grpc))
                    .preferRestOverGrpc(false)
                    .build();
        }
    }
}
