package dev.trellis.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.testing.DatabaseTest;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc.GatewayImplBase;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.BrokerInfo;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.DeployResourceRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.DeployResourceResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.Partition;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TopologyRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TopologyResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@DatabaseTest
class EngineConnectionTests {

    @Test
    void anEngineThatIsStillBusyWithItsOwnDataHoldsNobodyUp() throws Exception {
        var gateway = new BusyGateway();
        var server = serve(gateway);
        try (var rig = EngineRig.start(
                URI.create("http://127.0.0.1:" + server.getPort()), List.of(), EngineRig.oneTask("busy"))) {
            await().atMost(Duration.ofSeconds(30)).until(rig.connection::isReady);

            assertThat(gateway.deployments).hasValue(2);
        } finally {
            server.shutdownNow();
        }
    }

    private static Server serve(BusyGateway gateway) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(gateway)
                .build()
                .start();
    }

    /** Has its leader, as an engine has that reads its log again, and does not get round to the first deployment. */
    private static final class BusyGateway extends GatewayImplBase {

        final AtomicInteger deployments = new AtomicInteger();

        @Override
        public void topology(TopologyRequest request, StreamObserver<TopologyResponse> answer) {
            answer.onNext(TopologyResponse.newBuilder()
                    .setClusterSize(1)
                    .setPartitionsCount(1)
                    .addBrokers(BrokerInfo.newBuilder()
                            .addPartitions(Partition.newBuilder()
                                    .setPartitionId(1)
                                    .setRole(Partition.PartitionBrokerRole.LEADER)))
                    .build());
            answer.onCompleted();
        }

        @Override
        public void deployResource(DeployResourceRequest request, StreamObserver<DeployResourceResponse> answer) {
            if (deployments.incrementAndGet() == 1) {
                answer.onError(Status.DEADLINE_EXCEEDED
                        .withDescription("Time out between gateway and broker")
                        .asRuntimeException());
            } else {
                answer.onNext(DeployResourceResponse.getDefaultInstance());
                answer.onCompleted();
            }
        }
    }
}
