package io.cairn.engine.command.zset;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Redis 7.0 has not, what is random, and what needs more members than the comparisons with Redis have. */
class SortedSetCommandsTest {
    private final TestEngine engine = new TestEngine(EngineCommands.all());

    @Test
    void rankWithScoreIsAPair() {
        engine.line("ZADD k 1 a 2.5 b 3 c");
        assertThat(engine.line("ZRANK k b WITHSCORE")).isEqualTo("*2\\r\\n:1\\r\\n$3\\r\\n2.5\\r\\n");
        assertThat(engine.line("ZREVRANK k a withscore")).isEqualTo("*2\\r\\n:2\\r\\n$1\\r\\n1\\r\\n");
        engine.client().useProtocol(3);
        assertThat(engine.line("ZRANK k b WITHSCORE")).isEqualTo("*2\\r\\n:1\\r\\n,2.5\\r\\n");
    }

    @Test
    void rankWithScoreOfNobodyIsANullArray() {
        engine.line("ZADD k 1 a");
        assertThat(engine.line("ZRANK k b WITHSCORE")).isEqualTo("*-1\\r\\n");
        assertThat(engine.line("ZRANK none b WITHSCORE")).isEqualTo("*-1\\r\\n");
        assertThat(engine.line("ZRANK k b")).isEqualTo("$-1\\r\\n");
        engine.client().useProtocol(3);
        assertThat(engine.line("ZRANK k b WITHSCORE")).isEqualTo("_\\r\\n");
    }

    @Test
    void rankTakesNoOtherOption() {
        assertThat(engine.line("ZRANK k b WITHSCORES")).isEqualTo("-ERR syntax error\\r\\n");
        assertThat(engine.line("ZRANK k b WITHSCORE x"))
                .isEqualTo("-ERR wrong number of arguments for 'zrank' command\\r\\n");
    }

    @Test
    void setsBecomeLargeAtTheLimitsAndStaySo() {
        for (int i = 0; i < 128; i++) {
            engine.line("ZADD k " + i + " m" + i);
        }
        assertThat(engine.line("OBJECT ENCODING k")).isEqualTo("$8\\r\\nlistpack\\r\\n");
        engine.line("ZADD k 128 m128");
        assertThat(engine.line("OBJECT ENCODING k")).isEqualTo("$8\\r\\nskiplist\\r\\n");
        engine.line("ZREMRANGEBYRANK k 1 -1");
        assertThat(engine.line("ZRANGE k 0 -1")).isEqualTo("*1\\r\\n$2\\r\\nm0\\r\\n");
        assertThat(engine.line("OBJECT ENCODING k")).isEqualTo("$8\\r\\nskiplist\\r\\n");
        engine.line("ZRANGESTORE d k 0 -1");
        assertThat(engine.line("OBJECT ENCODING d")).isEqualTo("$8\\r\\nlistpack\\r\\n");
    }

    @Test
    void theLastMemberTakesTheKeyWithIt() {
        engine.line("ZADD k 1 a 2 " + "b".repeat(65));
        engine.line("ZPOPMIN k");
        assertThat(engine.line("EXISTS k")).isEqualTo(":1\\r\\n");
        engine.line("ZPOPMAX k 5");
        assertThat(engine.line("EXISTS k")).isEqualTo(":0\\r\\n");
    }

    /** Long enough, and looked for often enough, that the listpack gets an index. */
    @Test
    void aLastMemberThatARequestNamesAgainIsRemovedOnce() {
        String last = "x".repeat(60);
        engine.line("ZADD k 1 " + last);
        assertThat(engine.line("ZREM k a b " + last + " " + last)).isEqualTo(":1\\r\\n");
        assertThat(engine.line("EXISTS k")).isEqualTo(":0\\r\\n");
        assertThat(engine.line("ZADD k 2 a")).isEqualTo(":1\\r\\n");
        assertThat(engine.line("ZRANGE k 0 -1")).isEqualTo("*1\\r\\n$1\\r\\na\\r\\n");
    }

    @Test
    void aCopyGoesItsOwnWay() {
        addMany("k", 1000);
        engine.line("ZADD k -0 zero");
        engine.line("COPY k c");
        assertThat(engine.line("ZSCORE c zero")).isEqualTo("$2\\r\\n-0\\r\\n");
        byte[] before = engine.execute("ZRANGE", "c", "0", "-1", "WITHSCORES");
        engine.line("ZREMRANGEBYRANK k 0 499");
        engine.line("ZADD k 5 new");
        assertThat(engine.execute("ZRANGE", "c", "0", "-1", "WITHSCORES")).isEqualTo(before);
        engine.line("ZREMRANGEBYRANK c 0 9");
        assertThat(engine.line("ZCARD k")).isEqualTo(":502\\r\\n");
        assertThat(engine.line("ZCARD c")).isEqualTo(":991\\r\\n");
    }

