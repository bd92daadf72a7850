package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.engine.command.Effects;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.PagedString;
import io.cairn.engine.value.StringEdit;
import io.cairn.engine.value.StringValue;
import io.cairn.testing.Dataset;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/**
 * Goal: a string that is changed in place holds what an array would hold, in whichever form it is kept, and snapshots hold
 * what they froze. Method: random writes, around the lengths at which a string moves and the edges of pages, with
 * snapshots opened and closed in between, beside an array. Invariants after each step: the same bytes by every way of
 * reading; each open snapshot holds what a copy made when it was opened holds; those of the structure.
 */
class LongStringPropertyTest {
    private static final byte[] KEY = {'k'};
    private static final int STEPS = 60;
    private static final int[] POSITIONS = {
        0, 1, 43, 500, 511, 512, 513, 16_383, 16_384, 16_385, 32_768, 65_534, 65_535, 65_536, 65_537, 81_920, 200_000,
        300_001
    };

    private static int pagedSteps;
    private static int snapshotsCompared;
    private static int inlineSteps;
    private static int arraySteps;

    private final Databases databases = new Databases(1, new SplittableRandom(7)::nextLong, new Effects());

    /** A snapshot and what it must hold. */
    private record Frozen(DataSnapshot snapshot, Dataset copy) {}

    @AfterContainer
    static void everyFormWasSeen() {
        System.out.printf(
                "%d steps inline, %d in an array, %d in pages; %d snapshots compared%n",
                inlineSteps, arraySteps, pagedSteps, snapshotsCompared);
        assertThat(inlineSteps).isGreaterThan(100);
        assertThat(arraySteps).isGreaterThan(100);
        assertThat(pagedSteps).isGreaterThan(1000);
        assertThat(snapshotsCompared).isGreaterThan(500);
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void holdsWhatAnArrayWouldHold(@ForAll Random random, @ForAll boolean withSnapshots) throws IOException {
        databases.clear();
        Deque<Frozen> open = new ArrayDeque<>();
        byte[] model = {};
        for (int i = 0; i < STEPS; i++) {
            model = step(model, random);
            check(model);
            if (withSnapshots && random.nextInt(4) == 0) {
                DataSnapshot snapshot = databases.snapshot();
                open.add(new Frozen(snapshot, Dataset.of(snapshot)));
            }
            if (!open.isEmpty() && random.nextInt(6) == 0) {
                Frozen closed = random.nextBoolean() ? open.removeFirst() : open.removeLast();
                databases.close(closed.snapshot());
            }
            if (i % 8 == 0 || i == STEPS - 1) {
                for (Frozen frozen : open) {
                    assertThat(Dataset.of(frozen.snapshot()).equals(frozen.copy()))
                            .isTrue();
                    snapshotsCompared++;
                }
            }
        }
        open.forEach(frozen -> databases.close(frozen.snapshot()));
    }

    private byte[] step(byte[] model, Random random) {
        Entry entry = entry();
        switch (random.nextInt(13)) {
            case 0, 12 -> {
                byte[] whole = bytes(newLength(model.length, random), random);
                entry.putString(whole, 0, whole.length, RecordTable.NO_EXPIRY);
                return whole;
            }
            case 1 -> {
                long number = random.nextLong();
                entry.putInteger(number, RecordTable.NO_EXPIRY);
                return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
            }
            case 2 -> {
                byte[] whole = bytes(random.nextInt(2000), random);
                entry.rewriteString(whole, 0, whole.length);
                entry.changed(1);
                return whole;
            }
            case 3, 4, 5 -> {
                int at = Math.max(0, position(random) - random.nextInt(3));
                StringEdit edit = entry.edit(at + 1);
                byte[] grown = Arrays.copyOf(model, Math.max(model.length, at + 1));
                assertThat(edit.length()).isEqualTo(grown.length);
                assertThat(edit.byteAt(at)).isEqualTo(grown[at] & 0xff);
                grown[at] = (byte) random.nextInt();
                edit.setByte(at, grown[at]);
                assertThat(edit.byteAt(at)).isEqualTo(grown[at] & 0xff);
                entry.changed(1);
                return grown;
            }
            case 6, 7, 8 -> {
                return write(entry, model, model.length, bytes(random.nextInt(20_000), random));
            }
            default -> {
                return write(entry, model, position(random), bytes(random.nextInt(20_000), random));
            }
        }
    }

    /** Often that of a string of today: the new one may take over its array. */
    private static int newLength(int oldLength, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> POSITIONS[random.nextInt(POSITIONS.length)];
            case 1 -> oldLength;
            case 2 -> oldLength - random.nextInt(oldLength / 2 + 1);
            default -> 20;
        };
    }

