package io.cairn.testing;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.Group;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Values for arguments, by their declared type and name, for {@link RequestGenerator}. */
public final class ArgumentValues {
    private static final List<String> KEYS = List.of(
            "a", "b", "c", "d", "k1", "k2", "k3", "k4", "", "k5", "key with blanks", "\u0000\u00ff\r\n", "h1", "h2");

    /** So many keys are a group's favourites: often enough it finds there what it has made. */
    private static final int FAVOURITES = 2;

    /** Names of fields and members: few, so that they meet; numbers of every width, and lengths around a threshold. */
    private static final List<String> MEMBERS = List.of(
            "a",
            "b",
            "c",
            "d",
            "",
            "1",
            "2",
            "3",
            "-7",
            "300",
            "70000",
            "5000000000",
            "01",
            "x".repeat(64),
            "y".repeat(65));

    /** None between 3000 and 512 Mi: as an offset it would make strings on which LCS takes minutes. */
    private static final List<String> NASTY_INTEGERS = List.of(
            "-2",
            "15",
            "16",
            "100",
            "3000",
            "-3000",
            "536870912",
            "2147483647",
            "2147483648",
            "-2147483648",
            "-2147483649",
            "4294967296",
            "9223372036854775806",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775807",
            "-9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616");

    private static final List<String> NASTY_OFFSETS = List.of(
            "-2",
            "-3000",
            "#",
            "#-1",
            "#+1",
            "##1",
            "#9000000000",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808");

    /** Of numbers in bit fields. */
    private static final List<String> FIELD_TYPES = List.of(
            "i1", "u1", "i2", "u2", "i3", "u4", "i5", "u5", "u7", "i8", "u8", "i9", "u13", "i16", "u16", "i31", "u32",
            "i33", "u40", "i48", "i63", "u63", "i64", "u64", "i65", "i0", "I8", "u8x");

    /** Of PFDEBUG. */
    private static final List<String> DEBUG_WORDS = List.of("getreg", "DECODE", "Encoding", "ToDense", "todensely", "");

    private static final List<String> NO_INTEGERS =
            List.of("", " ", "01", "+1", " 1", "1 ", "-", "-0", "1.0", "1e3", "0x10", "one", "1\u0000", "--1", "00");

    private static final List<String> NASTY_TIMES = List.of(
            "0", "-1", "-100000", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e9", "");

    private static final List<String> DECIMALS = List.of(
            "0.1",
            "-0.5",
            "3",
            "1e5",
            "-2.5e-3",
            "1e308",
            "5e-324",
            "inf",
            "-inf",
            "nan",
            "0x1p3",
            "1.7976931348623157e309",
            "123456789012345678",
            "3.0000",
            ".5",
            "5.",
            "1e",
            "1,5",
            "1.5 ",
            " 1.5",
            "+1.5");

    private static final List<String> PATTERNS =
            List.of("*", "?", "k*", "[ab]", "[^a]", "[a-", "\\a", "k[1-2]", "", "*1*");

    /** Around those at which a string changes its encoding or moves out of its page. */
    private static final List<Integer> LENGTHS = List.of(43, 44, 45, 64, 255, 256, 1024, 3000);

    private static final List<String> NASTY_IDS = List.of(
            "0-0",
            "",
            "-",
            "(",
            "(1-1",
            "1-",
            "-1",
            "1-2-3",
            "+1-01",
            " 7- 2",
            "5--0",
            "5-1\u0000x",
            "x",
            "18446744073709551614-18446744073709551615",
            "18446744073709551615",
            "18446744073709551615-18446744073709551614",
            "18446744073709551615-18446744073709551615",
            "18446744073709551616-1",
            "9223372036854775807-9223372036854775808");

    private static final List<String> GROUPS = List.of("g", "g", "g", "g", "h", "");

    /** Far apart. */
    private static final List<String> IDLE_TIMES =
            List.of("0", "-1", "500000", "1000000", "1500000", "9223372036854775807", "9223372036854775808", "x");

    private static final long SECONDS_OF_2100 = 4_102_444_800L;

    private final Times times;

    /** How far away the moments are at which keys expire. */
    public enum Times {
        /** Thousands of seconds away: what happens does not depend on how long it takes. */
        FAR,
        /** Milliseconds to seconds away: for clocks that a test steps. */
        NEAR
    }

    public ArgumentValues(Times times) {
        this.times = times;
    }

    /** Which kind of value a group of commands works on. */
    private static int kind(Group group) {
        return switch (group) {
            case LIST -> 1;
            case SET -> 2;
            case SORTED_SET, GEO -> 3;
            case HASH -> 4;
            case STREAM -> 5;
            case HYPERLOGLOG -> 6;
            default -> 0;
        };
    }

    /** A value for an argument of a command; its key is mostly one of those that the command's group likes best. */
    byte[] value(ArgSpec argument, Group group, Random random) {
        if (argument.type() == ArgSpec.Type.KEY && group != Group.GENERIC && random.nextInt(3) > 0) {
            int favourite = kind(group) * FAVOURITES + random.nextInt(FAVOURITES);
            return KEYS.get(favourite).getBytes(StandardCharsets.ISO_8859_1);
        }
        return text(argument, random).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * A value of any type, which may land anywhere; but no number that fits, which might be taken for a time and let a key
     * expire while a test runs, or for the count of a reply that takes hours.
     */
    byte[] anything(Random random) {
        ArgSpec.Type type = pick(
                List.of(
                        ArgSpec.Type.STRING,
                        ArgSpec.Type.INTEGER,
                        ArgSpec.Type.KEY,
                        ArgSpec.Type.PATTERN,
                        ArgSpec.Type.DOUBLE),
                random);
        String text = text(new ArgSpec("any", type, null, -1, null, Set.of(), List.of()), random);
        String harmless = text.matches("-?[0-9]{1,19}") ? text + "x" : text;
        return harmless.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String text(ArgSpec argument, Random random) {
        String named = SortedSetValues.of(argument, random);
        if (named != null && random.nextInt(8) > 0) {
            return named;
        }
        return switch (argument.type()) {
            case KEY -> pick(KEYS, random);
            case INTEGER -> number(argument, random);
            case UNIX_TIME -> absoluteTime(argument, random);
            case DOUBLE -> random.nextInt(3) == 0 ? integer(random) : pick(DECIMALS, random);
            case PATTERN -> pick(PATTERNS, random);
            default -> string(argument, random);
        };
    }

    private String number(ArgSpec argument, Random random) {
        if (isTime(argument)) {
            return relativeTime(argument, random);
        }
        return switch (argument.name()) {
            case "offset" -> offset(random);
            // Of a bit, which is 0 or 1, or of a number in a bit field.
            case "bit", "value" -> random.nextInt(4) > 0 ? Integer.toString(random.nextInt(2)) : integer(random);
            default -> integer(argument, random);
        };
    }

    /** Of a byte, a bit or a field, and not so large that it fits but makes a string of megabytes. */
    private static String offset(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> pick(random.nextBoolean() ? NO_INTEGERS : NASTY_OFFSETS, random);
            case 1 -> "#" + random.nextInt(20);
            case 2, 3 -> Integer.toString(random.nextInt(9000));
            default -> Integer.toString(random.nextInt(80));
        };
    }

    private static String string(ArgSpec argument, Random random) {
        return switch (argument.name()) {
            case "id", "last-id", "lastid", "max-deleted-id" -> id(random);
            case "threshold" -> random.nextInt(3) == 0 ? id(random) : Integer.toString(random.nextInt(12));
            case "start", "end" -> bound(random);
            case "group", "consumer" -> random.nextInt(12) == 0 ? string(random) : pick(GROUPS, random);
            case "min-idle-time" -> minIdleTime(random);
            case "encoding" -> pick(FIELD_TYPES, random);
            case "subcommand" -> pick(DEBUG_WORDS, random);
            default -> isMember(argument) && random.nextInt(4) > 0 ? pick(MEMBERS, random) : string(random);
        };
    }

    /** Small ones, which meet; some that are none. */
    private static String id(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> pick(NASTY_IDS, random);
            case 1 -> pick(List.of("$", ">"), random);
            case 2 -> random.nextInt(12) + "-*";
            case 3, 4, 5 -> Integer.toString(random.nextInt(12));
            default -> random.nextInt(12) + "-" + random.nextInt(4);
        };
    }

    private static String bound(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> pick(List.of("-", "+"), random);
            case 2 -> "(" + id(random);
            case 3 -> string(random);
            default -> id(random);
        };
    }

    private static boolean isMember(ArgSpec argument) {
        return argument.name().equals("field") || argument.name().equals("member");
    }

    private static boolean isTime(ArgSpec argument) {
        return argument.name().endsWith("seconds");
    }

    private static String integer(ArgSpec argument, Random random) {
        return switch (argument.name()) {
            // Redis 7.0 negates the least number, which has no negative; later versions refuse it, and so do we.
            case "rank" -> integer(random).replace("-9223372036854775808", "-9223372036854775807");
            case "count" -> count(random);
            case "entriesread", "entries-added" -> counter(random);
            case "ms" -> pick(IDLE_TIMES, random);
            case "min-idle-time" -> minIdleTime(random);
            default -> integer(random);
        };
    }

    /** Redis goes on counting at what it is told, and overflows. */
    private static String counter(Random random) {
        return integer(random).replaceFirst("^922337203685477580[67]$", "9223372036854775000");
    }

    /** XAUTOCLAIM of Redis takes memory for as many ids: how many it can get must not decide. */
    private static String count(Random random) {
        String text = counter(random);
        return text.matches("[0-9]{9,17}") ? "1000000" : text;
    }

    /** Half of them let everything pass, and none depends on how long a test takes. */
    private static String minIdleTime(Random random) {
        return random.nextBoolean() ? "0" : pick(IDLE_TIMES, random);
    }

    private static String integer(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> pick(NO_INTEGERS, random);
            case 1, 2 -> pick(NASTY_INTEGERS, random);
            default -> Integer.toString(random.nextInt(8) - 2);
        };
    }

