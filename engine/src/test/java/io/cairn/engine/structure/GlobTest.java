package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GlobTest {
    @Test
    void takesTimeInProportionToPatternTimesText() {
        String pattern = "*a".repeat(1000) + "*b";
        String text = "a".repeat(20_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(matches(pattern, text)).isFalse());
        assertThat(matches(pattern, text + "b")).isTrue();
    }

    @Test
    void takesTimeInProportionWithClassesToo() {
        String pattern = "*[^b-z]?".repeat(200) + "[";
        String text = "a".repeat(20_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(matches(pattern, text)).isFalse());
    }

    @Test
    void starsMatchNothingToo() {
        assertThat(matches("*", "")).isTrue();
        assertThat(matches("**", "")).isTrue();
        assertThat(matches("", "")).isTrue();
        assertThat(matches("?", "")).isFalse();
        assertThat(matches("", "a")).isFalse();
    }

    @Test
    void looksOnlyAtItsSlices() {
        byte[] pattern = bytes("xxa*cxx");
        byte[] text = bytes("yyabcyy");
        assertThat(Glob.matches(pattern, 2, 3, text, 2, 3, false)).isTrue();
        assertThat(Glob.matches(pattern, 2, 3, text, 2, 4, false)).isFalse();
        assertThat(Glob.matches(pattern, 2, 2, text, 2, 4, false)).isTrue();
    }

    @Test
    void comparesBytesWithoutSign() {
        assertThat(matches("[p-\u00ff]", "\u0090")).isTrue();
        assertThat(matches("[p-\u00ff]", "a")).isFalse();
    }

    @Test
    void ignoresCaseWhenTold() {
        assertThat(Glob.matches(bytes("MaxMem*[A-C]"), bytes("maxmemory-B"), true))
                .isTrue();
        assertThat(Glob.matches(bytes("maxmem*[a-c]"), bytes("MAXMEMORY-B"), true))
                .isTrue();
        assertThat(Glob.matches(bytes("maxmem*"), bytes("MAXMEMORY"), false)).isFalse();
    }

    private static boolean matches(String pattern, String text) {
        return Glob.matches(bytes(pattern), bytes(text), false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
