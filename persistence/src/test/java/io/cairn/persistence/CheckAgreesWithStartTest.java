package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
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
 * <p>Method: the kinds of files of campaigns C and D, directories of Redis and Valkey, a log that begins with a snapshot, inside and
 * outside of the log's directory, and logs and snapshots whose checksums fit; a file of them changed at random, or lost, or
 * exchanged for another; settings that differ.
 */
class CheckAgreesWithStartTest {
    private static final String DIRECTORY = SimulatedStore.LOG_DIRECTORY;
    private static final String MANIFEST = DIRECTORY + "appendonly.aof.manifest";
    private static final String FIRST = DIRECTORY + "appendonly.aof.1.incr.aof";
    private static final List<String> WORDS = List.of(
            "*", "$", "\r\n", "#", "#C ", "#TS:1\r\n", "*1\r\n$5\r\nMULTI\r\n", "*1\r\n$4\r\nEXEC\r\n", "SELECT", "GET", "\0");
    private static final List<String> RDB_WORDS = List.of("\u00ff", "\u00fe", "\u00fa", "\u00c3", "\u0080", "\0");
    private static final List<DamageCorpus> CORPORA = new ArrayList<>();
    private static final List<byte[]> DUMPS = new ArrayList<>();

    /** A sound directory with the settings for it. */
    private record World(SimulatedStorage disk, DatastoreOptions options) {
        List<String> files() throws IOException {
            List<String> files = new ArrayList<>();
            for (String name : disk.list("")) {
                if (!name.equals("appendonlydir")) {
                    files.add(name);
                }
            }
            if (disk.exists("appendonlydir")) {
                disk.list("appendonlydir").forEach(name -> files.add(DIRECTORY + name));
            }
            return files;
        }
    }

    private static final List<World> WORLDS = new ArrayList<>();

    @TempDir
    private static Path samples = Path.of("");

    @BeforeAll
    static void make() throws Exception {
        CORPORA.addAll(DamageCorpus.all(3 * 1024));
        CORPORA.forEach(corpus -> WORLDS.add(new World(corpus.disk(), corpus.options())));
        for (String name : List.of("strings", "collections", "streams")) {
            DUMPS.add(Files.readAllBytes(TestData.path("rdb/" + name + "-redis-7.0.15.rdb")));
        }
        for (String server : List.of("redis-7.0.15", "valkey-8.0.1")) {
            Path place = Files.createDirectory(samples.resolve(server));
            Sample.of(server).copyLogTo(place);
            WORLDS.add(new World(read(place), SimulatedStore.OPTIONS));
        }
        byte[] commands = Requests.encode(commands());
        for (byte[] log : List.of(commands, join(DUMPS.get(0), commands))) {
            SimulatedStorage outside = new SimulatedStorage();
            outside.place("appendonly.aof", log);
            WORLDS.add(new World(outside, SimulatedStore.OPTIONS));
            SimulatedStorage inside = directory();
            inside.place(DIRECTORY + "appendonly.aof", log);
            inside.place(FIRST, commands);
            inside.place(
                    MANIFEST,
                    ("file appendonly.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n")
                            .getBytes(ISO_8859_1));
            WORLDS.add(new World(inside, SimulatedStore.OPTIONS));
        }
        WORLDS.add(new World(switchedOff(false), SimulatedStore.OPTIONS));
        WORLDS.add(new World(switchedOff(true), SimulatedStore.OPTIONS));
    }

    private static List<byte[][]> commands() {
        return List.of(
                Requests.of("SELECT", "0"),
                Requests.of("SET", "string", "value", "PXAT", "4000000000000"),
                Requests.of("RPUSH", "list", "a", "1", "b"),
                Requests.of("MULTI"),
                Requests.of("HSET", "hash", "field", "value", "other", "1"),
                Requests.of("EXEC"),
                Requests.of("ZADD", "zset", "1.5", "member", "-inf", "least"),
                Requests.of("SELECT", "3"),
                Requests.of("PFADD", "log", "a"),
                Requests.of("SETRANGE", "long", "5000", "end"));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static SimulatedStorage directory() throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        disk.createDirectory("appendonlydir");
        disk.syncDirectory("");
        return disk;
    }

