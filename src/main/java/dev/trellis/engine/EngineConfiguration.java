package dev.trellis.engine;

import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import io.camunda.client.CamundaClient;
import io.camunda.client.CredentialsProvider;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the client through which everything here talks to the engine. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    private static final URI DEFAULT_ADDRESS = URI.create("http://127.0.0.1:26500");

    /** One client for all: gRPC only, since jobs activated over REST from an 8.6.0 engine carry no usable key. */
    @Bean(destroyMethod = "close")
    CamundaClient camundaClient(TrellisProperties settings, EngineProperties properties) {
        return connect(address(settings.engineGrpc()), properties);
    }

    static CamundaClient connect(URI address, EngineProperties properties) {
        var builder = CamundaClient.newClientBuilder()
                .applyEnvironmentVariableOverrides(false)
                .grpcAddress(address)
                .preferRestOverGrpc(false)
                .defaultRequestTimeout(Duration.ofSeconds(10))
                .defaultMessageTimeToLive(Duration.ZERO)
                .keepAlive(Duration.ofSeconds(45))
                .jobHandlingExecutor(
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofVirtual().name("job-", 0).factory()),
                        true);
        var token = properties.token();
        if (token != null && token.isSet()) {
            builder.credentialsProvider(credentials(token));
        }
        return builder.build();
    }

    /** The diagrams: as they are at start, until others are published. */
    @Bean
    CurrentDiagrams diagrams(TrellisProperties settings) {
        return new CurrentDiagrams(BpmnFolder.read(settings.bpmnDir()));
    }

    /** The client knows only http (plain) and https (TLS); both mean gRPC. */
    private static URI address(@Nullable URI setting) {
        if (setting == null) {
            return DEFAULT_ADDRESS;
        }
        var secure = "https".equals(setting.getScheme()) || "grpcs".equals(setting.getScheme());
        var port = setting.getPort() > 0 ? setting.getPort() : secure ? 443 : 26500;
        return URI.create((secure ? "https" : "http") + "://" + setting.getHost() + ":" + port);
    }

    private static CredentialsProvider credentials(EngineProperties.Token token) {
        if (token.clientSecret() == null || token.audience() == null || token.url() == null) {
            throw new StartRefusedException(
                    "TRELLIS_ENGINE_TOKEN_CLIENT_ID is set, so TRELLIS_ENGINE_TOKEN_CLIENT_SECRET,"
                            + " TRELLIS_ENGINE_TOKEN_AUDIENCE and TRELLIS_ENGINE_TOKEN_URL must be set too");
        }
        return CredentialsProvider.newCredentialsProviderBuilder()
                .applyEnvironmentOverrides(false)
                .clientId(token.clientId())
                .clientSecret(token.clientSecret())
                .audience(token.audience())
                .authorizationServerUrl(token.url().toString())
                .build();
    }
}
