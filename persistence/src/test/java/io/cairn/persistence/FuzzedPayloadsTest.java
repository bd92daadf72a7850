package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.persistence.rdb.Crc64;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Campaign;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import io.cairn.testing.Mutations;
import io.cairn.testing.Requests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Campaign Q, RESTORE: payloads that are almost values, with checksums that fit.
 *
 * <p>Goal: they are refused and change nothing, or they are values that are sound: DUMP and RESTORE make the same of them, and so do
 * the log and a save. Nothing else is thrown, and no memory is taken for what a length announces.
 */
class FuzzedPayloadsTest {
    private static final List<String> WORDS =
            List.of("\u00ff", "\u00fe", "\u00c0", "\u00c3", "\u0080", "\u0081", "\0", "\u00f1", "\u000b");
    private static final String AGAIN = "again:";
    private static final int PAYLOADS_OF_A_CASE = 40;

    /** What DUMP gives of values of all types and forms, without version and checksum. */
    private final List<byte[]> bodies = new ArrayList<>();

    FuzzedPayloadsTest() throws IOException {
        Datastore store = new SimulatedStore(new ManualClock(), 1).open(new SimulatedStorage());
        fill(store);
        for (String key : List.of(
                "string",
                "number",
                "long",
                "list",
                "longlist",
                "set",
                "ints",
                "bigset",
                "hash",
                "bighash",
                "zset",
                "bigzset",
                "stream")) {
            byte[] reply = store.execute("DUMP", key);
            int start = new String(reply, ISO_8859_1).indexOf('\n') + 1;
            bodies.add(Arrays.copyOfRange(reply, start, reply.length - 2 - 2 - Long.BYTES));
        }
        store.close();
    }

    private static void fill(Datastore store) throws IOException {
        store.execute("SET", "string", "value");
        store.execute("SET", "number", "12345");
        store.execute("SET", "long", "abcabcabc".repeat(40));
        store.execute("RPUSH", "list", "a", "1", "b", "-70000");
        store.execute("SADD", "set", "a", "b", "x");
        store.execute("SADD", "ints", "1", "2", "300000");
        store.execute("HSET", "hash", "field", "value", "other", "1");
        store.execute("ZADD", "zset", "1.5", "a", "-inf", "b", "3", "c");
        store.execute("XADD", "stream", "1-1", "field", "value");
        store.execute("XADD", "stream", "2-1", "field", "other", "more", "5");
        store.execute("XGROUP", "CREATE", "stream", "group", "0");
        store.execute("XREADGROUP", "GROUP", "group", "me", "STREAMS", "stream", ">");
        store.execute("XDEL", "stream", "1-1");
        for (int i = 0; i < 200; i++) {
            store.execute("RPUSH", "longlist", "element " + i + "x".repeat(50));
            store.execute("SADD", "bigset", "member " + i);
            store.execute("HSET", "bighash", "field " + i, "v".repeat(i));
            store.execute("ZADD", "bigzset", i + ".25", "member " + i);
        }
    }

    @Test
    void changedPayloadsAreRefusedOrSound() throws IOException {
        run(300);
    }

    @Tag("soak")
    @Test
    void manyChangedPayloadsAreRefusedOrSound() throws IOException {
        run(1_000_000);
    }

    private void run(long otherwise) throws IOException {
        Campaign campaign = new Campaign("Q-payloads", FuzzedPayloadsTest.class);
        campaign.forEach(campaign.count("cases", otherwise), seed -> check(seed, campaign));
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("restored")).isGreaterThan(campaign.figure("payloads") / 40);
            assertThat(campaign.figure("refused")).isGreaterThan(campaign.figure("payloads") / 4);
        }
    }

    private void check(long seed, Campaign campaign) throws IOException {
        Random random = new Random(seed);
        ManualClock clock = new ManualClock();
        SimulatedStorage disk = new SimulatedStorage();
        SimulatedStore stores = new SimulatedStore(clock, seed);
        Dataset all;
        try (Datastore store = stores.open(disk)) {
            for (int i = 0; i < PAYLOADS_OF_A_CASE; i++) {
                byte[] body = new Mutations(random, WORDS).of(bodies.get(random.nextInt(bodies.size())));
                restore(store, "key" + i, body, campaign);
            }
            stores.save(store);
            all = Dataset.of(store.engine());
        }
        all.databases().getOrDefault(0, new TreeMap<>()).forEach((key, item) -> {
            if (!key.startsWith(AGAIN)) {
                assertThat(all.databases().get(0).get(AGAIN + key)).as(key).isEqualTo(item);
            }
        });
        assertThat(SimulatedStore.recover(disk, SimulatedStore.OPTIONS, clock).data())
                .isEqualTo(all);
        assertThat(SimulatedStore.recover(disk, SimulatedStore.OPTIONS.withAppendOnly(false), clock)
                        .data())
                .isEqualTo(all);
    }

    private static void restore(Datastore store, String key, byte[] body, Campaign campaign) throws IOException {
        campaign.add("payloads", 1);
        String reply = ask(store, Requests.of("RESTORE", key, "0", new String(payload(body), ISO_8859_1)));
        if (reply.startsWith("-")) {
            assertThat(reply).startsWith("-ERR Bad data format");
            assertThat(ask(store, Requests.of("EXISTS", key))).isEqualTo(":0\r\n");
            campaign.add("refused", 1);
            return;
        }
        assertThat(reply).isEqualTo("+OK\r\n");
        campaign.add("restored", 1);
        String dumped = ask(store, Requests.of("DUMP", key));
        String again = dumped.substring(dumped.indexOf('\n') + 1, dumped.length() - 2);
        assertThat(ask(store, Requests.of("RESTORE", AGAIN + key, "0", again))).isEqualTo("+OK\r\n");
    }

    private static byte[] payload(byte[] body) {
        byte[] whole = Arrays.copyOf(body, body.length + 2 + Long.BYTES);
        whole[body.length] = 10;
        int end = body.length + 2;
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(end, Crc64.of(whole, 0, end));
        return whole;
    }

    private static String ask(Datastore store, byte[][] request) throws IOException {
        return new String(store.execute(new Session(), Args.of(request)), StandardCharsets.ISO_8859_1);
    }
}
