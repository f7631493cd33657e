package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.TrellisApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The application on the containers of {@code docker-compose.yml} instead of its embedded parts. */
@NeedsDocker
class ContainersTests {

    private static final String TOKEN = "token-of-the-container-test";

    @TempDir
    Path data = Path.of("");

    @Test
    void aContactIsWelcomedByEmail() throws Exception {
        try (var postgres = new PostgreSQLContainer(Compose.image("postgres"));
                var mailpit = new GenericContainer<>(Compose.image("mailpit")).withExposedPorts(1025, 8025);
                var camunda = camunda()) {
            postgres.start();
            mailpit.start();
            camunda.start();
            var application = new SpringApplication(TrellisApplication.class);
            application.addInitializers(new EmbeddedPartsInitializer(Progress.silent()));
            try (var context = application.run(
                    "--server.port=0",
                    "--trellis.data-dir=" + data,
                    "--trellis.api-token=" + TOKEN,
                    "--trellis.database-url=" + databaseUrl(postgres),
                    "--trellis.engine-grpc=http://" + camunda.getHost() + ":" + camunda.getMappedPort(26500),
                    "--trellis.smtp-url=smtp://127.0.0.1:" + mailpit.getMappedPort(1025))) {
                assertThat(context.getBeanProvider(Mailbox.class).getIfAvailable())
                        .isNull();
                var port = context.getEnvironment().getRequiredProperty("local.server.port");

                var answer = send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/contacts"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("""
                                {"email": "ada@example.com", "firstName": "Ada", "topics": ["newsletter"],
                                 "stage": "subscriber"}""")));
                assertThat(answer.statusCode()).isEqualTo(201);

                var inbox = URI.create("http://" + mailpit.getHost() + ":" + mailpit.getMappedPort(8025)
                        + "/api/v1/search?query=to:ada@example.com");
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(
                                        send(HttpRequest.newBuilder(inbox)).body())
                                .contains("ada@example.com", "\"Subject\""));
            }
        }
    }

    /** Without its pages' database, which the application does not use. */
    private static GenericContainer<?> camunda() {
        return new GenericContainer<>(Compose.image("orchestration"))
                .withExposedPorts(26500, 9600)
                .withCopyToContainer(Transferable.of("""
                        camunda:
                          data:
                            secondary-storage:
                              type: none
                          security:
                            authentication:
                              unprotected-api: true
                            authorizations:
                              enabled: false
                        """), "/usr/local/camunda/config/application.yaml")
                .withEnv("SPRING_PROFILES_ACTIVE", "broker,standalone")
                .waitingFor(Wait.forHttp("/actuator/health/status").forPort(9600))
                .withStartupTimeout(Duration.ofMinutes(3));
    }

    private static String databaseUrl(PostgreSQLContainer postgres) {
        return "postgresql://" + postgres.getUsername() + ":" + postgres.getPassword() + "@" + postgres.getHost() + ":"
                + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/" + postgres.getDatabaseName();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