    private static SimulatedStorage read(Path place) throws IOException {
        SimulatedStorage disk = directory();
        try (Stream<Path> files = Files.list(place.resolve("appendonlydir"))) {
            for (Path file : files.toList()) {
                disk.place(DIRECTORY + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return disk;
    }

    /** A log that was switched off, and what was saved then. */
    private static SimulatedStorage switchedOff(boolean saved) throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        SimulatedStore stores = new SimulatedStore(new ManualClock(), 3);
        try (Datastore store = stores.open(disk)) {
            store.execute("SET", "a", "1");
            stores.save(store);
            store.engine().beginBatch();
            store.switchLogOff();
            store.engine().endBatch();
            store.execute("SET", "a", "2");
            if (saved) {
                stores.save(store);
            }
        }
        return disk.copy();
    }

    @Test
    void onDamagedFiles() throws IOException {
        damaged(1_600);
    }

    @Tag("soak")
    @Test
    void onManyDamagedFiles() throws IOException {
        damaged(1_000_000);
    }

    private void damaged(long otherwise) throws IOException {
        Campaign campaign = new Campaign("Q-check", CheckAgreesWithStartTest.class);
        campaign.forEach(campaign.count("cases", otherwise), seed -> {
            Random random = new Random(seed);
            World world = WORLDS.get((int) (seed % WORLDS.size()));
            SimulatedStorage disk = world.disk().copy();
            List<String> files = world.files();
            String victim = files.get(random.nextInt(files.size()));
            damage(disk, victim, files, random);
            DatastoreOptions options = vary(world.options(), random);
            check(campaign, disk, options, "seed " + seed + ", " + victim);
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
        List<byte[][]> commands = new ArrayList<>(commands());
        byte[][] hit = commands.get(random.nextInt(commands.size()));
        hit[random.nextInt(hit.length)] = commands.get(random.nextInt(commands.size()))[0];
        byte[] changed = Requests.encode(commands);
        if (random.nextBoolean()) {
            changed = new Mutations(random, WORDS).of(changed);
        }
        Objects.requireNonNull(store.log()).append(changed, 0, changed.length, random.nextInt(18), 1);
        store.close();
        return disk;
    }

    private static DatastoreOptions vary(DatastoreOptions options, Random random) {
        DatastoreOptions.LogNames names = new DatastoreOptions.LogNames(
                options.log().directory(),
                options.log().prefix(),
                random.nextInt(5) > 0,
                random.nextInt(5) > 0 ? 0 : random.nextInt(2_000));
        return new DatastoreOptions(
                options.directory(),
                random.nextInt(5) > 0 ? options.databases() : 1 + random.nextInt(3),
                random.nextInt(6) > 0 == options.appendOnly(),
                options.policy(),
                names,
                options.dump(),
                options.snapshots(),
                options.encodings());
    }

    private static void damage(SimulatedStorage disk, String victim, List<String> files, Random random)
            throws IOException {
        byte[] whole = disk.contents(victim);
        switch (random.nextInt(8)) {
            case 0 -> disk.delete(victim);
            case 1 -> disk.place(victim, Arrays.copyOf(whole, random.nextInt(whole.length + 1)));
            case 2 -> disk.place(victim, disk.contents(files.get(random.nextInt(files.size()))));
            case 3 -> disk.place(victim, Arrays.copyOf(whole, whole.length + 1 + random.nextInt(3000)));
            case 4 -> disk.place(victim, join(whole, Requests.encode(commands())));
            case 5 -> disk.place(victim, new Mutations(random, WORDS).of(whole));
            case 6 -> disk.place(DIRECTORY + "appendonly.aof." + (1 + random.nextInt(3)) + ".incr.aof", whole);
            default -> {
                for (int i = random.nextInt(3); i >= 0 && whole.length > 0; i--) {
                    whole[random.nextInt(Math.min(whole.length, 4000))] ^= (byte) (1 << random.nextInt(8));
                }
                disk.place(victim, whole);
            }
        }
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
        assertThat(report.lines()).allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]"));
        long cut;
        try {
            cut = start(disk, options);
        } catch (IOException refusal) {
            String sentence = String.valueOf(refusal.getMessage());
            assertThat(sentence).as(described).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]");
            if (verdict.outcome() != Outcome.REFUSES) {
                assertThat(sentence).as(described).contains(", fails: ");
                campaign.add("a command fails", 1);
                return;
            }
            campaign.add("REFUSES", 1);
            assertThat(report.worst()).as(described).isEqualTo(Severity.ERROR);
            if (!sentence.contains("its command number")) {
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
