package io.cairn.persistence.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.offline.SampleDirectory.Batch;
import io.cairn.persistence.offline.SampleDirectory.Request;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random damage to logs is found, and repaired at no higher price than the report says.
 *
 * <p>Goal: every changed byte lies in a finding, and no batch that is as it was written lies in one, unless it cannot be
 * verified; a repair loads and holds what the model holds without the batches that the report says are lost; a repair of a
 * repair changes nothing; no source file changes.
 *
 * <p>Method: directories with a base and one to three logs, with batches in several databases whose commands depend on each
 * other (also by type, so that some fail when others are missing); flipped bits, blocks of zeros and of rubbish, cuts,
 * swapped blocks. The model knows the place of every batch.
 */
class RepairPropertyTest {
    private static final int ROUNDS = 200;

    private final Random random = new Random(20);
    private int damagedFiles;
    private int lostBatches;
    private int keptBehind;
    private int inapplicable;
    private int unverifiable;

    private SampleDirectory make(SimulatedStorage storage, boolean close) throws IOException, InterruptedException {
        SampleDirectory sample = new SampleDirectory(
                storage,
                random.nextLong(),
                List.of(new Request(0, "SET", "old", "base"), new Request(2, "RPUSH", "list", "0")));
        sample.write("APPEND", "text", "first");
        int files = 1 + random.nextInt(3);
        for (int file = 0; file < files; file++) {
            if (file > 0) {
                sample.roll();
            }
            for (int i = random.nextInt(12); i >= 0; i--) {
                Request[] requests = new Request[1 + random.nextInt(3)];
                for (int j = 0; j < requests.length; j++) {
                    requests[j] = request();
                }
                sample.write(requests);
                if (random.nextInt(4) == 0) {
                    sample.force();
                }
            }
        }
        if (close) {
            sample.close();
        }
        return sample;
    }

    private Request request() {
        int database = random.nextInt(4) == 0 ? 1 : 0;
        String key = "key" + random.nextInt(2);
        return switch (random.nextInt(8)) {
            case 0, 7 -> new Request(database, "DEL", key);
            case 1 -> new Request(database, "SET", key, "v".repeat(random.nextInt(200)) + random.nextInt());
            case 2 -> new Request(database, "RPUSH", key, "e" + random.nextInt());
            case 3 -> new Request(database, "HSET", key, "f" + random.nextInt(3), "#C 1 2 3\n#\n");
            case 4 -> new Request(database, "INCR", "counter" + random.nextInt(2));
            case 5 -> new Request(database, "PEXPIREAT", key, "4000000000000");
            default -> new Request(database, "APPEND", "text", "*1\r\n$4\r\nEXEC\r\n" + random.nextInt(1000));
        };
    }

