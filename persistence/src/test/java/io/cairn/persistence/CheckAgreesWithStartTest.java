package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.offline.Check;
import io.cairn.persistence.offline.CheckReport;
import io.cairn.persistence.offline.OfflineDirectories;
import io.cairn.persistence.offline.Severity;
import io.cairn.persistence.offline.StartVerdict;
import io.cairn.persistence.offline.StartVerdict.Outcome;
import io.cairn.persistence.rdb.Crc64;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Campaign;
import io.cairn.testing.ManualClock;
import io.cairn.testing.Mutations;
import io.cairn.testing.Requests;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a check says that a start does with damaged files, a start does.
 *
 * <p>Goal: for every directory the check says that a start loads it, cuts so many bytes, or refuses it with a sentence, and a
 * start does just that. Where a start refuses, the check has an error; where the check has neither error nor warning, a start
 * loads all; where it has no error, a start is not refused. Nothing but an answer comes of either.
 *
 * <p>The only difference is the one that the check announces: it executes nothing, so a command that fails because of its words
 * or of the data stops a start only. Such a refusal must say that a command fails.
 *
 * <p>Method: {@link DamagedWorlds}, and logs and snapshots whose checksums fit.
 */
class CheckAgreesWithStartTest {
    private static final List<String> RDB_WORDS = List.of("\u00ff", "\u00fe", "\u00fa", "\u00c3", "\u0080", "\0");
    private static final List<byte[]> DUMPS = new ArrayList<>();

    @TempDir
    private static Path samples = Path.of("");

    @BeforeAll
    static void readDumps() throws IOException {
        for (String name : List.of("strings", "collections", "streams")) {
            DUMPS.add(Files.readAllBytes(TestData.path("rdb/" + name + "-redis-7.0.15.rdb")));
        }
    }

    @Test
    void onDamagedFiles() throws Exception {
        damaged(1_600);
    }

    @Tag("soak")
    @Test
    void onManyDamagedFiles() throws Exception {
        damaged(1_000_000);
    }

    private static void damaged(long otherwise) throws Exception {
        DamagedWorlds worlds = new DamagedWorlds(samples);
        Campaign campaign = new Campaign("Q-check", CheckAgreesWithStartTest.class);
        campaign.forEach(campaign.count("cases", otherwise), seed -> {
            Random random = new Random(seed);
            DamagedWorlds.World world = worlds.damaged(random);
            check(campaign, world.disk(), world.options(), "seed " + seed + ", " + world.victim());
        });
        campaign.report();
        if (!campaign.isReplay()) {
            long cases = campaign.figure("starts");
            assertThat(campaign.figure("LOADS")).isGreaterThan(cases / 10);
            assertThat(campaign.figure("CUTS")).isGreaterThan(cases / 50);
            assertThat(campaign.figure("REFUSES")).isGreaterThan(cases / 4);
        }
    }

    @Test
    void onFilesWhoseChecksumsFit() throws IOException {
        Campaign campaign = new Campaign("Q-check-fits", CheckAgreesWithStartTest.class);
        campaign.forEach(campaign.count("cases", 1_200), seed -> {
            Random random = new Random(seed);
            boolean dump = seed % 2 == 0;
            SimulatedStorage disk = dump ? dump(random) : batches(random);
            check(campaign, disk, SimulatedStore.OPTIONS.withAppendOnly(!dump), "seed " + seed);
        });
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("LOADS")).isGreaterThan(20);
            assertThat(campaign.figure("REFUSES")).isGreaterThan(300);
            assertThat(campaign.figure("a command fails")).isPositive();
        }
    }

    private static SimulatedStorage dump(Random random) {
        byte[] changed = new Mutations(random, RDB_WORDS).of(DUMPS.get(random.nextInt(DUMPS.size())));
        SimulatedStorage disk = new SimulatedStorage();
        disk.place(SimulatedStore.DUMP, withChecksum(changed));
        return disk;
    }

    private static byte[] withChecksum(byte[] rdb) {
        byte[] valid = rdb.clone();
        if (valid.length > Long.BYTES) {
            int end = valid.length - Long.BYTES;
            ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).putLong(end, Crc64.of(valid, 0, end));
        }
        return valid;
    }

    private static SimulatedStorage batches(Random random) throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        Datastore store = new SimulatedStore(new ManualClock(), 1).open(disk);
        List<byte[][]> commands = new ArrayList<>(DamagedWorlds.commands());
        byte[][] hit = commands.get(random.nextInt(commands.size()));
        hit[random.nextInt(hit.length)] = commands.get(random.nextInt(commands.size()))[0];
        byte[] changed = Requests.encode(commands);
        if (random.nextBoolean()) {
            changed = new Mutations(random, DamagedWorlds.WORDS).of(changed);
        }
        Objects.requireNonNull(store.log()).append(changed, 0, changed.length, random.nextInt(18), 1);
        store.close();
        return disk;
    }

    /** Returns how much it cuts. A start in full is one in eight: what it does behind its recovery refuses nothing. */
    private static long start(SimulatedStorage disk, DatastoreOptions options) throws IOException {
        if (disk.fingerprint() % 8 != 0) {
            return SimulatedStore.recover(disk, options, new ManualClock())
                    .report()
                    .cutBytes();
        }
        try (Datastore store = new SimulatedStore(new ManualClock(), 1).open(disk, options)) {
            return store.recovery().cutBytes();
        }
    }

    private static void check(Campaign campaign, SimulatedStorage disk, DatastoreOptions options, String title)
            throws IOException {
        campaign.add("starts", 1);
        long before = disk.fingerprint();
        CheckReport report = Check.directory(OfflineDirectories.of(disk, options));
        assertThat(disk.fingerprint()).as(title).isEqualTo(before);
        StartVerdict verdict = Objects.requireNonNull(report.start());
        String described = title + ": " + report.lines();
        assertThat(report.lines())
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]"));
        long cut;
        try {
            cut = start(disk, options);
        } catch (IOException refusal) {
            String sentence = String.valueOf(refusal.getMessage());
            assertThat(sentence).as(described).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]");
            if (verdict.outcome() != Outcome.REFUSES) {
                assertThat(sentence).as(described).contains(", fails: ");
                StartVerdict tried = Check.start(OfflineDirectories.of(disk, options));
                assertThat(tried.outcome()).as(described).isEqualTo(Outcome.REFUSES);
                assertThat(tried.sentence()).as(described).isEqualTo(sentence);
                campaign.add("a command fails", 1);
                return;
            }
            campaign.add("REFUSES", 1);
            assertThat(report.worst()).as(described).isEqualTo(Severity.ERROR);
            if (!sentence.contains(", fails: ")) {
                assertThat(verdict.sentence()).as(described).isEqualTo(sentence);
            }
            return;
        }
        campaign.add(verdict.outcome().name(), 1);
        assertThat(verdict.outcome()).as(described).isEqualTo(cut == 0 ? Outcome.LOADS : Outcome.CUTS);
        assertThat(verdict.cutBytes()).as(described).isEqualTo(cut);
        if (report.worst() == Severity.NOTE) {
            assertThat(cut).as(described).isZero();
        }
    }
}
