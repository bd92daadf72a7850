package io.cairn.engine.command.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.ManualClock;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a comparison with Redis 7.0 cannot show: fields that expire, as the references of 7.4 and 8.0 describe them, what is
 * random, and what the journal gets. Each test ends with a replay of its journal.
 */
class HashCommandsTest {
    private static final long START_MS = ManualClock.START_MICROS / 1000;

    private final TestEngine engine = new TestEngine(EngineCommands.all());

    @AfterEach
    void theJournalSaysItAll() {
        TestEngine replayed = new TestEngine(EngineCommands.all(), 99);
        replayed.engine().databases().setExpiring(false);
        replayed.clock().advanceMillis(1_000_000_000);
        engine.journal().batches().forEach(batch -> replayed.client().send(batch.bytes()));
        assertThat(Dataset.of(replayed.engine())).isEqualTo(Dataset.of(engine.engine()));
    }

    private String line(String line) {
        return engine.line(line).replace("\\r\\n", " ").trim();
    }

    private List<String> texts(String line) {
        return RespValue.parse(engine.execute(line.split(" "))).texts();
    }

    private String encoding() {
        return RespValue.parse(engine.execute("OBJECT", "ENCODING", "h")).text();
    }

    private String lastJournalled() {
        List<String> commands = engine.journal().commands();
        return commands.get(commands.size() - 1);
    }

    private void large() {
        for (int i = 0; i < 600; i++) {
            engine.execute("HSET", "h", "more" + i, "v");
        }
    }

