package io.cairn.engine.command.zset;

import io.cairn.testing.Requests;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Makes requests from lines such as {@code ZADD K S M}: words that are names of kinds of values are replaced by one of
 * that kind each, all others stand for themselves. A word of two kinds, such as {@code (S}, keeps what is before the name,
 * and {@code ^} is the word before it once more.
 */
final class Templates {
    private final List<String> lines;
    private final Map<String, Function<Random, String>> kinds;

    Templates(List<String> lines, Map<String, Function<Random, String>> kinds) {
        this.lines = lines;
        this.kinds = kinds;
    }

    /** One of the lines, filled in. */
    byte[][] next(Random random) {
        return fill(lines.get(random.nextInt(lines.size())), random);
    }

    byte[][] fill(String line, Random random) {
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].equals("^") ? words[i - 1] : word(words[i], random);
        }
        return Requests.of(words);
    }

    private String word(String word, Random random) {
        String name = word.substring(Math.max(0, word.length() - 1));
        Function<Random, String> kind = word.length() <= 2 ? kinds.get(name) : null;
        return kind == null ? word : word.substring(0, word.length() - 1) + kind.apply(random);
    }

    static Function<Random, String> oneOf(String... values) {
        return random -> values[random.nextInt(values.length)];
    }
}
