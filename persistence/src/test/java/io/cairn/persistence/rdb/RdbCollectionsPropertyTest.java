package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.command.generic.PayloadCodec.PayloadException;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.SetValue;
import io.cairn.engine.value.SortedSetValue;
import io.cairn.engine.value.Value;
import io.cairn.engine.value.ValueInvariants;
import io.cairn.testing.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is written is what is read, whatever form it has on either side.
 *
 * <p>Method: collections from a seed, hashes with and without fields that expire, are built with limits drawn for each run,
 * written in each version, and read with other limits from a source that gives a random number of bytes at a time.
 * Invariants: the data is the same, and every value is sound in the form that it has got.
 */
class RdbCollectionsPropertyTest {
    private static final String[] KINDS = {"RPUSH", "SADD", "HSET", "ZADD"};

    @Property(tries = 60)
    void whatIsWrittenIsRead(@ForAll Random random) throws IOException {
        MemorySink memory = build(random);
        memory.checkInvariants();
        boolean expiring = hasExpiringFields(memory);
        for (int version = expiring ? 12 : 10; version <= 12; version++) {
            byte[] file = memory.write(version, random.nextBoolean());
            MemorySink read = new MemorySink(limits(random));
            new RdbReader(RdbRoundTripPropertyTest.inPieces(file, random), read).read();
            read.checkInvariants();
            assertSame(read.dataset(), memory.dataset());
        }
        if (expiring) {
            assertThatThrownBy(() -> memory.write(11, true)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Property(tries = 60)
    void whatIsDumpedIsRestored(@ForAll Random random) throws IOException, PayloadException {
        MemorySink memory = build(random);
        MemorySink restored = new MemorySink(limits(random));
        PayloadFormat format = new PayloadFormat();
        for (String key : memory.dataset().databases().get(0).keySet()) {
            byte[] payload =
                    format.dump(Objects.requireNonNull(memory.entry(key).value()));
            Entry scratch = restored.databases.scratch();
            format.restore(payload, 0, payload.length, scratch);
            ValueInvariants.check(Objects.requireNonNull(scratch.value()));
            restored.entry(key).put(scratch.detach(), RecordTable.NO_EXPIRY);
        }
        assertSame(restored.dataset(), memory.dataset());
    }

    /** -0 is 0 in a listpack, as in Redis; so it is lost where limits differ. */
    private static void assertSame(Dataset found, Dataset wanted) {
        assertThat(found.toString().replace("=-0", "=0"))
                .isEqualTo(wanted.toString().replace("=-0", "=0"));
    }

    private static boolean hasExpiringFields(MemorySink memory) {
        DataSnapshot snapshot = memory.databases.snapshot();
        boolean has = snapshot.keyspaces().stream().anyMatch(keyspace -> keyspace.hasExpiringFields());
        memory.databases.close(snapshot);
        return has;
    }

    private static MemorySink build(Random random) {
        MemorySink memory = new MemorySink(limits(random));
        ValueBuilder builder = new ValueBuilder();
        int keys = 1 + random.nextInt(12);
        for (int i = 0; i < keys; i++) {
            int size = 1 + random.nextInt(random.nextInt(6) == 0 ? 300 : 12);
            String[] command = SampleCollections.command(KINDS[random.nextInt(4)], size, random.nextInt(5), random);
            command[1] = "key:" + i;
            SampleCollections.build(command, memory, builder, times(random));
        }
        return memory;
    }

    private static long[] times(Random random) {
        long never = RecordTable.NO_EXPIRY;
        return switch (random.nextInt(6)) {
            case 0 -> new long[] {4_000_000_000_000L, never, 4_000_000_000_001L};
            case 1 -> new long[] {1};
            case 2 -> new long[] {never, never, never, never, never, (1L << 48) - 2, 5_000_000_000_000L};
            default -> new long[] {never};
        };
    }

    private static EncodingLimits limits(Random random) {
        if (random.nextInt(3) == 0) {
            return EncodingLimits.DEFAULT;
        }
        int list = random.nextBoolean() ? 1 + random.nextInt(10) : -1 - random.nextInt(5);
        int entries = random.nextInt(12);
        int bytes = random.nextInt(40);
        return new EncodingLimits(list, 0, entries, bytes, entries, entries, bytes, entries, bytes, 3000, 4096, 100);
    }

    @Test
    void fieldsThatExpireNeedVersionTwelveAndNothingElseDoes() throws IOException {
        MemorySink memory = new MemorySink(EncodingLimits.DEFAULT);
        ValueBuilder builder = new ValueBuilder();
        SampleCollections.build(
                new String[] {"HSET", "k", "a", "1", "b", "2"}, memory, builder, new long[] {RecordTable.NO_EXPIRY});
        assertThat(hasExpiringFields(memory)).isFalse();
        assertThat(payloadVersion(memory, "k")).isEqualTo(10);
        SampleCollections.build(
                new String[] {"HSET", "e", "a", "1", "b", "2"}, memory, builder, new long[] {5_000, 6_000});
        assertThat(hasExpiringFields(memory)).isTrue();
        assertThat(payloadVersion(memory, "e")).isEqualTo(12);
        assertThat(RdbBytes.read(memory.write(12, true)).entry(0, "e").value()).isEqualTo("hash b=2@5000 a=1@6000");
        memory.entry("e").remove();
        assertThat(hasExpiringFields(memory)).isFalse();
        assertThat(RdbBytes.read(memory.write(10, true)).keys(0)).containsOnlyKeys("k");
    }

    private static int payloadVersion(MemorySink memory, String key) throws IOException {
        byte[] payload =
                new RdbPayload(true).of(Objects.requireNonNull(memory.entry(key).value()));
        return payload[payload.length - 10];
    }

    @Test
    void aSnapshotIsWrittenWhileItsValuesChange() throws IOException {
        MemorySink memory = SampleCollections.build(SampleCollections.LIMITS.get(1), 77);
        Dataset before = memory.dataset();
        DataSnapshot snapshot = memory.databases.snapshot();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RdbWriter writer = new RdbWriter(bytes::write, RdbFormat.DEFAULT_VERSION, true, true);
        writer.begin(SampleStrings.header());
        byte[] more = RealRedis.latin1("one more");
        Entry present = memory.databases.newEntry();
        snapshot.keyspaces().get(0).forEach((key, offset, length, value, expireAtMs) -> {
            change(memory.databases.keyspace(0).entry(key.clone(), offset, length, present), more);
            writer.record(key, offset, length, expireAtMs, value);
        });
        writer.finish();
        memory.databases.close(snapshot);
        assertThat(memory.dataset()).isNotEqualTo(before);
        assertSame(MemorySink.read(bytes.toByteArray()).dataset(), before);
    }

    private static void change(Entry entry, byte[] text) {
        Value value = Objects.requireNonNull(entry.value());
        if (value instanceof ListValue list) {
            list.pushTail(text, 0, text.length);
        } else if (value instanceof SetValue set) {
            set.add(text, 0, text.length);
        } else if (value instanceof HashValue hash) {
            hash.put(text, 0, text.length, text, 0, text.length);
        } else if (value instanceof SortedSetValue sortedSet) {
            sortedSet.add(text, 0, text.length, 3);
        }
    }
}