    /** Damages up to three places of the files' batches. */
    private Map<String, byte[]> damage(SimulatedStorage storage, SampleDirectory sample) {
        Map<String, byte[]> damaged = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Batch victim = sample.batches.get(random.nextInt(sample.batches.size()));
            byte[] bytes = damaged.computeIfAbsent(victim.path(), storage::contents);
            int at = (int) (victim.from() + random.nextInt((int) (victim.to() - victim.from())));
            int end = (int)
                    Math.min(bytes.length, Math.min(lastEnd(sample, victim.path()), at + 1 + random.nextInt(250)));
            if (at >= end) {
                continue;
            }
            switch (random.nextInt(5)) {
                case 0 -> Arrays.fill(bytes, at, end, (byte) 0);
                case 1 -> {
                    for (int j = at; j < end; j++) {
                        bytes[j] = (byte) random.nextInt();
                    }
                }
                case 2 -> damaged.put(victim.path(), Arrays.copyOf(bytes, at));
                case 3 -> System.arraycopy(bytes, 56, bytes, at, Math.min(end - at, bytes.length - 56));
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        damaged.entrySet().removeIf(entry -> Arrays.equals(entry.getValue(), storage.contents(entry.getKey())));
        return damaged;
    }

    private static long lastEnd(SampleDirectory sample, String path) {
        return sample.batches.stream()
                .filter(batch -> batch.path().equals(path))
                .mapToLong(Batch::to)
                .max()
                .orElse(0);
    }

    @Test
    void damageIsFoundAndRepairedAtThePriceThatIsReported() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SimulatedStorage storage = new SimulatedStorage();
            SampleDirectory sample = make(storage, random.nextBoolean());
            SimulatedStorage original = storage.copy();
            Map<String, byte[]> damaged = damage(storage, sample);
            damaged.forEach(storage::place);
            damagedFiles += damaged.size();
            CheckReport report = Check.directory(directory(storage));
            checkFindings(report, sample, original, damaged);
            repair(storage, sample, RepairMode.SKIP, lost(report, sample));
            repair(storage, sample, RepairMode.CUT, afterFirst(report, sample));
        }
        assertThat(damagedFiles).isGreaterThan(ROUNDS);
        assertThat(lostBatches).isGreaterThan(ROUNDS);
        assertThat(keptBehind).isGreaterThan(ROUNDS);
        assertThat(inapplicable).isGreaterThan(10);
        assertThat(unverifiable).isGreaterThan(10);
    }

    private OfflineDirectory directory(SimulatedStorage storage) {
        return SampleDirectory.directory(storage, new ManualClock(), random);
    }

    private static boolean isIn(Finding finding, Batch batch) {
        return finding.isDamage()
                && finding.path().equals(batch.path())
                && finding.from() < batch.to()
                && finding.to() > batch.from();
    }

    private void checkFindings(
            CheckReport report, SampleDirectory sample, SimulatedStorage original, Map<String, byte[]> damaged) {
        for (Map.Entry<String, byte[]> file : damaged.entrySet()) {
            byte[] before = original.contents(file.getKey());
            byte[] after = file.getValue();
            for (int i = 0; i < Math.min(before.length, after.length); i++) {
                int at = i;
                if (before[i] != after[i]) {
                    assertThat(report.findings())
                            .as("changed byte %s of %s", i, file.getKey())
                            .anyMatch(finding -> finding.isDamage()
                                    && finding.path().equals(file.getKey())
                                    && finding.from() <= at
                                    && finding.to() > at);
                }
            }
        }
        for (Batch batch : sample.batches) {
            byte[] before = original.contents(batch.path());
            byte[] after = damaged.getOrDefault(batch.path(), before);
            int from = (int) batch.from();
            int to = (int) batch.to();
            if (to <= after.length && Arrays.equals(before, from, to, after, from, to)) {
                assertThat(report.findings())
                        .as("sound batch at %s of %s", from, batch.path())
                        .noneMatch(finding -> isIn(finding, batch) && finding.cause() != Cause.UNVERIFIABLE);
            }
        }
        unverifiable += (int) report.findings().stream()
                .filter(finding -> finding.cause() == Cause.UNVERIFIABLE)
                .count();
        assertThat(report.isSound())
                .isEqualTo(report.findings().stream().allMatch(finding -> finding.severity() == Severity.NOTE));
    }

    /** The batches in damaged ranges, and those behind the end of a file that was cut. */
    private static Set<Batch> lost(CheckReport report, SampleDirectory sample) {
        Set<Batch> lost = new HashSet<>();
        for (Batch batch : sample.batches) {
            boolean reported = report.findings().stream().anyMatch(finding -> isIn(finding, batch));
            boolean gone = report.files().stream()
                    .anyMatch(file -> file.path().equals(batch.path()) && batch.from() >= file.bytes());
            if (reported || gone) {
                lost.add(batch);
            }
        }
        return lost;
    }

    private static Set<Batch> afterFirst(CheckReport report, SampleDirectory sample) {
        Set<Batch> lost = lost(report, sample);
        Set<Batch> all = new HashSet<>();
        boolean cut = false;
        for (Batch batch : sample.batches) {
            cut |= lost.contains(batch);
            if (cut) {
                all.add(batch);
            }
        }
        return all;
    }

    private void repair(SimulatedStorage storage, SampleDirectory sample, RepairMode mode, Set<Batch> lost)
            throws IOException {
        var source = SampleDirectory.contents(storage);
        SimulatedStorage target = new SimulatedStorage();
        RepairReport report = Repair.directory(directory(storage), directory(target), mode);
        assertThat(SampleDirectory.contents(storage)).isEqualTo(source);
        assertThat(report.after().isSound()).as("%s", report.after().lines()).isTrue();
        Dataset found = SampleDirectory.load(target.copy());
        assertThat(found).as("%s", report.lines()).isEqualTo(sample.expected(lost));
        checkLosses(report, sample, lost);
        SimulatedStorage again = new SimulatedStorage();
        RepairReport second = Repair.directory(directory(target), directory(again), mode);
        assertThat(second.isComplete()).as("%s", second.lines()).isTrue();
        assertThat(SampleDirectory.contents(again)).isEqualTo(SampleDirectory.contents(target));
        assertThat(target.openFiles() + again.openFiles()).isZero();
        lostBatches += lost.size();
        keptBehind += mode == RepairMode.SKIP ? sample.batches.size() - lost.size() : 0;
        inapplicable += (int) report.lost().stream()
                .filter(part -> part.why().contains("does not apply"))
                .count();
    }

    private static void checkLosses(RepairReport report, SampleDirectory sample, Set<Batch> lost) {
        List<Batch> unreported = new ArrayList<>(lost);
        unreported.removeIf(batch -> report.lost().stream()
                .anyMatch(part ->
                        part.path().equals(batch.path()) && part.from() <= batch.from() && part.to() > batch.from()));
        // What a cut file has lost is not in it: only the file's end tells.
        unreported.removeIf(batch -> report.before().files().stream()
                .anyMatch(file -> file.path().equals(batch.path()) && batch.from() >= file.bytes()));
        assertThat(unreported).as("%s", report.lines()).isEmpty();
        for (Batch batch : sample.batches) {
            if (!lost.contains(batch)) {
                assertThat(report.lost())
                        .noneMatch(part -> part.path().equals(batch.path())
                                && part.from() < batch.to()
                                && part.to() > batch.from()
                                && !part.why().contains("does not apply"));
            }
        }
    }
}
