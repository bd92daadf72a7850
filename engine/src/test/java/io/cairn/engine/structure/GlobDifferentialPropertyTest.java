package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: a pattern matches what it matches in Redis. Method: every text of up to three characters over a tiny alphabet is a
 * key of a real Redis; KEYS with random patterns over the same alphabet and all that is special tells which match.
 *
 * <p>The empty text is left out: Redis lets {@code **} match anything but that.
 */
@NeedsProgram("redis-server")
class GlobDifferentialPropertyTest {
    private static final String ALPHABET = "ab]-\\";
    private static final String SPECIAL = "ab]-\\*?[^";
    private static final List<String> TEXTS = new ArrayList<>();
    private static @Nullable RealRedis redis;
    private static int patterns;
    private static int matches;

    @BeforeContainer
    static void fillRedis() throws IOException {
        RealRedis started = RealRedis.start();
        redis = started;
        addTexts("");
        List<byte[][]> requests = new ArrayList<>();
        TEXTS.forEach(text -> requests.add(Requests.of("SET", text, "1")));
        started.pipeline(requests);
    }

    private static void addTexts(String begin) {
        for (int i = 0; i < ALPHABET.length(); i++) {
            char c = ALPHABET.charAt(i);
            TEXTS.add(begin + c);
            if (begin.length() < 2) {
                addTexts(begin + c);
            }
        }
    }

    @AfterContainer
    static void manyPatternsWereTried() throws IOException {
        Objects.requireNonNull(redis).close();
        assertThat(patterns).isGreaterThanOrEqualTo(20_000);
        assertThat(matches).isGreaterThan(patterns);
    }

    @Property(tries = 250)
    void matchesWhatRedisMatches(@ForAll("patterns") List<String> batch) throws IOException {
        List<byte[][]> requests =
                batch.stream().map(pattern -> Requests.of("KEYS", pattern)).toList();
        List<byte[]> replies = Objects.requireNonNull(redis).pipeline(requests);
        for (int i = 0; i < batch.size(); i++) {
            String pattern = batch.get(i);
            Set<String> theirs = new TreeSet<>(RespValue.parse(replies.get(i)).texts());
            Set<String> ours = new TreeSet<>(TEXTS);
            ours.removeIf(text -> !Glob.matches(bytes(pattern), bytes(text), false));
            assertThat(ours).as("what %s matches", pattern).isEqualTo(theirs);
            patterns++;
            matches += ours.size();
        }
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        return Arbitraries.strings()
                .withChars(SPECIAL)
                .ofMaxLength(8)
                .withoutEdgeCases()
                .list()
                .ofSize(100);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
