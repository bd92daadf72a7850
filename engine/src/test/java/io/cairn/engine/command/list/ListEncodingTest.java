package io.cairn.engine.command.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import org.junit.jupiter.api.Test;

/** When a list is one listpack and when it is not: as Redis 7.2 and later do it, since 7.0 knows one form only. */
class ListEncodingTest {
    private static final String LISTPACK = "$8\\r\\nlistpack\\r\\n";
    private static final String QUICKLIST = "$9\\r\\nquicklist\\r\\n";
    private static final int HEADER_AND_END = 7;

    private final TestEngine engine = new TestEngine(EngineCommands.all());

    private void limit(int listMaxListpackSize) {
        engine.engine()
                .databases()
                .setLimits(new EncodingLimits(listMaxListpackSize, 0, 512, 64, 512, 128, 64, 128, 64, 3000, 4096, 100));
    }

    private String encoding() {
        return engine.line("OBJECT ENCODING l");
    }

    @Test
    void aListOfAtMostTheLimitIsCompact() {
        limit(3);
        engine.line("RPUSH l a b c");
        assertThat(encoding()).isEqualTo(LISTPACK);
        engine.line("RPUSH l d");
        assertThat(encoding()).isEqualTo(QUICKLIST);
    }

    @Test
    void aListIsCompactAgainWhenHalfOfTheLimitIsLeft() {
        limit(8);
        engine.line("RPUSH l 1 2 3 4 5 6 7 8 9");
        for (int left = 8; left > 4; left--) {
            engine.line("LPOP l");
            assertThat(encoding()).as(left + " left").isEqualTo(QUICKLIST);
        }
        engine.line("RPOP l");
        assertThat(encoding()).isEqualTo(LISTPACK);
        assertThat(engine.line("LRANGE l 0 -1"))
                .isEqualTo("*4\\r\\n$1\\r\\n5\\r\\n$1\\r\\n6\\r\\n$1\\r\\n7\\r\\n$1\\r\\n8\\r\\n");
    }

    @Test
    void allElementsOfACommandCountBeforeTheFirstIsAdded() {
        limit(-1);
        String half = "x".repeat(2040);
        // With the lengths of the entries they take 4095 bytes.
        engine.line("RPUSH l " + half + " " + half);
        assertThat(encoding()).isEqualTo(LISTPACK);
        engine.line("DEL l");
        engine.line("RPUSH l " + half + " " + half + " 1234567890");
        assertThat(encoding()).isEqualTo(QUICKLIST);
        engine.line("DEL l");
        engine.line("RPUSH l " + half + " " + half);
        engine.line("RPUSH l a");
        assertThat(encoding()).isEqualTo(LISTPACK);
        engine.line("RPUSH l b");
        assertThat(encoding()).isEqualTo(QUICKLIST);
    }

    @Test
    void bytesAreComparedWithTheLimitBeforeTheEntryIsEncoded() {
        int[] bytes = {0, 4096, 8192, 16384, 32768, 65536, 65536};
        for (int setting = 1; setting < bytes.length; setting++) {
            limit(-setting);
            engine.line("DEL l");
            engine.line("RPUSH l " + "x".repeat(bytes[setting] - HEADER_AND_END));
            assertThat(encoding()).as("setting " + -setting).isEqualTo(LISTPACK);
            engine.line("DEL l");
            engine.line("RPUSH l " + "x".repeat(bytes[setting] - HEADER_AND_END + 1));
            assertThat(encoding()).as("setting " + -setting).isEqualTo(QUICKLIST);
        }
    }

    @Test
    void aLimitOfElementsIsOneOfEightKibibytesToo() {
        limit(1000);
        engine.line("RPUSH l " + "x".repeat(8192 - HEADER_AND_END));
        assertThat(encoding()).isEqualTo(LISTPACK);
        engine.line("RPUSH l y");
        assertThat(encoding()).isEqualTo(QUICKLIST);
    }

    @Test
    void zeroMeansOneElement() {
        limit(0);
        engine.line("RPUSH l a");
        assertThat(encoding()).isEqualTo(LISTPACK);
        engine.line("RPUSH l b");
        assertThat(encoding()).isEqualTo(QUICKLIST);
    }

    @Test
    void replacingAsksAsIfTheElementWereAdded() {
        limit(3);
        engine.line("RPUSH l a b c");
        engine.line("LSET l 0 z");
        assertThat(encoding()).isEqualTo(QUICKLIST);
        limit(8);
        engine.line("LSET l 0 y");
        assertThat(encoding()).isEqualTo(LISTPACK);
    }

    @Test
    void whatFailsConvertsNothing() {
        limit(3);
        engine.line("RPUSH l a b c");
        engine.line("LSET l 3 z");
        engine.line("LINSERT l BEFORE nothing z");
        assertThat(encoding()).isEqualTo(LISTPACK);
        engine.line("LINSERT l BEFORE a z");
        assertThat(encoding()).isEqualTo(QUICKLIST);
    }

    @Test
    void everyRemovalMayMakeAListCompact() {
        limit(4);
        for (String removal : new String[] {"LTRIM l 1 2", "LREM l 0 a", "LPOP l 3", "LMPOP 1 l LEFT COUNT 3"}) {
            engine.line("DEL l");
            engine.line("RPUSH l a a a b b");
            assertThat(encoding()).isEqualTo(QUICKLIST);
            engine.line(removal);
            assertThat(encoding()).as(removal).isEqualTo(LISTPACK);
        }
    }

    @Test
    void anExpiryOutlivesEveryConversion() {
        limit(2);
        engine.line("RPUSH l a");
        engine.line("EXPIRE l 100");
        engine.line("RPUSH l b c");
        assertThat(encoding()).isEqualTo(QUICKLIST);
        assertThat(engine.line("TTL l")).isEqualTo(":100\\r\\n");
        engine.line("LTRIM l 0 0");
        assertThat(encoding()).isEqualTo(LISTPACK);
        assertThat(engine.line("TTL l")).isEqualTo(":100\\r\\n");
        engine.line("LMOVE l l LEFT LEFT");
        assertThat(engine.line("TTL l")).isEqualTo(":100\\r\\n");
    }

    @Test
    void aLongListIsCopiedDeeply() {
        limit(2);
        engine.line("RPUSH l a b c");
        engine.line("COPY l m");
        engine.line("LSET m 0 z");
        assertThat(engine.line("LINDEX l 0")).isEqualTo("$1\\r\\na\\r\\n");
        assertThat(engine.line("OBJECT ENCODING m")).isEqualTo(QUICKLIST);
    }
}
