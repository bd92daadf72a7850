package io.cairn.engine.command.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What depends on the clock, is newer than Redis 7.0, or shows in the journal only. */
class StreamCommandsTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final String NULL_ARRAY = "*-1\\r\\n";

    private final TestEngine engine = new TestEngine(EngineCommands.all());

    StreamCommandsTest() {
        engine.clock().setMillis(NOW_MS);
    }

    private void run(String... lines) {
        for (String line : lines) {
            assertThat(engine.line(line)).as(line).doesNotStartWith("-");
        }
    }

    private void assertJournal(String... commands) {
        List<String> written = engine.journal().commands();
        assertThat(written.subList(1, written.size())).containsExactly(commands);
    }

    @Test
    void idsFollowTheClockAndNeverGoBack() {
        assertThat(engine.line("XADD s * a 1")).isEqualTo("$15\\r\\n1700000000000-0\\r\\n");
        assertThat(engine.line("XADD s * a 1")).contains("1700000000000-1");
        engine.clock().setMillis(NOW_MS - 5);
        assertThat(engine.line("XADD s * a 1")).contains("1700000000000-2");
        engine.clock().setMillis(NOW_MS + 1);
        assertThat(engine.line("XADD s 1700000000001-* a 1")).contains("1700000000001-0");
        assertThat(engine.line("XADD s * a 1")).contains("1700000000001-1");
        assertJournal(
                "XADD s 1700000000000-0 a 1",
                "XADD s 1700000000000-1 a 1",
                "XADD s 1700000000000-2 a 1",
                "XADD s 1700000000001-0 a 1",
                "XADD s 1700000000001-1 a 1");
    }

    @Test
    void theJournalTrimsExactly() {
        run(
                "XADD s 1-1 a 1",
                "XADD s NOMKSTREAM MAXLEN ~ 5 LIMIT 7 2-1 a 1",
                "XADD s MAXLEN = 2 * a 1",
                "XTRIM s MINID ~ 1");
        assertJournal("XADD s 1-1 a 1", "XADD s MAXLEN = 2 2-1 a 1", "XADD s MAXLEN = 2 1700000000000-0 a 1");
        engine.journal().clear();
        for (int i = 0; i < 250; i++) {
            run("XADD t 5-* a 1");
        }
        engine.journal().clear();
        assertThat(engine.line("XTRIM t MAXLEN ~ 100")).isEqualTo(":100\\r\\n");
        assertThat(engine.line("XTRIM t MINID ~ 5-200")).isEqualTo(":100\\r\\n");
        assertThat(engine.journal().commands()).containsExactly("XTRIM t MAXLEN = 150", "XTRIM t MINID = 5-200");
    }

    @Test
    void aReplayedLimitIsNotObeyed() {
        run("XADD s 1-1 a 1", "XADD s 1-2 a 1", "XADD s 1-3 a 1");
        String line = "XTRIM s MAXLEN = 1 LIMIT 1";
        assertThat(engine.line(line))
                .isEqualTo("-ERR syntax error, LIMIT cannot be used without the special ~ option\\r\\n");
        engine.engine().databases().setExpiring(false);
        assertThat(engine.line(line)).isEqualTo(":2\\r\\n");
    }

    @Test
    void theJournalSaysWhoWasGivenWhat() {
        run("XADD s 1-1 a 1", "XADD s 2-1 a 1", "XGROUP CREATE s g 0");
        engine.journal().clear();
        run("XREADGROUP GROUP g alice COUNT 1 STREAMS s >", "XREADGROUP GROUP g bob NOACK STREAMS s >");
        engine.clock().advanceMillis(10);
        run("XREADGROUP GROUP g alice STREAMS s 0", "XAUTOCLAIM s g carol 0 0 JUSTID", "XDEL s 1-1");
        run("XAUTOCLAIM s g carol 0 0", "XREADGROUP GROUP g carol STREAMS s >");
        String claim = "XCLAIM s g %s 0 1-1 TIME %d RETRYCOUNT %d FORCE JUSTID LASTID %s";
        assertThat(engine.journal().commands())
                .containsExactly(
                        "XGROUP CREATECONSUMER s g alice",
                        String.format(claim, "alice", NOW_MS, 1, "1-1"),
                        "XGROUP SETID s g 1-1 ENTRIESREAD 1",
                        "XGROUP CREATECONSUMER s g bob",
                        "XGROUP SETID s g 2-1 ENTRIESREAD 2",
                        String.format(claim, "alice", NOW_MS + 10, 2, "2-1"),
                        "XGROUP CREATECONSUMER s g carol",
                        String.format(claim, "carol", NOW_MS + 10, 2, "2-1"),
                        "XDEL s 1-1",
                        "XACK s g 1-1");
    }

    @Test
    void consumersAreMadeEvenIfThereIsNothingForThem() {
        run("XGROUP CREATE s g $ MKSTREAM");
        assertThat(engine.line("XREADGROUP GROUP g a STREAMS s >")).isEqualTo(NULL_ARRAY);
        assertThat(engine.line("XCLAIM s g b 0 1-1")).isEqualTo("*0\\r\\n");
        run("XAUTOCLAIM s g c 0 0");
        assertThat(engine.line("XINFO CONSUMERS s g"))
                .contains("$1\\r\\na\\r\\n", "$1\\r\\nb\\r\\n", "$1\\r\\nc\\r\\n");
    }

    @Test
    void tellsWhenAConsumerWasSeenAndActive() {
        run("XADD s 1-1 a 1", "XGROUP CREATE s g 0", "XGROUP CREATECONSUMER s g c");
        engine.clock().advanceMillis(10);
        assertThat(engine.line("XINFO CONSUMERS s g")).contains("idle\\r\\n:10\\r\\n$8\\r\\ninactive\\r\\n:-1");
        run("XREADGROUP GROUP g c STREAMS s >");
        engine.clock().advanceMillis(20);
        engine.line("XREADGROUP GROUP g c STREAMS s >");
        engine.clock().advanceMillis(5);
        assertThat(engine.line("XINFO CONSUMERS s g")).contains("idle\\r\\n:5\\r\\n$8\\r\\ninactive\\r\\n:25");
        assertThat(engine.line("XINFO STREAM s FULL"))
                .contains("seen-time\\r\\n:1700000000030\\r\\n$11\\r\\nactive-time\\r\\n:1700000000010");
    }

    @Test
    void plusIsTheLastEntry() {
        run("XADD s 1-1 a 1", "XADD s 2-1 b 2");
        assertThat(engine.line("XREAD STREAMS s +"))
                .isEqualTo(
                        "*1\\r\\n*2\\r\\n$1\\r\\ns\\r\\n*1\\r\\n*2\\r\\n$3\\r\\n2-1\\r\\n*2\\r\\n$1\\r\\nb\\r\\n$1\\r\\n2\\r\\n");
        run("XDEL s 2-1");
        assertThat(engine.line("XREAD STREAMS s +")).contains("1-1");
        run("XDEL s 1-1");
        assertThat(engine.line("XREAD STREAMS s +")).isEqualTo(NULL_ARRAY);
        assertThat(engine.line("XREAD STREAMS none +")).isEqualTo(NULL_ARRAY);
    }

    @Test
    void anIdBelowADeletedOneCannotBeSet() {
        run("XADD s 5-1 a 1", "XDEL s 5-1");
        assertThat(engine.line("XSETID s 5-0"))
                .isEqualTo("-ERR The ID specified in XSETID is smaller than current max_deleted_entry_id\\r\\n");
        run("XSETID s 5-1");
    }

    @Test
    void streamsStayWhenTheirLastEntryGoes() {
        run("XADD s 5-1 a 1", "XTRIM s MAXLEN 0");
        assertThat(engine.line("TYPE s")).isEqualTo("+stream\\r\\n");
        assertThat(engine.line("OBJECT ENCODING s")).isEqualTo("$6\\r\\nstream\\r\\n");
        assertThat(engine.line("XADD s 5-1 a 1")).startsWith("-ERR The ID specified in XADD is equal or smaller");
    }

    @Test
    void aTimeoutThatCannotBeExpressedIsRefused() {
        assertThat(engine.line("XREAD BLOCK 9223372036854775807 STREAMS s 0"))
                .isEqualTo("-ERR timeout is out of range\\r\\n");
    }

    /** Where Redis may not wait, which is inside MULTI, it replies as we do where nobody waits. */
    @Test
    @NeedsProgram("redis-server")
    void blockEndsAtOnceAsInATransaction() throws IOException {
        try (RealRedis redis = RealRedis.start()) {
            for (String line : List.of(
                    "XADD s 1-1 a 1",
                    "XGROUP CREATE s g 0",
                    "XREAD BLOCK 0 STREAMS s $",
                    "XREAD BLOCK 0 STREAMS s 0",
                    "XREAD BLOCK -1 STREAMS s 0",
                    "XREAD BLOCK x STREAMS s 0",
                    "XREAD BLOCK 5 COUNT",
                    "XREADGROUP GROUP g c BLOCK 0 STREAMS s >",
                    "XREADGROUP GROUP g c BLOCK 0 STREAMS s >",
                    "XREADGROUP GROUP g c BLOCK 0 COUNT 1 STREAMS s 0")) {
                redis.line("MULTI");
                redis.line(line);
                String theirs = redis.line("EXEC").substring("*1\\r\\n".length());
                String ours = engine.line(line);
                assertThat(ours).as(line).isEqualTo(theirs);
            }
        }
    }
}
