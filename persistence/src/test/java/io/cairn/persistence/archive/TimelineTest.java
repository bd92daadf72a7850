package io.cairn.persistence.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.archive.FileFacts.End;
import io.cairn.persistence.archive.Timeline.Span;
import io.cairn.persistence.archive.Timeline.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.Test;

/** Which moments files make up: what is claimed is what is found, and holes stay holes. */
class TimelineTest {
    private static final int TRIES = 2_000;
    private static final int LATEST_MS = 40;

    private static int finished;
    private static int found;
    private static int refused;
    private static int split;

    private final List<Piece> pieces = new ArrayList<>();
    private int generation;
    private int place;
    private long salt = 100;

    private void base(long ms) {
        generation++;
        place = 0;
        FileFacts facts = new FileFacts(100, 1, 100, End.CLOSED, ms >= 0, ms, ms, 0, 0);
        pieces.add(new Piece(generation, 0, FileKind.BASE, "b", "b" + generation, false, 0, facts, null, false));
    }

    private void log(End end, boolean timed, long firstMs, long lastMs) {
        place++;
        salt++;
        FileFacts facts = new FileFacts(100, 1, 100, end, timed, firstMs, lastMs, salt, salt - 1);
        pieces.add(new Piece(
                generation, place, FileKind.LOG, "l", "l" + salt, false, salt + 1, facts, null, end == End.OPEN));
    }

    private Timeline timeline() {
        return Timeline.of(pieces);
    }

    private static String path(Target target) {
        return target.run().pieces().get(target.index()).path() + "<=" + target.untilMs();
    }

    @Test
    void aMomentIsLookedForFromTheLastBaseBeforeIt() {
        base(10);
        log(End.CLOSED, true, 11, 18);
        base(20);
        log(End.OPEN, true, 21, 25);
        assertThat(timeline().spans()).containsExactly(new Span(10, 25));
        assertThat(timeline().at(9)).isNull();
        assertThat(path(timeline().at(10))).isEqualTo("l101<=10");
        assertThat(path(timeline().at(19))).isEqualTo("l101<=" + Long.MAX_VALUE);
        assertThat(path(timeline().at(20))).isEqualTo("l102<=20");
        assertThat(path(timeline().at(99))).isEqualTo("l102<=" + Long.MAX_VALUE);
        assertThat(Timeline.needed(timeline().at(23))).extracting(Piece::path).containsExactly("b2", "l102");
    }

    @Test
    void nothingIsClaimedBehindALostEndBeforeTheNextBase() {
        base(10);
        log(End.OPEN, true, 11, 15);
        base(20);
        log(End.CLOSED, true, 21, 25);
        Piece open = pieces.get(1);
        pieces.set(1, new Piece(1, 1, FileKind.LOG, "l", "l101", false, 102, open.facts(), null, false));
        assertThat(timeline().spans()).containsExactly(new Span(10, 14), new Span(20, 25));
        assertThat(timeline().at(15)).isNull();
        assertThat(timeline().at(26)).isNull();
    }

    @Test
    void aDamagedBaseIsReplacedByAnOlderOneAndAllLogsBehindIt() {
        base(10);
        log(End.CLOSED, true, 11, 15);
        base(20);
        log(End.OPEN, true, 21, 25);
        Timeline timeline = timeline();
        timeline.markUnusable(pieces.get(2));
        assertThat(timeline.spans()).containsExactly(new Span(10, 25));
        assertThat(Timeline.needed(timeline.at(22))).extracting(Piece::path).containsExactly("b1", "l101", "l102");
        timeline.markUnusable(pieces.get(1));
        // Something in the lost log may have had the same time as the base.
        assertThat(timeline.spans()).isEmpty();
    }

    @Test
    void aLogThatGoesOnElsewhereIsNoBridge() {
        base(10);
        log(End.CLOSED, true, 11, 15);
        salt += 5;
        base(20);
        log(End.OPEN, true, 21, 25);
        assertThat(timeline().spans()).containsExactly(new Span(10, 14), new Span(20, 25));
    }

    @Test
    void aBaseGoesWithTheLogThatItNames() {
        base(10);
        FileFacts other = new FileFacts(100, 1, 100, End.CLOSED, true, 10, 10, 999, 0);
        pieces.set(0, new Piece(1, 0, FileKind.BASE, "b", "b1", false, 0, other, null, false));
        log(End.CLOSED, true, 11, 15);
        assertThat(timeline().runs()).hasSize(1);
        assertThat(timeline().unreachable()).extracting(Piece::path).containsExactly("l101");
    }

    @Test
    void whereRedisWroteOnlyTheEndsHaveATime() {
        base(10);
        log(End.CLOSED, true, 11, 15);
        log(End.CLOSED, false, -1, -1);
        log(End.OPEN, true, 21, 25);
        assertThat(timeline().spans()).containsExactly(new Span(10, 14), new Span(21, 25));
        assertThat(timeline().at(18)).isNull();
        assertThat(path(timeline().at(21))).isEqualTo("l103<=21");
    }

    @Test
    void aClockThatWasAheadSpoilsNoMoreThanItsOwnGeneration() {
        base(10);
        log(End.CLOSED, true, 11, 90);
        base(20);
        log(End.OPEN, true, 21, 25);
        // The first batch with a later clock.
        assertThat(path(timeline().at(15))).isEqualTo("l101<=15");
        assertThat(path(timeline().at(23))).isEqualTo("l102<=23");
    }

    @Property(tries = TRIES)
    void whatIsClaimedIsWhatIsFound(@ForAll long seed) {
        Random random = new Random(seed);
        pieces.clear();
        generation = 0;
        int generations = 1 + random.nextInt(4);
        for (int i = 0; i < generations; i++) {
            base(random.nextInt(6) == 0 ? -1 : random.nextInt(LATEST_MS));
            for (int logs = random.nextInt(3); logs > 0; logs--) {
                randomLog(random, i + 1 == generations && logs == 1);
            }
            salt += random.nextInt(8) == 0 ? 3 : 0;
        }
        for (int i = random.nextInt(2); i > 0; i--) {
            pieces.remove(random.nextInt(pieces.size()));
        }
        Timeline timeline = pieces.isEmpty() ? Timeline.of(List.of()) : timeline();
        boolean goesOn = timeline.at(Long.MAX_VALUE) != null;
        List<Span> spans = timeline.spans();
        for (long ms = -2; ms < LATEST_MS + 5; ms++) {
            long at = ms;
            boolean claimed = spans.stream().anyMatch(span -> span.fromMs() <= at && at <= span.toMs())
                    || goesOn && at > spans.get(spans.size() - 1).toMs();
            assertThat(timeline.at(ms) != null).as("%s in %s", ms, spans).isEqualTo(claimed);
            found += claimed ? 1 : 0;
            refused += claimed ? 0 : 1;
        }
        split += spans.size() > 1 ? 1 : 0;
        finished++;
    }

    private void randomLog(Random random, boolean last) {
        boolean timed = random.nextInt(6) > 0;
        long first = random.nextInt(5) == 0 ? -1 : random.nextInt(LATEST_MS);
        long latest = first < 0 ? -1 : first + random.nextInt(10);
        End end = last && random.nextBoolean() ? End.OPEN : End.CLOSED;
        log(end, timed, first, latest);
    }

    @AfterProperty
    void sawAll() {
        if (finished == TRIES) {
            assertThat(found).isGreaterThan(20_000);
            assertThat(refused).isGreaterThan(20_000);
            assertThat(split).isGreaterThan(200);
        }
    }
}
