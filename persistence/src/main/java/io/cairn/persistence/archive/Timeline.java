package io.cairn.persistence.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The moments that some files make up.
 *
 * <p>A run is what is known without a hole: a beginning, which is a base or an empty data set, and logs, each of which goes on
 * where the one before ends; bases in between stand for a moment of it, too. A moment of the clock is looked for from the base
 * on that was made last at or before it, by the base's own clock: everything before the first batch with a later clock belongs to it.
 * So what a data set of that moment holds was written by a clock that said no more than that, since its base.
 *
 * <p>Where Redis wrote there are no times; a moment of which it is not known whether that was before it or behind it is none that
 * can be had.
 */
final class Timeline {
    private final List<Piece> pieces;
    private final Set<Piece> unusable = new HashSet<>();
    private final List<Run> runs = new ArrayList<>();

    private Timeline(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        build();
    }

    /** Of an archive alone. */
    static Timeline of(ArchiveIndex index) {
        return of(index.files().stream()
                .map(file -> Piece.of(file, index.path(file)))
                .toList());
    }

    /** Of files in their order. */
    static Timeline of(List<Piece> pieces) {
        return new Timeline(pieces);
    }

    /**
     * Pieces without a hole between them.
     *
     * @param pieces bases and logs in order; the first is a base, or a log before which the data set was empty
     * @param last whether nothing is known that came later
     */
    record Run(List<Piece> pieces, boolean last) {
        Piece end() {
            return pieces.get(pieces.size() - 1);
        }

        boolean isGrowing() {
            return end().growing();
        }
    }

    /**
     * Where the data set of a moment ends.
     *
     * @param run in which it lies
     * @param index of the last piece that it takes, of the run's
     * @param untilMs the last piece up to its first batch with a later clock; {@link Long#MAX_VALUE} for all of it
     * @param untilOffset and at most so many bytes of it
     */
    record Target(Run run, int index, long untilMs, long untilOffset) {}

    /** A part of the clock, both ends included. */
    record Span(long fromMs, long toMs) {}

    /** From now on a piece counts as missing. */
    void markUnusable(Piece piece) {
        unusable.add(piece);
        runs.clear();
        build();
    }

    List<Run> runs() {
        return runs;
    }

    /** The pieces that are part of no run. */
    List<Piece> unreachable() {
        Set<Piece> reached = new HashSet<>();
        runs.forEach(run -> reached.addAll(run.pieces()));
        return pieces.stream().filter(piece -> !reached.contains(piece)).toList();
    }

    private boolean isUsable(Piece piece) {
        return !unusable.contains(piece) && piece.facts().isReadable();
    }

