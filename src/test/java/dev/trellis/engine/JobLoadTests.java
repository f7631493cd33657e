package dev.trellis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobLoadTests {

    private final JobLoad load = new JobLoad();

    @Test
    void oneTypeWithAsMuchAsItsWorkersCanDoMakesItFull() {
        for (var i = 0; i < 30; i++) {
            load.begin("send-email");
            load.begin("look-up-stage");
        }
        assertThat(load.isFull()).isFalse();

        for (var i = 0; i < 6; i++) {
            load.begin("look-up-stage");
        }
        assertThat(load.isFull()).isTrue();

        load.end("look-up-stage");
        assertThat(load.isFull()).isFalse();
    }

    @Test
    void itIsIdleWhenAllThatBeganHasEnded() {
        assertThat(load.isIdle()).isTrue();
        load.begin("send-email");
        assertThat(load.isIdle()).isFalse();
        load.end("send-email");
        assertThat(load.isIdle()).isTrue();
    }
}