    @Test
    void aScanListsEveryMemberThatStays() {
        addMany("k", 3000);
        Random random = new Random(1);
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int calls = 0;
        do {
            RespValue reply = RespValue.parse(engine.execute("ZSCAN", "k", cursor, "COUNT", "50"));
            List<String> pairs = reply.get(1).texts();
            for (int i = 0; i < pairs.size(); i += 2) {
                seen.add(pairs.get(i));
                assertThat(engine.line("ZSCORE k " + pairs.get(i))).contains(pairs.get(i + 1));
            }
            cursor = reply.get(0).text();
            calls++;
            for (int i = 0; i < 20; i++) {
                engine.line("ZADD k 1 other" + random.nextInt(1000));
                engine.line("ZREM k other" + random.nextInt(1000));
            }
        } while (!cursor.equals("0"));
        assertThat(calls).isBetween(20, 100);
        for (int i = 0; i < 3000; i++) {
            assertThat(seen).contains("m" + i);
        }
    }

    @Test
    void randomMembersAreDifferentOnesUnlessTheyMayRepeat() {
        for (int size : new int[] {10, 1000}) {
            engine.line("DEL k");
            addMany("k", size);
            List<String> some =
                    RespValue.parse(engine.execute("ZRANDMEMBER", "k", "7")).texts();
            assertThat(some).hasSize(7).doesNotHaveDuplicates().allMatch(member -> member.matches("m[0-9]+"));
            List<String> all =
                    RespValue.parse(engine.execute("ZRANDMEMBER", "k", "5000")).texts();
            assertThat(all).hasSize(size).doesNotHaveDuplicates();
            List<String> repeating =
                    RespValue.parse(engine.execute("ZRANDMEMBER", "k", "-5000")).texts();
            assertThat(repeating).hasSize(5000);
            assertThat(new HashSet<>(repeating).size()).isGreaterThan(size * 9 / 10);
        }
    }

    @Test
    void randomMembersComeWithTheirScores() {
        engine.line("ZADD k 1.5 a");
        assertThat(engine.line("ZRANDMEMBER k")).isEqualTo("$1\\r\\na\\r\\n");
        assertThat(engine.line("ZRANDMEMBER k -2 WITHSCORES"))
                .isEqualTo("*4\\r\\n$1\\r\\na\\r\\n$3\\r\\n1.5\\r\\n$1\\r\\na\\r\\n$3\\r\\n1.5\\r\\n");
        engine.client().useProtocol(3);
        assertThat(engine.line("ZRANDMEMBER k 1 WITHSCORES")).isEqualTo("*1\\r\\n*2\\r\\n$1\\r\\na\\r\\n,1.5\\r\\n");
        assertThat(engine.line("ZRANDMEMBER none")).isEqualTo("_\\r\\n");
        assertThat(engine.line("ZRANDMEMBER none 3")).isEqualTo("*0\\r\\n");
        assertThat(engine.line("ZRANDMEMBER k 0")).isEqualTo("*0\\r\\n");
    }

    @Test
    void countsOfRandomMembersAreLimited() {
        engine.line("ZADD k 1 a");
        assertThat(engine.line("ZRANDMEMBER k -4294967296")).isEqualTo("-ERR value is out of range\\r\\n");
        assertThat(engine.line("ZRANDMEMBER k -9223372036854775808"))
                .isEqualTo("-ERR value is out of range, value must between -9223372036854775807 and"
                        + " 9223372036854775807\\r\\n");
        assertThat(engine.line("ZRANDMEMBER k 9223372036854775807 WITHSCORES"))
                .isEqualTo("-ERR value is out of range\\r\\n");
        assertThat(engine.line("ZRANDMEMBER k 1 x")).isEqualTo("-ERR syntax error\\r\\n");
        assertThat(engine.line("ZRANDMEMBER k x y z")).isEqualTo("-ERR value is not an integer or out of range\\r\\n");
    }

    /** As in Redis: another order of additions gives 0.60000000000000009. */
    @Test
    void scoresOfTheSmallestSetAreAddedFirst() {
        engine.line("ZADD a 0.1 x 1 p 1 q");
        engine.line("ZADD b 0.2 x");
        engine.line("ZADD c 0.3 x 1 r");
        assertThat(RespValue.parse(engine.execute("ZUNION", "3", "a", "b", "c", "WITHSCORES"))
                        .get("x")
                        .text())
                .isEqualTo("0.59999999999999998");
        assertThat(RespValue.parse(engine.execute("ZINTER", "3", "a", "b", "c", "WITHSCORES"))
                        .texts())
                .containsExactly("x", "0.59999999999999998");
    }

    @Test
    void resultsOfArithmeticGoToTheJournal() {
        engine.line("ZADD k 0.1 a");
        engine.line("ZINCRBY k 0.2 a");
        engine.line("ZADD k XX INCR 1 a");
        engine.line("ZADD k NX INCR 1 a");
        engine.line("ZMPOP 2 none k MAX COUNT 3");
        String journal = new String(engine.journal().bytes(), StandardCharsets.ISO_8859_1);
        assertThat(journal.replace("\r\n", " "))
                .contains("$4 ZADD $1 k $19 0.30000000000000004 $1 a")
                .contains("$4 ZADD $1 k $3 1.3 $1 a")
                .contains("$7 ZPOPMAX $1 k $1 1")
                .doesNotContain("INCR")
                .doesNotContain("ZMPOP");
    }

    private void addMany(String key, int count) {
        for (int i = 0; i < count; i++) {
            engine.line("ZADD " + key + " " + i / 3 + " m" + i);
        }
    }
}
