package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.SimulatedStore.Found;
import io.cairn.persistence.rdb.Crc64;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Campaign;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import io.cairn.testing.Mutations;
import io.cairn.testing.Requests;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Campaign Q, files: bytes that are almost a file of Redis, with checksums that fit, so that nothing but the readers stands between
 * them and the data.
 *
 * <p>Goal: they are refused in a sentence, or they are data that are sound: written to a file of Cairn's own and read again they are
 * the same. Nothing else is thrown, and no memory is taken for what a length announces.
 */
class FuzzedFilesTest {
    private static final String DIRECTORY = SimulatedStore.LOG_DIRECTORY;
    private static final String MANIFEST = DIRECTORY + "appendonly.aof.manifest";
    private static final String FIRST = DIRECTORY + "appendonly.aof.1.incr.aof";
    private static final String LISTED = "file appendonly.aof.1.incr.aof seq 1 type i\n";
    private static final List<String> RDB_WORDS =
            List.of("\u00ff", "\u00fe", "\u00fa", "\u00c3", "\u0080", "\u0081", "\0");
    private static final List<String> LOG_WORDS = List.of(
            "*",
            "$",
            "\r\n",
            "#",
            "#TS:1\r\n",
            "*1\r\n$5\r\nMULTI\r\n",
            "*1\r\n$4\r\nEXEC\r\n",
            "SELECT",
            "SPOP",
            "DEL",
            "\0");
    private static final List<String> MANIFEST_WORDS = List.of(
            "file ",
            "seq ",
            "type ",
            " b",
            " h",
            " i",
            "\n",
            "#",
            "\"",
            "\\",
            "/",
            "..",
            "\0",
            "appendonly.aof.2.incr.aof");

    private final List<byte[]> dumps = new ArrayList<>();
    private final byte[] log;

    FuzzedFilesTest() throws IOException {
        for (String name :
                List.of("strings-redis-7.0.15.rdb", "collections-redis-7.0.15.rdb", "streams-redis-7.0.15.rdb")) {
            dumps.add(Files.readAllBytes(TestData.path("rdb/" + name)));
        }
        log = Requests.encode(List.of(
                Requests.of("SELECT", "0"),
                Requests.of("SET", "string", "value", "PXAT", "4000000000000"),
                Requests.of("RPUSH", "list", "a", "1", "b"),
                Requests.of("MULTI"),
                Requests.of("HSET", "hash", "field", "value", "other", "1"),
                Requests.of("SADD", "set", "1", "2", "x"),
                Requests.of("EXEC"),
                Requests.of("ZADD", "zset", "1.5", "member", "-inf", "least"),
                Requests.of("XADD", "stream", "1-1", "field", "value"),
                Requests.of("SELECT", "3"),
                Requests.of("SETRANGE", "long", "5000", "end")));
    }

    @Test
    void changedFilesAreRefusedOrSound() throws IOException {
        run(20_000);
    }

    @Tag("soak")
    @Test
    void manyChangedFilesAreRefusedOrSound() throws IOException {
        run(10_000_000);
    }

    private void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("Q-files", FuzzedFilesTest.class);
        campaign.forEach(campaign.count("cases", otherwise), seed -> {
            Random random = new Random(seed);
            switch ((int) (seed % 4)) {
                case 0 -> dump(random, campaign);
                case 1 -> log(random, campaign);
                case 2 -> batches(random, campaign);
                default -> manifest(random, campaign);
            }
        });
        campaign.report();
        if (!campaign.isReplay()) {
            for (String kind : List.of("dumps", "logs of Redis", "logs of Cairn", "manifests")) {
                assertThat(campaign.figure(kind + " refused")).as(kind).isGreaterThan(campaign.figure("files") / 40);
                assertThat(campaign.figure(kind + " loaded")).as(kind).isGreaterThan(campaign.figure("files") / 2_000);
            }
        }
    }

    private void dump(Random random, Campaign campaign) throws IOException {
        byte[] changed = new Mutations(random, RDB_WORDS).of(dumps.get(random.nextInt(dumps.size())));
        if (changed.length > Long.BYTES) {
            int end = changed.length - Long.BYTES;
            ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(end, Crc64.of(changed, 0, end));
        }
        SimulatedStorage disk = new SimulatedStorage();
        disk.place(SimulatedStore.DUMP, changed);
        check("dumps", disk, SimulatedStore.OPTIONS.withAppendOnly(false), campaign);
    }

    private void log(Random random, Campaign campaign) throws IOException {
        byte[] changed = new Mutations(random, LOG_WORDS).of(log);
        check("logs of Redis", directory(changed, LISTED.getBytes(ISO_8859_1)), SimulatedStore.OPTIONS, campaign);
    }

    /** Commands that are almost commands in a batch whose checksum is right. */
    private void batches(Random random, Campaign campaign) throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        Datastore store = new SimulatedStore(new ManualClock(), 1).open(disk);
        byte[] changed = new Mutations(random, LOG_WORDS).of(log);
        Objects.requireNonNull(store.log()).append(changed, 0, changed.length, random.nextInt(3), 1);
        store.close();
        check("logs of Cairn", disk, SimulatedStore.OPTIONS, campaign);
    }

    private void manifest(Random random, Campaign campaign) throws IOException {
        byte[] changed = new Mutations(random, MANIFEST_WORDS).of(LISTED.getBytes(ISO_8859_1));
        check("manifests", directory(log, changed), SimulatedStore.OPTIONS, campaign);
    }

    private static SimulatedStorage directory(byte[] log, byte[] manifest) throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        disk.createDirectory("appendonlydir");
        disk.syncDirectory("");
        disk.place(FIRST, log);
        disk.place(MANIFEST, manifest);
        return disk;
    }

    private static void check(String kind, SimulatedStorage disk, DatastoreOptions options, Campaign campaign)
            throws IOException {
        campaign.add("files", 1);
        ManualClock clock = new ManualClock();
        long before = disk.fingerprint();
        Found found;
        try {
            found = SimulatedStore.recover(disk, options, clock);
        } catch (IOException refusal) {
            Refusals.check(refusal, kind);
            assertThat(disk.fingerprint()).as(kind).isEqualTo(before);
            campaign.add(kind + " refused", 1);
            return;
        }
        campaign.add(kind + " loaded", 1);
        SimulatedStore stores = new SimulatedStore(clock, 1);
        try (Datastore store = stores.open(disk, options)) {
            stores.save(store);
        }
        Dataset saved = SimulatedStore.recover(disk, SimulatedStore.OPTIONS.withAppendOnly(false), clock)
                .data();
        assertThat(saved).as(kind).isEqualTo(found.data());
    }
}