    private void build() {
        RunBuilder builder = new RunBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            boolean usable = isUsable(piece);
            if (piece.kind().isBase()) {
                if (usable) {
                    Piece log = builder.lastLog;
                    builder.addBase(piece, log != null && startsBehind(log, i));
                }
            } else if (usable) {
                builder.addLog(piece);
            } else {
                builder.interrupt();
            }
        }
        for (int i = 0; i < builder.found.size(); i++) {
            List<Piece> run = builder.found.get(i);
            boolean last = i + 1 == builder.found.size() && run.contains(pieces.get(pieces.size() - 1));
            runs.add(new Run(List.copyOf(run), last));
        }
    }

    /** Puts pieces together that follow each other. */
    private static final class RunBuilder {
        private final List<List<Piece>> found = new ArrayList<>();
        private List<Piece> run = List.of();
        private @Nullable Piece lastLog;

        void addBase(Piece base, boolean goesOn) {
            if (goesOn) {
                run.add(base);
            } else if (base.facts().isClosed()) {
                begin();
                run.add(base);
            }
        }

        void addLog(Piece log) {
            Piece before = lastLog;
            boolean goesOn = !run.isEmpty()
                    && (run.get(run.size() - 1).kind().isBase()
                                    && run.get(run.size() - 1).goesOnIn(log)
                            || before != null && before.goesOnIn(log));
            if (!goesOn && !log.beginsEmpty()) {
                interrupt();
                return;
            }
            if (!goesOn) {
                begin();
            }
            run.add(log);
            lastLog = log;
        }

        private void begin() {
            run = new ArrayList<>();
            found.add(run);
            lastLog = null;
        }

        /** Something is missing. */
        void interrupt() {
            run = List.of();
            lastLog = null;
        }
    }

    /** Whether the log behind a base goes on where {@code log} ends, so that the base stands for that moment. */
    private boolean startsBehind(Piece log, int base) {
        long named = pieces.get(base).facts().salt();
        if (named != 0 && named == log.next() && log.facts().isClosed()) {
            return true;
        }
        if (base + 1 == pieces.size()) {
            return false;
        }
        Piece behind = pieces.get(base + 1);
        return pieces.get(base).goesOnIn(behind) && log.goesOnIn(behind);
    }

    // ---- moments of the clock

    /** A place in a run from which on moments are looked for. */
    private record Beginning(Run run, int index, long ms) {}

    private List<Beginning> beginnings() {
        List<Beginning> beginnings = new ArrayList<>();
        Set<Long> salts = new HashSet<>();
        runs.stream()
                .flatMap(run -> run.pieces().stream())
                .filter(piece -> !piece.kind().isBase() && piece.facts().salt() != 0)
                .forEach(log -> salts.add(log.facts().salt()));
        for (Run run : runs) {
            Piece first = run.pieces().get(0);
            if (run.pieces().size() == 1
                    && first.kind().isBase()
                    && salts.contains(first.facts().salt())) {
                // A base that no manifest has come to name: its moment is where a log of another run begins.
                continue;
            }
            for (int i = 0; i < run.pieces().size(); i++) {
                long ms = i == 0 || run.pieces().get(i).kind().isBase() ? beginningMs(run, i) : FileFacts.UNKNOWN_MS;
                if (ms != FileFacts.UNKNOWN_MS) {
                    beginnings.add(new Beginning(run, i, ms));
                }
            }
        }
        // Of those with the same time the later one comes behind.
        beginnings.sort(Comparator.comparingLong(Beginning::ms));
        return beginnings;
    }

    /** When a run begins at a piece: a base that does not say when it was made counts from the first time behind it. */
    private static long beginningMs(Run run, int index) {
        for (Piece piece : run.pieces().subList(index, run.pieces().size())) {
            if (piece.facts().hasTime()) {
                return piece.facts().firstMs();
            }
        }
        return FileFacts.UNKNOWN_MS;
    }

    /** The first moment that can be had; 0 if there is none. */
    long oldestMs() {
        return spans().stream().mapToLong(Span::fromMs).findFirst().orElse(0);
    }

    /** The moments that can be had, in order, without the time behind the end of a run that grows. */
    List<Span> spans() {
        List<Beginning> beginnings = beginnings();
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < beginnings.size(); i++) {
            long endMs = i + 1 < beginnings.size() ? beginnings.get(i + 1).ms() - 1 : Long.MAX_VALUE;
            addSpans(beginnings.get(i), endMs, spans);
        }
        return spans;
    }

    private static void addSpans(Beginning beginning, long endMs, List<Span> spans) {
        long from = beginning.ms();
        long knownMs = from;
        List<Piece> pieces = beginning.run().pieces();
        for (int i = beginning.index(); i < pieces.size(); i++) {
            knownMs = Math.max(knownMs, pieces.get(i).facts().lastMs());
            if (pieces.get(i).isTimed()) {
                continue;
            }
            long again = beginningMs(beginning.run(), i + 1);
            add(from, Math.min(endMs, knownMs - 1), spans);
            if (again == FileFacts.UNKNOWN_MS) {
                return;
            }
            from = Math.max(from, again);
        }
        add(from, Math.min(endMs, lastKnownMs(beginning, knownMs, endMs)), spans);
    }

    /** Up to when everything is known that is behind a beginning, where the latest clock of that is {@code knownMs}. */
    private static long lastKnownMs(Beginning beginning, long knownMs, long endMs) {
        Run run = beginning.run();
        if (run.isGrowing()) {
            return endMs == Long.MAX_VALUE ? knownMs : endMs;
        }
        // What is missing may have had the same time.
        return run.last() && run.end().facts().isClosed() ? knownMs : knownMs - 1;
    }

    private static void add(long fromMs, long toMs, List<Span> spans) {
        if (fromMs > toMs) {
            return;
        }
        Span before = spans.isEmpty() ? null : spans.get(spans.size() - 1);
        if (before != null && before.toMs() + 1 >= fromMs) {
            spans.set(spans.size() - 1, new Span(before.fromMs(), Math.max(before.toMs(), toMs)));
        } else {
            spans.add(new Span(fromMs, toMs));
        }
    }

    /** Finds a moment of the clock; null if it cannot be had. */
    @Nullable
    Target at(long ms) {
        Beginning beginning = null;
        for (Beginning candidate : beginnings()) {
            beginning = candidate.ms() <= ms ? candidate : beginning;
        }
        return beginning == null ? null : find(beginning, ms);
    }

    private static @Nullable Target find(Beginning beginning, long ms) {
        Run run = beginning.run();
        boolean inDoubt = false;
        long knownMs = beginning.ms();
        for (int i = beginning.index(); i < run.pieces().size(); i++) {
            Piece piece = run.pieces().get(i);
            FileFacts facts = piece.facts();
            if (facts.hasTime()) {
                if (inDoubt && facts.firstMs() > ms) {
                    return null;
                }
                inDoubt = false;
                if (facts.lastMs() > ms) {
                    boolean base = piece.kind().isBase();
                    return new Target(run, base ? i - 1 : i, base ? Long.MAX_VALUE : ms, Long.MAX_VALUE);
                }
                knownMs = Math.max(knownMs, facts.lastMs());
            }
            // What has no time came at or before the moment if something behind it did.
            inDoubt |= !piece.isTimed();
        }
        boolean known = run.isGrowing()
                || ms == knownMs && run.last() && run.end().facts().isClosed();
        return inDoubt || !known ? null : new Target(run, run.pieces().size() - 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    // ---- positions

    /** Finds an offset in a piece of a run; null if it is in none. */
    @Nullable
    Target at(Piece log, long offset) {
        for (Run run : runs) {
            int index = run.pieces().indexOf(log);
            if (index >= 0 && offset <= log.facts().soundBytes()) {
                return new Target(run, index, Long.MAX_VALUE, offset);
            }
        }
        return null;
    }

    /** What a data set is made of that ends at {@code target}: a base, if it begins with one, and logs. */
    static List<Piece> needed(Target target) {
        List<Piece> pieces = target.run().pieces();
        int from = target.index();
        while (from > 0 && !pieces.get(from).kind().isBase()) {
            from--;
        }
        return pieces.subList(from, target.index() + 1);
    }
}
