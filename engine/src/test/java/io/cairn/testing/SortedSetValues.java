package io.cairn.testing;

import io.cairn.engine.command.ArgSpec;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values for arguments that belong to sorted sets and places on the earth, by their names: such that requests meet. */
final class SortedSetValues {
    private static final List<String> MEMBERS =
            List.of("a", "b", "c", "d", "m1", "m2", "1", "2", "Palermo", "Catania", "x".repeat(65));

    private static final List<String> SCORES =
            List.of("0", "1", "2", "3", "-1", "0.5", "2.5", "3.14159", "1e10", "inf", "-inf", "-0", "100");

    private static final List<String> TEXT_ENDS = List.of("-", "+", "[a", "(b", "[m1", "(m2", "[", "[zz");

    private static final List<String> LONGITUDES = List.of("13.361389", "15.087269", "13.5", "-179.9", "180", "0");

    private static final List<String> LATITUDES = List.of("38.115556", "37.502669", "38", "85.05", "-80", "0");

    private SortedSetValues() {}

    /** A value for the argument; null if its name says nothing. */
    static @Nullable String of(ArgSpec argument, Random random) {
        return switch (argument.name()) {
            case "member", "member1", "member2" -> pick(MEMBERS, random);
            case "score" -> pick(SCORES, random);
            case "min", "max" -> end(argument, random);
            case "start", "stop" ->
                argument.type() == ArgSpec.Type.STRING ? Integer.toString(random.nextInt(8) - 3) : null;
            case "weight" -> pick(List.of("1", "2", "-1", "0.5"), random);
            case "longitude" -> pick(LONGITUDES, random);
            case "latitude" -> pick(LATITUDES, random);
            case "radius", "width", "height" -> pick(List.of("0", "1", "100", "200.5", "5000", "30000"), random);
            default -> null;
        };
    }

    private static String end(ArgSpec argument, Random random) {
        if (argument.type() == ArgSpec.Type.DOUBLE) {
            return (random.nextInt(3) == 0 ? "(" : "") + pick(SCORES, random);
        }
        return random.nextBoolean() ? pick(TEXT_ENDS, random) : pick(SCORES, random);
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