    private static String string(Random random) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> integer(random);
            case 3 -> pick(DECIMALS, random);
            case 4 -> "x".repeat(pick(LENGTHS, random));
            case 5 -> "\u0000\u0001\u00ff\u0080\r\n\"'";
            case 6 -> "";
            default -> Integer.toString(random.nextInt(1 << random.nextInt(30)), 36);
        };
    }

    /** Times that are FAR differ by at least 100 s, so that how long a test takes does not decide which one is later. */
    private String relativeTime(ArgSpec argument, Random random) {
        if (random.nextInt(8) == 0) {
            return pick(NASTY_TIMES, random);
        }
        boolean millis = argument.name().startsWith("milli");
        if (times == Times.NEAR) {
            long ms = 1L + random.nextInt(3000);
            return Long.toString(millis ? ms : 1 + ms / 1000);
        }
        long seconds = 1000 + 100L * random.nextInt(1_000_000);
        return Long.toString(millis ? seconds * 1000 : seconds);
    }

    private String absoluteTime(ArgSpec argument, Random random) {
        if (random.nextInt(8) == 0) {
            // Not the last moment but one: the engine cannot tell it from the last, which it does not need.
            return integer(random).replace("9223372036854775806", "9223372036854775000");
        }
        boolean millis = argument.name().contains("milli");
        long startMs = ManualClock.START_MICROS / 1000;
        long ms = times == Times.NEAR
                ? startMs + random.nextInt(5000)
                : (SECONDS_OF_2100 + 1000L * random.nextInt(5)) * 1000 + random.nextInt(3);
        return Long.toString(millis ? ms : ms / 1000);
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
