package io.cairn.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log whose policy changes while it runs. It has no threads: a force comes where a test asks for it. */
class LogPolicyTest {
    private static final byte[] SET = Resp.command("SET", "a", "1");

    private final SimulatedStorage storage = new SimulatedStorage();
    private final TestClock clock = new TestClock();
    private final List<String> fatal = new ArrayList<>();
    private int told;

    private CommandLog open(DurabilityPolicy policy) throws IOException {
        LogPorts ports = clock.ports(storage, () -> told++, (reason, cause) -> fatal.add(reason));
        return CommandLog.create(ports, policy, "log.0", 9, 0);
    }

    private long append(CommandLog log) {
        return log.append(SET, 0, SET.length, 0, clock.ms());
    }

    /** Nobody was told when it failed, because nothing depended on it. */
    @Test
    void whatFailedBeforeItCameIntoUseEndsTheProcessUnderAlways() throws IOException {
        CommandLog log = open(DurabilityPolicy.EVERYSEC);
        append(log);
        storage.fail(Operation.FORCE, 1);
        log.sync().force();
        log.adopt(DurabilityPolicy.EVERYSEC);
        assertThat(fatal).isEmpty();
        for (int i = 0; i < 2; i++) {
            log.adopt(DurabilityPolicy.ALWAYS);
            assertThat(log.policy()).isEqualTo(DurabilityPolicy.ALWAYS);
            assertThat(fatal).singleElement().asString().contains("log.0");
        }
    }

    @Test
    void aLogThatHasFailedDoesNotPromiseToForceAlways() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        append(log);
        storage.fail(Operation.FORCE, 1);
        log.sync().force();
        assertThat(log.policy(DurabilityPolicy.ALWAYS)).contains("log.0").contains("BGREWRITEAOF");
        assertThat(log.policy()).isEqualTo(DurabilityPolicy.NO);
        assertThat(log.policy(DurabilityPolicy.EVERYSEC)).isNull();
        long rolled = log.roll(log.prepareNext("next", 4));
        log.superseded(rolled);
        assertThat(log.policy(DurabilityPolicy.ALWAYS)).isNull();
    }

    @Test
    void releasesByThePolicyOfTheMoment() throws IOException {
        CommandLog log = open(DurabilityPolicy.NO);
        long position = append(log);
        assertThat(log.releasedPosition()).isEqualTo(position);
        log.policy(DurabilityPolicy.ALWAYS);
        assertThat(log.holdsReplies()).isTrue();
        assertThat(log.releasedPosition()).isLessThan(position);
        int before = told;
        log.policy(DurabilityPolicy.EVERYSEC);
        assertThat(log.releasedPosition()).isEqualTo(position);
        assertThat(told).as("those who wait are told").isEqualTo(before + 1);
    }
}
