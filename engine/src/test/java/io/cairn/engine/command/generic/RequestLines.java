package io.cairn.engine.command.generic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Random requests on few keys in few databases, as lines of words. */
final class RequestLines {
    static final List<String> KEYS = List.of("a", "b", "c", "dd");

    /** Words in capitals stand for the random ones of {@link #word}; how often each line is drawn comes first. */
    private static final List<Tuple.Tuple2<Integer, String>> TEMPLATES = List.of(
            Tuple.of(12, "SET KEY VALUE"),
            Tuple.of(3, "SET KEY VALUE PXAT MOMENT_MS"),
            Tuple.of(3, "SET KEY VALUE KEEPTTL"),
            Tuple.of(3, "INCR KEY"),
            Tuple.of(3, "GET KEY"),
            Tuple.of(2, "DEL KEY"),
            Tuple.of(2, "UNLINK KEY KEY KEY"),
            Tuple.of(2, "EXISTS KEY KEY KEY"),
            Tuple.of(1, "TOUCH KEY KEY"),
            Tuple.of(1, "TYPE KEY"),
            Tuple.of(2, "EXPIRE KEY SECONDS"),
            Tuple.of(1, "PEXPIRE KEY SECONDS000"),
            Tuple.of(1, "EXPIRE KEY SECONDS NX"),
            Tuple.of(1, "PEXPIRE KEY SECONDS000 XX"),
            Tuple.of(3, "EXPIREAT KEY MOMENT CONDITION"),
            Tuple.of(3, "PEXPIREAT KEY MOMENT_MS CONDITION"),
            Tuple.of(3, "PEXPIREAT KEY MOMENT_MS CONDITION CONDITION"),
            Tuple.of(3, "PEXPIREAT KEY MOMENT_MS"),
            Tuple.of(2, "TTL KEY"),
            Tuple.of(2, "PTTL KEY"),
            Tuple.of(2, "EXPIRETIME KEY"),
            Tuple.of(2, "PEXPIRETIME KEY"),
            Tuple.of(3, "PERSIST KEY"),
            Tuple.of(5, "RENAME KEY KEY"),
            Tuple.of(4, "RENAMENX KEY KEY"),
            Tuple.of(3, "COPY KEY KEY"),
            Tuple.of(2, "COPY KEY KEY REPLACE"),
            Tuple.of(3, "COPY KEY KEY DB DATABASE"),
            Tuple.of(3, "COPY KEY KEY DB DATABASE REPLACE"),
            Tuple.of(4, "MOVE KEY DATABASE"),
            Tuple.of(2, "SCAN 0 COUNT 1000"),
            Tuple.of(1, "SCAN 0 COUNT 1000 MATCH PATTERN TYPE string"),
            Tuple.of(2, "KEYS PATTERN"),
            Tuple.of(2, "RANDOMKEY"),
            Tuple.of(1, "OBJECT ENCODING KEY"),
            Tuple.of(1, "DUMP KEY"),
            Tuple.of(1, "DBSIZE"),
            Tuple.of(1, "FLUSHDB"),
            Tuple.of(1, "FLUSHALL ASYNC"),
            Tuple.of(2, "SWAPDB DATABASE DATABASE"),
            Tuple.of(8, "SELECT DATABASE"));

    private static final Pattern WORDS = Pattern.compile(" ");

    private RequestLines() {}

    static Arbitrary<String> any() {
        List<String> drawn = new ArrayList<>();
        TEMPLATES.forEach(template -> drawn.addAll(Collections.nCopies(template.get1(), template.get2())));
        return Arbitraries.of(drawn).flatMap(RequestLines::fill);
    }

    private static Arbitrary<String> fill(String template) {
        Arbitrary<String> line = Arbitraries.just("");
        for (String word : WORDS.split(template, -1)) {
            line = line.flatMap(begun -> word(word).map(next -> begun.isEmpty() ? next : begun + " " + next));
        }
        return line;
    }

    private static Arbitrary<String> word(String template) {
        return switch (template) {
            case "KEY" -> Arbitraries.of(KEYS);
            case "VALUE" -> Arbitraries.of("1", "42", "-7", "text", "07", "9223372036854775807");
            case "DATABASE" -> Arbitraries.of("0", "1", "2", "3", "0", "1", "16");
            case "SECONDS" -> Arbitraries.of("1000", "5000", "0", "-3");
            case "SECONDS000" -> Arbitraries.of("1000000", "5000000", "0", "-3000");
            case "MOMENT" -> Arbitraries.of("9999999999", "99999999999", "1", "-1");
            case "MOMENT_MS" -> Arbitraries.of("9999999999000", "9999999999499", "9999999999500", "1");
            case "CONDITION" -> Arbitraries.of("NX", "XX", "GT", "LT");
            case "PATTERN" -> Arbitraries.of("*", "?", "[a-b]", "d*", "[^c]*", "\\a");
            default -> Arbitraries.just(template);
        };
    }
}
