package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.offline.SampleDirectory.Batch;
import io.cairn.persistence.offline.SampleDirectory.Request;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a directory holds, a check describes it, and a repair makes one that a start takes or says why it cannot.
 *
 * <p>Method: a base, a log of Cairn to which Redis has appended, and a log of Redis, with bytes changed at random in all files,
 * the manifest too. What is right without checksums nobody knows, so the result is only loaded, and repaired again.
 */
class HostileRepairTest {
    private static final int ROUNDS = 300;
    private static final String BASE = "appendonlydir/appendonly.aof.1.base.rdb";
    private static final String FIRST = "appendonlydir/appendonly.aof.1.incr.aof";
    private static final String SECOND = "appendonlydir/appendonly.aof.2.incr.aof";
    private static final String MANIFEST = "appendonlydir/appendonly.aof.manifest";

    private final Random random = new Random(8);
    private final SimulatedStorage original = new SimulatedStorage();

    @BeforeEach
    void make() throws Exception {
        SampleDirectory sample = new SampleDirectory(
                original, 6, List.of(new Request(0, "RPUSH", "l", "1", "2"), new Request(1, "SET", "s", "v")));
        for (int i = 0; i < 15; i++) {
            sample.write(
                    new Request(i % 2, "APPEND", "text", "*2\r\n$6\r\nSELECT\r\n$1\r\n5\r\n" + i),
                    new Request(0, "LPUSH", "l", "e" + i));
        }
        sample.close();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        plain.writeBytes("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n".getBytes(ISO_8859_1));
        for (Batch batch : sample.batches) {
            plain.writeBytes("*1\r\n$5\r\nMULTI\r\n".getBytes(ISO_8859_1));
            plain.writeBytes(batch.commands().getBytes(ISO_8859_1));
            plain.writeBytes("*1\r\n$4\r\nEXEC\r\n".getBytes(ISO_8859_1));
        }
        byte[] commands = plain.toByteArray();
        byte[] log = original.contents(FIRST);
        byte[] joined = Arrays.copyOf(log, log.length + commands.length);
        System.arraycopy(commands, 0, joined, log.length, commands.length);
        original.place(FIRST, joined);
        original.place(SECOND, commands);
        original.place(
                MANIFEST,
                ("file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n"
                                + "file appendonly.aof.2.incr.aof seq 2 type i\n")
                        .getBytes(ISO_8859_1));
    }

    private OfflineDirectory directory(SimulatedStorage storage) {
        return SampleDirectory.directory(storage, new ManualClock(), random);
    }

    private byte[] hit(byte[] bytes) {
        byte[] hit = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(hit.length);
            switch (random.nextInt(4)) {
                case 0 -> hit[at] = (byte) random.nextInt();
                case 1 -> hit[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> Arrays.fill(hit, at, Math.min(hit.length, at + random.nextInt(100)), (byte) 0);
                default -> {
                    int from = random.nextInt(hit.length);
                    int length = Math.min(hit.length - Math.max(from, at), random.nextInt(200));
                    System.arraycopy(bytes, from, hit, at, length);
                }
            }
        }
        return random.nextInt(6) == 0 ? Arrays.copyOf(hit, random.nextInt(hit.length)) : hit;
    }

    @Test
    void theSoundDirectoryIsCopied() throws IOException {
        assertThat(Check.directory(directory(original)).isSound()).isTrue();
        SimulatedStorage target = new SimulatedStorage();
        assertThat(Repair.directory(directory(original), directory(target), RepairMode.SKIP)
                        .isComplete())
                .isTrue();
        assertThat(target.contents(FIRST)).isEqualTo(original.contents(FIRST));
        assertThat(target.contents(SECOND)).isEqualTo(original.contents(SECOND));
        assertThat(SampleDirectory.load(target)).isEqualTo(SampleDirectory.load(original.copy()));
    }

    @Test
    void damageOfEveryFileIsDescribedAndRepairedOrRefused() throws IOException {
        int repaired = 0;
        int refused = 0;
        int incomplete = 0;
        int same = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SimulatedStorage storage = original.copy();
            String victim =
                    List.of(BASE, FIRST, SECOND, FIRST, SECOND, MANIFEST).get(random.nextInt(6));
            storage.place(victim, hit(original.contents(victim)));
            CheckReport report = Check.directory(directory(storage));
            assertThat(report.findings()).allSatisfy(finding -> {
                assertThat(finding.to()).isGreaterThanOrEqualTo(finding.from());
                assertThat(finding.toString()).contains(finding.path()).doesNotContain("null");
            });
            RepairMode mode = random.nextInt(3) == 0 ? RepairMode.CUT : RepairMode.SKIP;
            SimulatedStorage target = new SimulatedStorage();
            RepairReport result;
            try {
                result = Repair.directory(directory(storage), directory(target), mode);
            } catch (OfflineException e) {
                assertThat(e.getMessage()).containsAnyOf("restore", "setting: databases");
                refused++;
                continue;
            }
            repaired++;
            incomplete += result.isComplete() ? 0 : 1;
            assertThat(result.after().isSound())
                    .as(
                            "round %s: %s then %s then %s",
                            round,
                            report.lines(),
                            result.lines(),
                            result.after().lines())
                    .isTrue();
            SampleDirectory.load(target.copy());
            SimulatedStorage again = new SimulatedStorage();
            assertThat(Repair.directory(directory(target), directory(again), mode)
                            .isComplete())
                    .isTrue();
            assertThat(SampleDirectory.contents(again)).isEqualTo(SampleDirectory.contents(target));
            Dataset before = load(storage);
            if (before != null && (mode == RepairMode.CUT || report.isSound())) {
                same++;
                assertThat(SampleDirectory.load(target.copy()))
                        .as("round %s: %s then %s", round, report.lines(), result.lines())
                        .isEqualTo(before);
            }
        }
        assertThat(repaired).isGreaterThan(ROUNDS / 2);
        assertThat(incomplete).isGreaterThan(ROUNDS / 4);
        assertThat(refused).isGreaterThan(ROUNDS / 20);
        assertThat(same).isGreaterThan(ROUNDS / 50);
    }

    /** What a start takes of it; null if it refuses. */
    private static @Nullable Dataset load(SimulatedStorage storage) {
        try {
            return SampleDirectory.load(storage.copy());
        } catch (IOException e) {
            return null;
        }
    }
}