    private static byte[] write(Entry entry, byte[] model, int at, byte[] written) {
        byte[] grown = Arrays.copyOf(model, Math.max(model.length, at + written.length));
        System.arraycopy(written, 0, grown, at, written.length);
        assertThat(entry.writeString(at, written, 0, written.length)).isEqualTo(grown.length);
        return grown;
    }

    private static int position(Random random) {
        return random.nextBoolean() ? random.nextInt(250_000) : POSITIONS[random.nextInt(POSITIONS.length)];
    }

    private static byte[] bytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void check(byte[] model) {
        StringValue string = (StringValue) Objects.requireNonNull(entry().value());
        assertThat(string.length()).isEqualTo(model.length);
        for (int at = 0; at < model.length; at += string.runLength(at)) {
            int run = string.runLength(at);
            int offset = string.runOffset(at);
            assertThat(Arrays.equals(string.runBytes(at), offset, offset + run, model, at, at + run))
                    .as("run at %d", at)
                    .isTrue();
        }
        assertThat(string.byteAt(model.length)).isZero();
        assertThat(Arrays.equals(string.copy(), model)).isTrue();
        assertThat(string.hasText(model, 0, model.length)).isTrue();
        if (entry().detach().object() instanceof PagedString paged) {
            paged.checkInvariants();
            assertThat(model.length).isGreaterThanOrEqualTo(PagedString.LEAST_BYTES);
            pagedSteps++;
        } else if (model.length > RecordTable.MAX_INLINE_VALUE_BYTES) {
            arraySteps++;
        } else {
            inlineSteps++;
        }
    }

    private Entry entry() {
        return databases.keyspace(0).entry(KEY, 0, KEY.length);
    }

    @Test
    void writingUnderSnapshotCopiesTableAndOnePage() {
        int length = 64 << 20;
        entry().writeString(length - 1, KEY, 0, 1);
        for (int at = 0; at < length; at += PagedString.PAGE_BYTES) {
            entry().edit(0).setByte(at, 1);
        }
        DataSnapshot snapshot = databases.snapshot();
        entry().edit(0).setByte(0, 1);
        databases.close(snapshot);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        snapshot = databases.snapshot();

        long before = threads.getCurrentThreadAllocatedBytes();
        entry().edit(0).setByte(length / 2, 2);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        databases.close(snapshot);
        int pages = length / PagedString.PAGE_BYTES;
        assertThat(allocated).isLessThan(PagedString.PAGE_BYTES + pages * 14L + 16_384);
    }

    @Test
    void farBitTakesOnePage() {
        entry().edit((512 << 20)).setByte((512 << 20) - 1, 1);

        PagedString paged =
                (PagedString) Objects.requireNonNull(entry().detach().object());
        assertThat(paged.memoryBytes(0)).isLessThan(600_000);
        PagedString copy = paged.copy(databases.epoch());
        copy.checkInvariants();
        assertThat(copy.memoryBytes(0)).isEqualTo(paged.memoryBytes(0));
    }

    @Test
    void copySharesNothingThatChanges() {
        entry().writeString(100_000, KEY, 0, 1);
        DetachedValue copied = entry().detach().copy(databases.epoch());
        entry().edit(0).setByte(100_000, 'x');
        byte[] other = {'o'};
        databases.keyspace(0).entry(other, 0, 1).put(copied, RecordTable.NO_EXPIRY);

        StringValue string = (StringValue)
                Objects.requireNonNull(databases.keyspace(0).entry(other, 0, 1).value());
        assertThat(string.byteAt(100_000)).isEqualTo('k');
    }
}
