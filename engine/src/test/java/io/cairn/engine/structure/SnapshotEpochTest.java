package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnapshotEpochTest {
    private final SnapshotEpoch epoch = new SnapshotEpoch();

    @Test
    void freezesNothingWhenNoSnapshotIsOpen() {
        assertThat(epoch.isFrozen(epoch.stamp())).isFalse();
        assertThat(epoch.isFrozen(0)).isFalse();
    }

    @Test
    void freezesWhatWasThereBeforeAndNothingAfter() {
        int before = epoch.stamp();
        epoch.open();
        assertThat(epoch.isFrozen(before)).isTrue();
        assertThat(epoch.isFrozen(epoch.stamp())).isFalse();
    }

    @Test
    void thawsWhenTheLastIsClosed() {
        int before = epoch.stamp();
        int id = epoch.open();
        epoch.close(id);
        assertThat(epoch.isFrozen(before)).isFalse();
    }

    @Test
    void theNewestOpenOneDecides() {
        int stamp0 = epoch.stamp();
        int first = epoch.open();
        int stamp1 = epoch.stamp();
        int second = epoch.open();
        int stamp2 = epoch.stamp();
        assertThat(epoch.isFrozen(stamp1)).isTrue();
        assertThat(epoch.isFrozen(stamp2)).isFalse();
        epoch.close(second);
        assertThat(epoch.isFrozen(stamp0)).isTrue();
        assertThat(epoch.isFrozen(stamp1)).isFalse();
        epoch.close(first);
        assertThat(epoch.isFrozen(stamp0)).isFalse();
    }

    @Test
    void anOlderOneMayCloseFirst() {
        int first = epoch.open();
        int stamp1 = epoch.stamp();
        int second = epoch.open();
        epoch.close(first);
        assertThat(epoch.isFrozen(stamp1)).isTrue();
        epoch.close(second);
        assertThat(epoch.isFrozen(stamp1)).isFalse();
    }

    @Test
    void refusesToCloseTwice() {
        int id = epoch.open();
        epoch.close(id);
        assertThatThrownBy(() -> epoch.close(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("id=" + id);
    }
}
