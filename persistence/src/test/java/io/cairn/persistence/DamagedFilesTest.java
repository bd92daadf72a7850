package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.SimulatedStore.Found;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Campaign;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Campaigns C and D: files that are cut anywhere, have a bit flipped, or blocks changed.
 *
 * <p>Goal: a start on a damaged file has the same data as before; or it is refused, with path, place and remedy, and leaves the
 * files as they are; or it has the data after an earlier write, says so, and has lost nothing that the file still proves to have
 * been on the disk. Never other data, never another exception.
 *
 * <p>Method: for each kind of file a small directory ({@link DamageCorpus}), and whole starts on it: all cuts, all flips of one bit,
 * and random damage to blocks. What was accepted is started a second time and must be the same.
 */
class DamagedFilesTest {
    private static final int CUT_BYTES = 4 * 1024;
    private static final int FLIP_BYTES = 8 * 1024;
    private static final int SOAK_BYTES = 64 * 1024;
    private static final int BLOCK_BYTES = 512;

    private static final String REFUSED = "refused";
    private static final String SAME = "with the same data";
    private static final String SHORTENED = "cut and reported";

    @Test
    void aFileThatIsCutAnywhereIsRefusedOrItsCutIsReported() throws Exception {
        cut(CUT_BYTES, false);
    }

    @Tag("soak")
    @Test
    void aLargerFileThatIsCutAnywhereIsRefusedOrItsCutIsReported() throws Exception {
        cut(SOAK_BYTES, false);
        cut(SOAK_BYTES, true);
    }

    @Test
    void aFlippedBitIsRefusedOrChangesNothing() throws Exception {
        flip(FLIP_BYTES);
    }

    @Test
    void damagedBlocksAreRefusedOrReported() throws Exception {
        damageBlocks(20_000);
    }

    @Tag("soak")
    @Test
    void manyDamagedBlocksAreRefusedOrReported() throws Exception {
        damageBlocks(10_000_000);
    }

    /** Which case is which byte, bit or block of which corpus. */
    private record Place(DamageCorpus corpus, int index) {
        static Place of(List<DamageCorpus> corpora, long number, int perByte) {
            long left = number;
            for (DamageCorpus corpus : corpora) {
                if (left < (long) corpus.bytes() * perByte) {
                    return new Place(corpus, (int) left);
                }
                left -= (long) corpus.bytes() * perByte;
            }
            throw new IllegalArgumentException("no such case: number=" + number);
        }

        static long count(List<DamageCorpus> corpora, int perByte) {
            return corpora.stream()
                    .mapToLong(corpus -> (long) corpus.bytes() * perByte)
                    .sum();
        }
    }

