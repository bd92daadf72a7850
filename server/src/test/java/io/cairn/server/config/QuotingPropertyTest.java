package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Goal: nothing is lost between a value and its line. Method: any bytes, quoted and split again. */
class QuotingPropertyTest {
    @Provide
    Arbitrary<String> bytes() {
        Arbitrary<Character> any = Arbitraries.chars().range((char) 0, (char) 255);
        Arbitrary<Character> delicate =
                Arbitraries.chars().with(' ', '"', '\'', '\\', 'x', 'n', '\n', '\r', '\t', '\u000b', '0', '#');
        return Arbitraries.oneOf(any, delicate).list().ofMaxSize(40).map(QuotingPropertyTest::join);
    }

    private static String join(List<Character> chars) {
        StringBuilder text = new StringBuilder();
        chars.forEach(text::append);
        return text.toString();
    }

    @Property
    void quotedWordsComeBack(@ForAll("bytes") String one, @ForAll("bytes") String other) {
        String line = Quoting.quote(one) + " \t" + Quoting.quote(other) + " ";
        assertThat(Quoting.split(line)).containsExactly(one, other);
        assertThat(line).matches("[ -~\t]*");
    }

    @Property
    void anyLineIsSplitOrRefusedWithoutHarm(@ForAll("bytes") String line) {
        List<String> words = Quoting.split(line);
        if (words != null) {
            assertThat(words.stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(line.length());
        }
    }

    @Example
    void quotesAndEscapesMeanWhatTheyMeanInRedis() {
        assertThat(Quoting.split("a  'b c' \"d\\x41\\n\\q\\xg\" ''\te'\\''".replace("e'", "'")))
                .containsExactly("a", "b c", "dA\nqxg", "", "'");
        assertThat(Quoting.split("x'y' z\"w\"")).containsExactly("xy", "zw");
        assertThat(Quoting.split("  ")).isEmpty();
        for (String broken : List.of("'", "\"", "\"a\\\"", "'a'b", "\"a\"b", "a 'b\\'")) {
            assertThat(Quoting.split(broken)).as(broken).isNull();
        }
    }
}