    /** Long enough, and looked for often enough, that the listpack gets an index. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLastFieldThatARequestNamesAgainIsRemovedOnce(boolean expiring) {
        String last = "x".repeat(60);
        line("HSET h " + last + " v");
        if (expiring) {
            line("HEXPIRE h 100 FIELDS 1 " + last);
        }
        assertThat(line("HDEL h a b " + last + " " + last)).isEqualTo(":1");
        assertThat(line("EXISTS h")).isEqualTo(":0");
        assertThat(line("HSET h a 1")).isEqualTo(":1");
        assertThat(texts("HGETALL h")).containsExactly("a", "1");
    }

    // ---- expiry

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fieldsGetTimesUnderConditions(boolean large) {
        line("HSET h a 1 b 2 c 3");
        if (large) {
            large();
        }
        assertThat(line("HPEXPIRE h 1000 FIELDS 3 a b nope")).isEqualTo("*3 :1 :1 :-2");
        assertThat(lastJournalled()).isEqualTo("HPEXPIREAT h " + (START_MS + 1000) + " FIELDS 2 a b");
        assertThat(line("HPEXPIRE h 2000 NX FIELDS 3 a b c")).isEqualTo("*3 :0 :0 :1");
        assertThat(lastJournalled()).isEqualTo("HPEXPIREAT h " + (START_MS + 2000) + " FIELDS 1 c");
        assertThat(line("HPERSIST h FIELDS 3 b b nope")).isEqualTo("*3 :1 :-1 :-2");
        assertThat(line("HEXPIRE h 3 XX FIELDS 3 a b c")).isEqualTo("*3 :1 :0 :1");
        assertThat(line("HPEXPIRE h 3500 GT FIELDS 3 a b c")).isEqualTo("*3 :1 :0 :1");
        assertThat(line("HPEXPIRE h 3500 GT FIELDS 1 a")).isEqualTo("*1 :0");
        assertThat(line("HPEXPIRE h 900 LT FIELDS 3 a b c")).isEqualTo("*3 :1 :1 :1");
        assertThat(line("HPEXPIRE h 900 LT FIELDS 1 a")).isEqualTo("*1 :0");
        assertThat(line("HPTTL h FIELDS 4 a b c nope")).isEqualTo("*4 :900 :900 :900 :-2");
        assertThat(line("HTTL h FIELDS 1 a")).isEqualTo("*1 :1");
        assertThat(line("HPEXPIRETIME h FIELDS 1 a")).isEqualTo("*1 :" + (START_MS + 900));
        assertThat(line("HEXPIRETIME h FIELDS 1 a")).isEqualTo("*1 :" + (START_MS + 900 + 999) / 1000);
        engine.advanceAndExpire(900);
        assertThat(line("HMGET h a b c")).isEqualTo("*3 $-1 $-1 $-1");
        assertThat(line("EXISTS h")).isEqualTo(large ? ":1" : ":0");
    }

    @Test
    void aMomentInThePastRemovesAtOnce() {
        line("HSET h a 1 b 2");
        assertThat(line("HEXPIREAT h 1 NX FIELDS 2 a nope")).isEqualTo("*2 :2 :-2");
        assertThat(lastJournalled()).isEqualTo("HDEL h a");
        assertThat(line("HPEXPIRE h 0 FIELDS 1 b")).isEqualTo("*1 :2");
        assertThat(line("EXISTS h")).isEqualTo(":0");
    }

    @Test
    void settingAFieldTakesItsTimeAwayAndAddingToItDoesNot() {
        line("HSET h a 1 b 2.5 c 3");
        line("HPEXPIRE h 1000 FIELDS 3 a b c");
        line("HINCRBY h a 1");
        line("HINCRBYFLOAT h b 0.25");
        line("HSET h c 4");
        assertThat(line("HPTTL h FIELDS 3 a b c")).isEqualTo("*3 :1000 :1000 :-1");
        assertThat(engine.journal().commands())
                .contains("HSET h b 2.75", "HPEXPIREAT h " + (START_MS + 1000) + " FIELDS 1 b");
    }

    @Test
    void compactHashesAreOrderedByTime() {
        line("HSET h a 1 b 2 c 3 d 4");
        assertThat(encoding()).isEqualTo("listpack");
        line("HPEXPIRE h 2000 FIELDS 1 b");
        assertThat(encoding()).isEqualTo("listpackex");
        line("HPEXPIRE h 1000 FIELDS 1 d");
        line("HPEXPIRE h 2000 FIELDS 1 a");
        assertThat(texts("HKEYS h")).containsExactly("d", "b", "a", "c");
        line("HSET h b 22 e 5 d 44");
        assertThat(texts("HKEYS h")).containsExactly("a", "c", "b", "e", "d");
        line("HPERSIST h FIELDS 1 a");
        assertThat(texts("HGETALL h")).containsExactly("c", "3", "b", "22", "e", "5", "d", "44", "a", "1");
        assertThat(encoding()).isEqualTo("listpackex");
        large();
        assertThat(encoding()).isEqualTo("hashtable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEXPIRE h x FIELDS 1 a | ERR value is not an integer or out of range",
                "HEXPIRE h -1 FIELDS 1 a | ERR invalid expire time, must be >= 0",
                "HEXPIRE h 70368744177664 FIELDS 1 a | ERR invalid expire time in 'hexpire' command",
                "HPEXPIREAT h 70368744177664 FIELDS 1 a | ERR invalid expire time in 'hpexpireat' command",
                "HPEXPIRE h 70368744177000 FIELDS 1 a | ERR invalid expire time in 'hpexpire' command",
                "HEXPIRE h 1 FIELD 1 a | ERR Mandatory argument FIELDS is missing or not at the right position",
                "HEXPIRE h 1 NX XX FIELDS 1 a | ERR Mandatory argument FIELDS is missing or not at the right position",
                "HEXPIRE h 1 FIELDS 0 a | ERR Parameter `numFields` should be greater than 0",
                "HEXPIRE h 1 FIELDS x a | ERR Parameter `numFields` should be greater than 0",
                "HEXPIRE h 1 FIELDS 2 a | ERR The `numfields` parameter must match the number of arguments",
                "HEXPIRE h 1 NX FIELDS 1 | ERR The `numfields` parameter must match the number of arguments",
                "HTTL h FIELDS 0 a | ERR Number of fields must be a positive integer",
                "HPTTL h FIELDS 2 a | ERR The `numfields` parameter must match the number of arguments",
                "HEXPIRETIME h x 1 a | ERR Mandatory argument FIELDS is missing or not at the right position",
                "HPERSIST h FIELDS -1 a | ERR Number of fields must be a positive integer",
                "HGETDEL h FIELDS 0 a | ERR Number of fields must be a positive integer",
                "HGETDEL h X 1 a | ERR Mandatory argument FIELDS is missing or not at the right position",
                "HGETEX h EX 10 PERSIST FIELDS 1 a | ERR Mandatory argument FIELDS is missing or not at the right position",
                "HGETEX h EX -1 FIELDS 1 a | ERR invalid expire time, must be >= 0",
                "HGETEX h PERSIST FIELDS 3 a | ERR The `numfields` parameter must match the number of arguments",
                "HGETEX h EX 10 FIELDS | ERR wrong number of arguments for 'hgetex' command",
                "HSETEX h FNX FXX FIELDS 1 a 1 | ERR Only one of FXX or FNX arguments can be specified",
                "HSETEX h EX 1 KEEPTTL FIELDS 1 a 1 | ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified",
                "HSETEX h BOGUS FIELDS 1 a 1 | ERR unknown argument: BOGUS",
                "HSETEX h FIELDS 0 a 1 | ERR invalid number of fields",
                "HSETEX h FIELDS x a 1 b 2 | ERR invalid number of fields",
                "HSETEX h FIELDS 2 a 1 b | ERR wrong number of arguments for 'hsetex' command",
                "HSETEX h FNX KEEPTTL FNX 1 a | ERR Only one of FXX or FNX arguments can be specified",
                "HSETEX h FNX KEEPTTL a 1 | ERR unknown argument: a",
                "HSETEX h FNX KEEPTTL FIELDS 1 a | ERR wrong number of arguments for 'hsetex' command",
                "HSETEX h EX -5 FIELDS 1 a 1 | ERR invalid expire time, must be >= 0",
                "HTTL s FIELDS 1 a | WRONGTYPE Operation against a key holding the wrong kind of value",
                "HEXPIRE s x FIELDS 1 a | WRONGTYPE Operation against a key holding the wrong kind of value"
            })
    void wrongRequestsGetRedisWords(String request, String error) {
        line("HSET h a 1");
        line("SET s v");
        assertThat(line(request)).isEqualTo("-" + error);
    }

    @Test
    void aMissingHashHasNoFields() {
        assertThat(line("HEXPIRE h 1 FIELDS 2 a b")).isEqualTo("*2 :-2 :-2");
        assertThat(line("HTTL h FIELDS 2 a b")).isEqualTo("*2 :-2 :-2");
        assertThat(line("HPERSIST h FIELDS 1 a")).isEqualTo("*1 :-2");
        assertThat(line("HGETEX h EX 1 FIELDS 2 a b")).isEqualTo("*2 $-1 $-1");
        assertThat(line("HGETDEL h FIELDS 1 a")).isEqualTo("*1 $-1");
        assertThat(line("HSETEX h FXX FIELDS 1 a 1")).isEqualTo(":0");
        assertThat(engine.journal().commands()).isEmpty();
    }

    // ---- Redis 8

    @Test
    void hgetdelReturnsAndRemoves() {
        line("HSET h a 1 b 2 c 3");
        assertThat(line("HGETDEL h FIELDS 3 a nope c")).isEqualTo("*3 $1 1 $-1 $1 3");
        assertThat(lastJournalled()).isEqualTo("HDEL h a nope c");
        assertThat(line("HGETDEL h FIELDS 1 b")).isEqualTo("*1 $1 2");
        assertThat(line("EXISTS h")).isEqualTo(":0");
    }

    @Test
    void hgetexReturnsAndSetsTimes() {
        line("HSET h a 1 b 2");
        assertThat(line("HGETEX h FIELDS 2 a nope")).isEqualTo("*2 $1 1 $-1");
        assertThat(lastJournalled()).startsWith("HSET");
        assertThat(line("HGETEX h EX 5 FIELDS 1 a")).isEqualTo("*1 $1 1");
        assertThat(lastJournalled()).isEqualTo("HPEXPIREAT h " + (START_MS + 5000) + " FIELDS 1 a");
        assertThat(line("HPTTL h FIELDS 2 a b")).isEqualTo("*2 :5000 :-1");
        assertThat(line("HGETEX h PERSIST FIELDS 2 a b")).isEqualTo("*2 $1 1 $1 2");
        assertThat(lastJournalled()).isEqualTo("HPERSIST h FIELDS 2 a b");
        assertThat(line("HPTTL h FIELDS 1 a")).isEqualTo("*1 :-1");
        assertThat(line("HGETEX h PXAT 1 FIELDS 1 a")).isEqualTo("*1 $1 1");
        assertThat(line("HEXISTS h a")).isEqualTo(":0");
        assertThat(line("HGETEX h EXAT 0 FIELDS 1 b")).isEqualTo("*1 $1 2");
        assertThat(line("EXISTS h")).isEqualTo(":0");
    }

    @Test
    void hsetexSetsFieldsWithTimes() {
        assertThat(line("HSETEX h PX 500 FIELDS 2 a 1 b 2")).isEqualTo(":1");
        assertThat(line("HPTTL h FIELDS 2 a b")).isEqualTo("*2 :500 :500");
        assertThat(line("HSETEX h FNX FIELDS 2 c 3 a 9")).isEqualTo(":0");
        assertThat(line("HSETEX h FXX KEEPTTL FIELDS 2 a 7 b 8")).isEqualTo(":1");
        assertThat(line("HMGET h a b c")).isEqualTo("*3 $1 7 $1 8 $-1");
        assertThat(line("HPTTL h FIELDS 2 a b")).isEqualTo("*2 :500 :500");
        assertThat(line("HSETEX h FXX FIELDS 2 a 7 c 8")).isEqualTo(":0");
        assertThat(line("HSETEX h FIELDS 1 a 9")).isEqualTo(":1");
        assertThat(line("HPTTL h FIELDS 2 a b")).isEqualTo("*2 :-1 :500");
        assertThat(line("HSETEX h PXAT 5 FIELDS 2 a 1 new 2")).isEqualTo(":1");
        assertThat(texts("HKEYS h")).containsExactly("b");
        assertThat(engine.journal().commands()).noneMatch(line -> line.startsWith("HSETEX"));
    }

    // ---- chance and scans

    @ParameterizedTest
    @ValueSource(ints = {10, 150})
    void picksAreFair(int size) {
        for (int i = 0; i < size; i++) {
            engine.execute("HSET", "h", "f" + i, "x".repeat(i % 3 * 40) + i);
        }
        assertFair("HRANDFIELD h -30000", size, 1);
        assertFair("HRANDFIELD h 5", size, 6000);
        assertFair("HRANDFIELD h " + size / 2, size, 60_000 / size);
    }

    private void assertFair(String line, int size, int times) {
        Map<String, Integer> counts = new HashMap<>();
        int picks = 0;
        for (int i = 0; i < times; i++) {
            List<String> picked = texts(line);
            picks += picked.size();
            assertThat(line.contains("-") || new HashSet<>(picked).size() == picked.size())
                    .isTrue();
            picked.forEach(member -> counts.merge(member, 1, Integer::sum));
        }
        double expected = picks / (double) size;
        double tolerance = 6 * Math.sqrt(expected) + 1;
        assertThat(counts).hasSize(size);
        assertThat(counts.values())
                .allSatisfy(count -> assertThat((double) count).isBetween(expected - tolerance, expected + tolerance));
    }

    @Test
    void picksComeWithTheirValues() {
        line("HSET h a 1");
        assertThat(line("HRANDFIELD h")).isEqualTo("$1 a");
        assertThat(line("HRANDFIELD h -2 WITHVALUES")).isEqualTo("*4 $1 a $1 1 $1 a $1 1");
        engine.client().useProtocol(3);
        assertThat(line("HRANDFIELD h 5 WITHVALUES")).isEqualTo("*1 *2 $1 a $1 1");
    }

    @Test
    void scanListsWhatStays() {
        for (int i = 0; i < 1000; i++) {
            engine.execute("HSET", "h", "stays" + i, "value" + i, "goes" + i, "v");
        }
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int calls = 0;
        do {
            RespValue reply = RespValue.parse(engine.execute("HSCAN", "h", cursor, "COUNT", "20", "MATCH", "st*"));
            cursor = reply.get(0).text();
            List<String> pairs = reply.get(1).texts();
            for (int i = 0; i < pairs.size(); i += 2) {
                assertThat(pairs.get(i + 1)).isEqualTo(pairs.get(i).replace("stays", "value"));
                seen.add(pairs.get(i));
            }
            engine.line("HDEL h goes" + calls);
            calls++;
        } while (!cursor.equals("0"));
        assertThat(seen).hasSize(1000);
        assertThat(calls).isBetween(20, 120);
    }

    @Test
    void scanLeavesOutValuesOnDemand() {
        line("HSET h a 1 b 2");
        assertThat(line("HSCAN h 0 NOVALUES")).isEqualTo("*2 $1 0 *2 $1 a $1 b");
        assertThat(line("HSCAN h 0 COUNT 5 NOVALUES MATCH b")).isEqualTo("*2 $1 0 *1 $1 b");
    }

    @Test
    void fieldsThatARequestNamesAgainCountOnce() {
        List<String> words = new ArrayList<>(List.of("HSET", "h"));
        for (int i = 0; i < 513; i++) {
            words.add("f" + i % 3);
            words.add("v");
        }
        engine.execute(words.toArray(String[]::new));
        assertThat(encoding()).isEqualTo("listpack");
        assertThat(line("HLEN h")).isEqualTo(":3");
    }
}
