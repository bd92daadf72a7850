package io.cairn.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.Storage;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a process killed after any byte of a batch that it was copying leaves a file of which Cairn loads what came before,
 * and of which a real Redis loads that, or all of it, or nothing: never a value that nobody set.
 */
@NeedsProgram("redis-server")
class HalfStoredBatchTest {
    private static final String[] APPEND_ONLY = {"--appendonly", "yes", "--appendfsync", "no"};
    private static final String VALUE = "0123456789";

    private static final String LOG = "appendonlydir/appendonly.aof.1.incr.aof";

    @TempDir
    Path directory;

    @Test
    void isNeverTakenForWhole() throws Exception {
        SimulatedStorage storage = new SimulatedStorage();
        storage.createDirectory("appendonlydir");
        CommandLog log = CommandLog.create(new TestClock().ports(storage), DurabilityPolicy.NO, LOG, 0x5a17, 0);
        append(log, Resp.join(Resp.command("select", "0"), Resp.command("SET", "k", "before")));
        List<byte[]> states = new ArrayList<>();
        storage.observe((kind, name) -> states.add(storage.contents(LOG)));
        append(log, Resp.command("SET", "k", VALUE));
        states.add(storage.contents(LOG));

        Storage files = MappedStorage.open(directory);
        files.createDirectory("appendonlydir");
        Manifest.Entry entry = Manifest.EMPTY.nextIncrement("appendonly.aof");
        Manifest.EMPTY.withIncrement(entry).write(files, "appendonlydir", "appendonly.aof");
        List<String> values = new ArrayList<>();
        int whole = 0;
        for (byte[] killed : killedAtEveryByte(states)) {
            Files.write(directory.resolve(LOG), killed);
            String ours = Collector.read(files, LOG).pieces.size() == 2 ? VALUE : "before";
            String theirs = valueInRedis();
            assertThat(theirs).isIn("refused", ours);
            values.add(theirs);
            whole += ours.equals(VALUE) ? 1 : 0;
        }
        assertThat(values).contains("refused", "before", VALUE).hasSizeGreaterThan(60);
        assertThat(whole).isLessThan(5);
    }

    /** What the file is after each byte of each store. */
    private static List<byte[]> killedAtEveryByte(List<byte[]> states) {
        List<byte[]> killed = new ArrayList<>();
        for (int i = 1; i < states.size(); i++) {
            byte[] before = states.get(i - 1);
            byte[] after = states.get(i);
            for (int at = 0; at < after.length; at++) {
                if (before[at] != after[at]) {
                    byte[] state = before.clone();
                    System.arraycopy(after, 0, state, 0, at);
                    killed.add(state);
                }
            }
        }
        killed.add(states.get(states.size() - 1));
        return killed;
    }

    private String valueInRedis() throws IOException, InterruptedException {
        RealRedis redis;
        try {
            redis = RealRedis.startIn(directory, APPEND_ONLY);
        } catch (IOException e) {
            return "refused";
        }
        try (redis) {
            return RespValue.parse(redis.execute("GET", "k")).text();
        }
    }

    private static void append(CommandLog log, byte[] commands) {
        log.append(commands, 0, commands.length, 0, 1_700_000_000_000L);
    }
}