    private static void cut(int size, boolean zeroPadded) throws Exception {
        Campaign campaign = new Campaign(zeroPadded ? "C-zeros" : "C", DamagedFilesTest.class);
        int bytes = (int) campaign.count("bytes", size);
        List<DamageCorpus> corpora = DamageCorpus.all(bytes);
        campaign.forAll(Place.count(corpora, 1), number -> {
            Place place = Place.of(corpora, number, 1);
            DamageCorpus corpus = place.corpus();
            byte[] cut = Arrays.copyOf(corpus.whole(), place.index());
            byte[] damaged = zeroPadded ? Arrays.copyOf(cut, corpus.whole().length) : cut;
            int left =
                    corpus.borders().offsets().isEmpty() ? 0 : corpus.borders().writesBefore(place.index());
            check(campaign, corpus, damaged, Math.max(0, left));
        });
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure(SHORTENED)).isGreaterThan(bytes * 2L);
            assertThat(campaign.figure(REFUSED)).isGreaterThan(bytes * 3L);
        }
    }

    private static void flip(int size) throws Exception {
        Campaign campaign = new Campaign("D-flips", DamagedFilesTest.class);
        List<DamageCorpus> corpora = DamageCorpus.all(size);
        campaign.forAll(Place.count(corpora, Byte.SIZE), number -> {
            Place place = Place.of(corpora, number, Byte.SIZE);
            DamageCorpus corpus = place.corpus();
            byte[] flipped = corpus.whole();
            flipped[place.index() / Byte.SIZE] ^= (byte) (1 << place.index() % Byte.SIZE);
            check(campaign, corpus, flipped, provenBehind(corpus, place.index() / Byte.SIZE));
        });
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure("starts")).isGreaterThan(380_000);
            assertThat(campaign.figure(REFUSED)).isGreaterThan(300_000);
            assertThat(campaign.figure(SHORTENED)).isGreaterThan(10_000);
            assertThat(campaign.figure(SAME)).isPositive();
        }
    }

    /** How many writes must be there if a file with damage at {@code offset} is accepted. */
    private static int provenBehind(DamageCorpus corpus, long offset) {
        DamageCorpus.Borders borders = corpus.borders();
        int all = corpus.states().size() - 1;
        if (borders.offsets().isEmpty() || borders.forced() == Long.MAX_VALUE || offset < borders.forced()) {
            return all;
        }
        return borders.writesBefore(offset);
    }

    private static void damageBlocks(long otherwise) throws Exception {
        Campaign campaign = new Campaign("D-blocks", DamagedFilesTest.class);
        List<DamageCorpus> corpora = DamageCorpus.all(FLIP_BYTES);
        campaign.forEach(campaign.count("blocks", otherwise), seed -> {
            Random random = new Random(seed);
            DamageCorpus corpus = corpora.get(random.nextInt(corpora.size()));
            byte[] whole = corpus.whole();
            byte[] damaged = damage(whole, corpus.bytes(), random);
            if (!Arrays.equals(whole, damaged)) {
                int first = Arrays.mismatch(whole, damaged);
                // What is behind a block may have gone with it, and the proof too.
                int left = corpus.borders().offsets().isEmpty()
                        ? corpus.states().size() - 1
                        : Math.max(0, corpus.borders().writesBefore(first));
                check(campaign, corpus, damaged, left);
            }
        });
        campaign.report();
        if (!campaign.isReplay()) {
            assertThat(campaign.figure(REFUSED)).isGreaterThan(campaign.figure("starts") / 4);
            assertThat(campaign.figure(SHORTENED)).isGreaterThan(campaign.figure("starts") / 50);
        }
    }

    private static byte[] damage(byte[] whole, int bytes, Random random) {
        byte[] damaged = whole.clone();
        int length = random.nextBoolean() ? Math.min(BLOCK_BYTES, bytes / 2) : 1 + random.nextInt(bytes / 2);
        int blocks = bytes / length;
        int first = random.nextBoolean() ? random.nextInt(blocks) * length : random.nextInt(bytes - length + 1);
        int second = random.nextInt(blocks) * length;
        switch (random.nextInt(6)) {
            case 0 -> Arrays.fill(damaged, first, first + length, (byte) 0);
            case 1 -> System.arraycopy(whole, second, damaged, first, length);
            case 2 -> {
                System.arraycopy(whole, second, damaged, first, length);
                System.arraycopy(whole, first, damaged, second, length);
            }
            case 3 -> {
                byte[] rubbish = new byte[length];
                random.nextBytes(rubbish);
                System.arraycopy(rubbish, 0, damaged, first, length);
            }
            case 4 -> {
                // A block twice, with all that follows moved.
                damaged = Arrays.copyOf(whole, whole.length + length);
                System.arraycopy(whole, first, damaged, first + length, whole.length - first);
            }
            default -> {
                // Trailing garbage, or zeros.
                damaged = Arrays.copyOf(Arrays.copyOf(whole, bytes), bytes + length);
                byte[] rubbish = new byte[random.nextBoolean() ? length : 0];
                random.nextBytes(rubbish);
                System.arraycopy(rubbish, 0, damaged, bytes, rubbish.length);
            }
        }
        return damaged;
    }

    /** Starts on a damaged directory; {@code atLeast} so many writes must be there if that is accepted. */
    private static void check(Campaign campaign, DamageCorpus corpus, byte[] damaged, int atLeast) throws IOException {
        SimulatedStorage disk = corpus.with(damaged);
        ManualClock clock = new ManualClock();
        campaign.add("starts", 1);
        long before = disk.fingerprint();
        Found found;
        try {
            found = SimulatedStore.recover(disk, corpus.options(), clock);
        } catch (IOException refusal) {
            Refusals.check(refusal, corpus.title());
            assertThat(disk.fingerprint()).as(corpus.title()).isEqualTo(before);
            campaign.add(REFUSED, 1);
            return;
        }
        int writes = corpus.states().lastIndexOf(found.data());
        int all = corpus.states().size() - 1;
        String report = corpus.title() + ": " + found.report().notices();
        assertThat(writes).as(report).isGreaterThanOrEqualTo(atLeast);
        if (writes < all) {
            assertThat(found.report().notices()).as(report).anyMatch(notice -> notice.contains(corpus.victim()));
        }
        campaign.add(writes == all ? SAME : SHORTENED, 1);
        SimulatedStore.openAndClose(disk, corpus.options(), clock);
        assertThat(SimulatedStore.recover(disk, corpus.options(), clock).data())
                .as(report)
                .isEqualTo(found.data());
    }
}
