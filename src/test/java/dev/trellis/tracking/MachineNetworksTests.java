package dev.trellis.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.StartRefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineNetworksTests {

    @Test
    void anAddressIsInItsNetworkToTheBit() {
        var networks = networks("192.0.2.128/25", "2001:db8:4000::/34", "198.51.100.7");

        assertThat(networks.contain("192.0.2.128")).isTrue();
        assertThat(networks.contain("192.0.2.127")).isFalse();
        assertThat(networks.contain("2001:db8:7fff::1")).isTrue();
        assertThat(networks.contain("2001:db8:8000::1")).isFalse();
        assertThat(networks.contain("198.51.100.7")).isTrue();
        assertThat(networks.contain("198.51.100.8")).isFalse();
        assertThat(networks.contain("example.com")).isFalse();
        assertThat(networks().contain("192.0.2.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/33", "example.com", "192.0.2.0/x", "2001:db8::/129", "", "300.1.1.1"})
    void whatIsNoNetworkStopsTheStart(String wrong) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> networks(wrong))
                .withMessageContaining("trellis.tracking.machine-networks");
    }

    private static MachineNetworks networks(String... networks) {
        return new MachineNetworks(new TrackingProperties(null, List.of(networks)));
    }
}
