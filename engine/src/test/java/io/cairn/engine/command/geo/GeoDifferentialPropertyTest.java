package io.cairn.engine.command.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: places are where they are in Redis, and searches find the same members in the same order.
 *
 * <p>Method: random places, all over the earth or in one corner of it, the poles and the date line among them; then
 * questions of all kinds around and between them, at all sizes. Replies are compared byte for byte, distances with their
 * four decimals. Stored distances, which have all their digits, may differ in the last ones: libraries differ there.
 */
@NeedsProgram("redis-server")
class GeoDifferentialPropertyTest {
    private static final int QUESTIONS = 60;
    private static final String[] UNITS = {"m", "km", "ft", "mi", "KM"};
    /** Relative: some units in the last place of a sum of products of sines. */
    private static final double TOLERANCE = 1e-9;

    private static @Nullable RealRedis redis;
    private static long found;
    private static long compared;
    private static long distances;
    private static long inexact;

    @BeforeContainer
    static void startRedis() throws IOException {
        redis = RealRedis.start();
    }

    @AfterContainer
    static void stopRedisAndCountWhatHappened() throws IOException {
        if (redis != null) {
            redis.close();
        }
        System.out.printf(
                "%d replies compared, %d members found; %d of %d stored distances differ in the last digits%n",
                compared, found, inexact, distances);
        assertThat(found).isGreaterThan(2 * compared);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void findsWhatRedisFinds(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Earth earth = new Earth(random);
        List<byte[][]> requests = new ArrayList<>();
        int members = 1 + random.nextInt(1 << random.nextInt(10));
        for (int i = 0; i < members; i++) {
            requests.add(Requests.of("GEOADD", "places", earth.longitude(), earth.latitude(), "m" + i));
        }
        for (int i = 0; i < QUESTIONS; i++) {
            requests.add(question(random, earth, members));
        }
        requests.add(Requests.of("ZRANGE", "stored", "0", "-1", "WITHSCORES"));
        compare(requests, random.nextBoolean() ? 2 : 3);
    }

    private static byte[][] question(Random random, Earth earth, int members) {
        String member = "m" + random.nextInt(members + 1);
        String other = "m" + random.nextInt(members);
        String unit = UNITS[random.nextInt(UNITS.length)];
        List<String> words = new ArrayList<>();
        switch (random.nextInt(8)) {
            case 0 -> words.addAll(List.of("GEOPOS", "places", member, other));
            case 1 -> words.addAll(List.of("GEODIST", "places", member, other, unit));
            case 2 -> words.addAll(List.of("GEOHASH", "places", other, member));
            case 3 ->
                words.addAll(
                        List.of("GEORADIUS", "places", earth.longitude(), earth.latitude(), earth.length(unit), unit));
            case 4 -> words.addAll(List.of("GEORADIUSBYMEMBER_RO", "places", other, earth.length(unit), unit));
            case 5 -> words.addAll(List.of("GEOSEARCHSTORE", "stored", "places"));
            default -> words.addAll(List.of("GEOSEARCH", "places"));
        }
        String name = words.get(0);
        if (name.startsWith("GEOSEARCH")) {
            words.addAll(
                    random.nextBoolean()
                            ? List.of("FROMMEMBER", other)
                            : List.of("FROMLONLAT", earth.longitude(), earth.latitude()));
            words.addAll(
                    random.nextBoolean()
                            ? List.of("BYRADIUS", earth.length(unit), unit)
                            : List.of("BYBOX", earth.length(unit), earth.length(unit), unit));
        }
        if (name.startsWith("GEOR") || name.startsWith("GEOS")) {
            addOptions(words, name, random);
        }
        return Requests.of(words.toArray(String[]::new));
    }

    private static void addOptions(List<String> words, String name, Random random) {
        if (random.nextInt(3) == 0) {
            words.addAll(List.of("COUNT", Integer.toString(1 + random.nextInt(20))));
            if (random.nextBoolean()) {
                words.add("ANY");
            }
        }
        if (random.nextBoolean()) {
            words.add(random.nextBoolean() ? "ASC" : "DESC");
        }
        boolean stores = name.equals("GEOSEARCHSTORE");
        if (name.equals("GEORADIUS") && random.nextInt(4) == 0) {
            words.addAll(List.of(random.nextBoolean() ? "STORE" : "STOREDIST", "stored"));
            stores = true;
        } else if (stores && random.nextBoolean()) {
            words.add("STOREDIST");
        }
        for (String option : List.of("WITHCOORD", "WITHDIST", "WITHHASH")) {
            if (!stores && random.nextInt(3) == 0) {
                words.add(option);
            }
        }
    }

    private static void compare(List<byte[][]> requests, int protocol) throws IOException {
        RealRedis server = Objects.requireNonNull(redis);
        server.execute("HELLO", Integer.toString(protocol));
        server.execute("FLUSHALL");
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.client().useProtocol(protocol);
        List<byte[]> expected = server.pipeline(requests);
        for (int i = 0; i < requests.size(); i++) {
            byte[] ours = engine.client().execute(requests.get(i));
            byte[] theirs = expected.get(i);
            boolean same = i == requests.size() - 1
                    ? areNear(RespValue.parse(ours), RespValue.parse(theirs))
                    : RespReplies.text(ours).equals(RespReplies.text(theirs));
            if (!same) {
                throw new AssertionError(Requests.text(requests.get(i)) + "\n    ours  " + RespReplies.text(ours)
                        + "\n    Redis " + RespReplies.text(theirs));
            }
            compared++;
            found += RespValue.parse(theirs).elements().size();
        }
        assertReplayGivesTheSame(engine, server);
    }

    /** The same members; scores that are equal, or all but equal if they are distances. */
    private static boolean areNear(RespValue ours, RespValue theirs) {
        List<String> our = leaves(ours);
        List<String> their = leaves(theirs);
        if (our.size() != their.size()) {
            return false;
        }
        for (int i = 0; i < our.size(); i += 2) {
            int at = their.indexOf(our.get(i));
            if (at < 0) {
                return false;
            }
            double score = Double.parseDouble(our.get(i + 1));
            double expected = Double.parseDouble(their.get(at + 1));
            if (Math.abs(score - expected) > TOLERANCE * Math.max(1, Math.abs(expected))) {
                return false;
            }
            distances++;
            inexact += score == expected ? 0 : 1;
        }
        return true;
    }

    private static List<String> leaves(RespValue value) {
        List<String> leaves = new ArrayList<>();
        for (RespValue element : value.elements()) {
            if (element.elements().isEmpty()) {
                leaves.add(element.text());
            } else {
                leaves.addAll(leaves(element));
            }
        }
        return leaves;
    }

    private static void assertReplayGivesTheSame(TestEngine engine, RealRedis server) throws IOException {
        server.execute("FLUSHALL");
        for (byte[] reply : server.pipeline(Requests.decode(engine.journal().bytes()))) {
            assertThat(RespReplies.isError(reply)).as(RespReplies.text(reply)).isFalse();
        }
        for (String key : List.of("places", "stored")) {
            byte[][] question = Requests.of("ZRANGE", key, "0", "-1", "WITHSCORES");
            assertThat(RespReplies.text(server.client().execute(question)))
                    .isEqualTo(RespReplies.text(engine.client().execute(question)));
            byte[][] encoding = Requests.of("OBJECT", "ENCODING", key);
            assertThat(RespReplies.text(server.client().execute(encoding)))
                    .isEqualTo(RespReplies.text(engine.client().execute(encoding)));
        }
    }

    /** Where the places of one try are. */
    private static final class Earth {
        private final Random random;
        private final double longitude;
        private final double latitude;
        private final double spread;

        Earth(Random random) {
            this.random = random;
            this.longitude = random.nextInt(3) == 0 ? 180 : random.nextDouble() * 360 - 180;
            this.latitude = random.nextInt(3) == 0 ? 85 : random.nextDouble() * 170 - 85;
            this.spread = Math.pow(10, random.nextInt(6) - 3);
        }

        String longitude() {
            double shifted = longitude + spread * random.nextGaussian();
            double around = Math.IEEEremainder(shifted, 360);
            return text(Math.max(-180, Math.min(180, around)));
        }

        String latitude() {
            double shifted = latitude + spread * random.nextGaussian();
            double side = random.nextInt(20) == 0 ? -shifted : shifted;
            return text(Math.max(-85.05112878, Math.min(85.05112878, side)));
        }

        String length(String unit) {
            double metres = spread * 111_000 * Math.pow(10, random.nextDouble() * 3 - 2);
            return String.format(Locale.ROOT, "%.3f", unit.equalsIgnoreCase("km") ? metres / 1000 : metres);
        }

        private String text(double degrees) {
            return random.nextBoolean() ? Double.toString(degrees) : String.format(Locale.ROOT, "%.6f", degrees);
        }
    }
}
