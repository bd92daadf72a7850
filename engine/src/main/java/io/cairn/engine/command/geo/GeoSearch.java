package io.cairn.engine.command.geo;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.zset.SortedSetStore;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.ScoreWalk;
import io.cairn.engine.value.SortedSetResult;
import io.cairn.engine.value.SortedSetValue;
import java.util.Comparator;
import java.util.List;

/**
 * {@code GEOSEARCH key <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius unit | BYBOX width height unit>
 * [ASC | DESC] [COUNT count [ANY]] [WITHCOORD] [WITHDIST] [WITHHASH]}, {@code GEOSEARCHSTORE}, which stores what it finds,
 * and the four older commands.
 *
 * <p>Cost: O(M log(M) + log(N)), where N is the size of the set and M the number of members in the cells that cover the
 * area.
 */
class GeoSearch implements Command {
    // Comparators of the JDK would make classes at each start.
    private static final Comparator<GeoMatch> NEAREST_FIRST = (a, b) -> Double.compare(a.metres(), b.metres());
    private static final Comparator<GeoMatch> FARTHEST_FIRST = NEAREST_FIRST.reversed();

    /** Pairs of a command in the journal: results of any size become commands of a bounded size. */
    private static final int PAIRS_PER_EFFECT = 512;

    private final GeoMatches matches = new GeoMatches();
    private final GeoSearchKind kind;
    private final CommandSpec spec;

    GeoSearch(GeoSearchKind kind) {
        this.kind = kind;
        this.spec = GeoSearchDeclarations.of(kind);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SortedSetValue set = context.readCollection(args, kind.keyIndex(), SortedSetValue.class);
        if (set == null) {
            return;
        }
        GeoRequest request = GeoRequest.parse(args, kind, set, context.reply());
        if (request == null) {
            return;
        }
        try {
            answer(args, set, request, context);
        } finally {
            matches.clear();
        }
    }

    private void answer(Args args, SortedSetValue set, GeoRequest request, CommandContext context) {
        if (!set.isEmpty()) {
            find(set, request);
        }
        List<GeoMatch> found = matches.found();
        if (request.isSorted()) {
            found.sort(request.isDescending() ? FARTHEST_FIRST : NEAREST_FIRST);
        }
        int count = (int) Math.min(found.size(), request.count());
        if (request.storeIndex() == GeoRequest.NO_STORE) {
            reply(found.subList(0, count), request, context.reply());
        } else {
            store(args, found.subList(0, count), request, context);
        }
    }

    private void find(SortedSetValue set, GeoRequest request) {
        List<GeoMatch> found = matches.found();
        long limit = request.isAny() ? request.count() : Long.MAX_VALUE;
        long[] ranges = GeoCover.of(request.area());
        GeoWindow window = new GeoWindow(request.area());
        ScoreWalk walk = set.walk();
        for (int i = 0; i < ranges.length && found.size() < limit; i += 2) {
            walk.seek((double) ranges[i]);
            while (found.size() < limit && walk.next()) {
                double score = walk.score();
                if (score >= ranges[i + 1]) {
                    break;
                }
                if (window.mayHold(score)) {
                    addIfInside(walk.member(), score, request.area());
                }
            }
        }
    }

    private void addIfInside(Element member, double score, GeoArea area) {
        double longitude = GeoHash.longitude(score);
        double latitude = GeoHash.latitude(score);
        double metres = area.distance(longitude, latitude);
        if (metres != GeoArea.OUTSIDE) {
            matches.add(member, score, longitude, latitude, metres);
        }
    }

    private static void reply(List<GeoMatch> matches, GeoRequest request, ReplyWriter reply) {
        int parts = 1 + request.partsBeside();
        reply.array(matches.size());
        for (GeoMatch match : matches) {
            if (parts > 1) {
                reply.array(parts);
            }
            reply.bulk(match.member(), 0, match.length());
            if (request.withDistance()) {
                reply.bulkFixed(match.metres() / request.area().unit(), GeoDistance.DECIMALS);
            }
            if (request.withHash()) {
                reply.integer((long) match.score());
            }
            if (request.withPlace()) {
                GeoRead.place(match.longitude(), match.latitude(), reply);
            }
        }
    }

    private static void store(Args args, List<GeoMatch> matches, GeoRequest request, CommandContext context) {
        SortedSetResult result = new SortedSetResult(context.databases());
        for (GeoMatch match : matches) {
            double score =
                    request.storesDistance() ? match.metres() / request.area().unit() : match.score();
            result.put(match.member(), 0, match.length(), score);
        }
        int destination = request.storeIndex();
        boolean existed = context.entry(args, destination).exists();
        SortedSetStore.put(args, destination, result, context);
        if (!matches.isEmpty()) {
            // Redis counts every member that is stored.
            context.entry(args, destination).changed(matches.size() - 1);
        }
        noteEffect(args, destination, existed, result, context.effects());
        context.reply().integer(matches.size());
    }

    /** What was found, not the search, which is floating-point arithmetic. */
    private static void noteEffect(
            Args args, int destination, boolean existed, SortedSetResult result, Effects effects) {
        if (existed) {
            effects.command(2).word("DEL").arg(args, destination);
        }
        long zeros = 0;
        for (MemberWalk walk = result.walk(); walk.next(); ) {
            zeros += isNegativeZero(walk.score()) ? 1 : 0;
        }
        // Compact sets know no -0: what has it comes last, when the set has become large if it does.
        noteMembers(args, destination, result.walk(), result.size() - zeros, false, effects);
        noteMembers(args, destination, result.walk(), zeros, true, effects);
    }

    /** Adds the {@code count} members whose score is -0, or is not. */
    private static void noteMembers(
            Args args, int destination, MemberWalk walk, long count, boolean negativeZeros, Effects effects) {
        for (long left = count; left > 0; left -= PAIRS_PER_EFFECT) {
            int pairs = (int) Math.min(left, PAIRS_PER_EFFECT);
            effects.command(2 + 2 * pairs).word("ZADD").arg(args, destination);
            for (int i = 0; i < pairs && walk.next(); ) {
                if (isNegativeZero(walk.score()) == negativeZeros) {
                    Element member = walk.member();
                    effects.decimal(walk.score()).slice(member.bytes(), member.offset(), member.length());
                    i++;
                }
            }
        }
    }

    private static boolean isNegativeZero(double score) {
        return score == 0 && 1 / score < 0;
    }
}
