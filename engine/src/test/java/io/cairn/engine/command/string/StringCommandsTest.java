package io.cairn.engine.command.string;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every option and every error of the commands on strings, one request after the other, in RESP2 and RESP3. A line is a
 * request, {@code ''} an empty word, {@code x*9} nine times x.
 */
@NeedsProgram("redis-server")
class StringCommandsTest {
    private static final List<String> KEYS = List.of("a", "b", "missing");

    private static Twins twins;

    @BeforeAll
    static void start() throws IOException {
        twins = new Twins();
    }

    @AfterAll
    static void stop() throws IOException {
        twins.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void getAndSetAsRedis(int protocol) throws IOException {
        same(protocol, """
                GET missing
                GET
                GET a b
                SET a
                SET a v NX
                GET a
                SET a w NX
                SET a w XX
                SET b w XX
                SET a x NX GET
                SET b x NX GET
                SET b y XX GET
                SET missing y XX GET
                SET a 5 GET
                SET a v NX XX
                SET a v NX NX
                SET a v GET GET
                SET a v EX
                SET a v EX EX
                SET a v EX NX
                SET a v EX abc
                SET a v EX 0
                SET a v PX -1
                SET a v EX 9223372036854775807
                SET a v EX 9223372036854775808
                SET a v PX 9223372036854775807
                SET a v EX 1000
                SET a v
                SET a v EX 1 EX 1000
                SET a v PX 1000000
                SET a v EXAT 99999999999
                SET a v KEEPTTL
                SET a v XX KEEPTTL GET
                SET a v PXAT 99999999999999
                SET a v PXAT 99999999999999 KEEPTTL
                SET a v EX 100 PX 100
                SET a v PERSIST
                SET a v EXAT 9223372036854775
                SET a v EXAT 9223372036854776
                SET a v PXAT 1
                SET a v XX
                SET a v EXAT 1 GET
                SET a v EX 0 NX XX
                set A v ex 100 Get nX
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void keepsAndExchangesAsRedis(int protocol) throws IOException {
        same(protocol, """
                SET a 12345678901234567890
                SET a 9223372036854775807
                SET a -9223372036854775808
                SET a 9223372036854775808
                SET a 007
                SET a -0
                SET a ''
                SET a x*44
                SET a x*45
                GET a
                GETSET a
                GETSET a 1
                GETSET a two
                GETSET missing 1
                SET b v EX 1000
                GETSET b v
                GETDEL a
                GETDEL a
                GETDEL a b
                SET a v PXAT 1
                GETDEL a
                SETNX a 1
                SETNX a 2
                SETNX a
                SETEX a 1000 5
                SETEX a 1000
                SETEX a 0 v
                SETEX a -1 v
                SETEX a abc v
                SETEX a 9223372036854775 v
                SETEX a 9223372036854775807 v
                PSETEX a 1000000 v
                PSETEX a 0 v
                PSETEX a 9223372036854775807 v
                PSETEX a 9223372036854775808 v
                STRLEN a
                STRLEN missing
                STRLEN a b
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void getsAndSetsExpiryAsRedis(int protocol) throws IOException {
        same(protocol, """
                GETEX missing
                GETEX missing EX 0
                GETEX missing EX abc
                GETEX missing foo
                SET a v
                GETEX
                GETEX a
                GETEX a PERSIST
                GETEX a EX 1000
                GETEX a
                GETEX a PERSIST
                GETEX a PERSIST PERSIST
                GETEX a PX 1000000
                GETEX a EXAT 99999999999
                GETEX a pxat 99999999999999
                GETEX a EX
                GETEX a EX PX
                GETEX a EX 1 PX 1
                GETEX a EX 1 PERSIST
                GETEX a PERSIST EX 1
                GETEX a EX 1 EX 1000
                GETEX a EX abc EX 1000
                GETEX a EX 1000 EX abc
                GETEX a KEEPTTL
                GETEX a NX
                GETEX a GET
                GETEX a EX 0
                GETEX a EX -5
                GETEX a EXAT 0
                GETEX a PXAT 9223372036854775808
                GETEX a EXAT 1
                GETEX a
                SET a 12
                GETEX a PXAT 1
                GETEX a PERSIST
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void manyAtOnceAsRedis(int protocol) throws IOException {
        same(protocol, """
                MGET
                MSET
                MSET a
                MSET a 1 b
                MSET a 1 b 2 a 3
                MGET a missing b a
                MSETNX
                MSETNX a
                MSETNX a 1 missing
                MSETNX missing 1 a 1
                MGET missing a
                GETDEL a
                MSETNX a 1 a two
                SET a v EX 1000
                MSET a v
                SET a v PXAT 1
                MSETNX a 5 missing 6
                SET b v PXAT 1
                MGET a b missing
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void partsAsRedis(int protocol) throws IOException {
        same(protocol, """
                APPEND a
                APPEND a ''
                APPEND a xyz
                APPEND b 12
                APPEND b 3
                APPEND b ''
                SET b 12
                APPEND b ''
                SET b v EX 1000
                APPEND b w
                SETRANGE b 5 x
                SET b 12
                SETRANGE b 0 ''
                SETRANGE b 1 3
                INCR b
                SETRANGE missing 0 ''
                SETRANGE missing -1 ''
                SETRANGE missing abc x
                SETRANGE missing -1 x
                SETRANGE missing 536870912 ''
                SETRANGE missing 1048576 x
                SETRANGE missing 9223372036854775807 x
                SETRANGE missing -9223372036854775808 x
                SETRANGE missing 9223372036854775808 x
                SETRANGE missing 3 abc
                GET missing
                SETRANGE missing 0 ''
                SETRANGE missing 9223372036854775807 ''
                SETRANGE missing -1 ''
                SETRANGE missing 1 ZZ
                SETRANGE missing 600 x
                SETRANGE missing 1048575 9
                SETRANGE missing 1048575 99
                SETRANGE missing 1048576 ''
                APPEND missing 1
                APPEND missing ''
                STRLEN missing
                GETRANGE missing 1048570 -1
                GETRANGE missing 0
                SET a x*510
                APPEND a yz
                APPEND a !
                SETRANGE a 0 #
                GETRANGE a 0 -1
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void returnsPartsAsRedis(int protocol) throws IOException {
        same(protocol, """
                SET a hello
                GETRANGE a 0 0
                GETRANGE a 1 -2
                GETRANGE a -3 -1
                GETRANGE a -1 -3
                GETRANGE a -100 -99
                GETRANGE a -99 -100
                GETRANGE a 3 1
                GETRANGE a 0 -100
                GETRANGE a 5 5
                GETRANGE a 4 100
                GETRANGE a -9223372036854775808 9223372036854775807
                GETRANGE a 9223372036854775807 9223372036854775807
                GETRANGE a 9223372036854775807 -9223372036854775808
                GETRANGE a -9223372036854775808 -9223372036854775808
                GETRANGE a 0 9223372036854775808
                GETRANGE a x 1
                GETRANGE a 1 x
                GETRANGE none x 1
                GETRANGE none 0 -1
                SUBSTR a 1 3
                SUBSTR a 1
                SUBSTR a x 1
                SET a ''
                GETRANGE a 0 -1
                GETRANGE a -1 0
                SET a 12345
                GETRANGE a 1 2
                GETRANGE a 0 -1
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void addsAsRedis(int protocol) throws IOException {
        same(protocol, """
                INCR a
                INCRBY a 9223372036854775807
                INCRBY a 9223372036854775806
                INCR a
                DECRBY a -9223372036854775808
                DECRBY a 9223372036854775807
                DECRBY a 1
                DECR a
                INCRBY a x
                INCRBY a
                SET a 10
                APPEND a 0
                INCR a
                SET a 10 EX 1000
                INCR a
                INCRBYFLOAT a 1.5
                INCRBYFLOAT a -12.5
                INCRBYFLOAT a 3
                INCR a
                SET a abc
                INCR a
                INCRBYFLOAT a 1
                INCRBYFLOAT a abc
                SET a ' 1'
                INCRBYFLOAT a 1
                SET a ''
                INCRBYFLOAT a 1
                SET a 1
                INCRBYFLOAT a ''
                INCRBYFLOAT a
                INCRBYFLOAT a abc
                INCRBYFLOAT a nan
                INCRBYFLOAT a inf
                INCRBYFLOAT a -Infinity
                SET a inf
                INCRBYFLOAT a 1
                INCRBYFLOAT a -inf
                INCRBYFLOAT a nan
                INCRBYFLOAT missing 5.0e3
                INCRBYFLOAT missing 0x10
                SET a 5000.1
                INCRBYFLOAT a 0.1
                INCRBYFLOAT a 1e4932
                INCRBYFLOAT a 1e4932
                INCRBYFLOAT a 1e4933
                SET a 3 PXAT 1
                INCRBYFLOAT a 1
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void commonSubsequencesAsRedis(int protocol) throws IOException {
        same(protocol, """
                LCS a
                LCS a b
                LCS a b IDX
                LCS a b LEN
                MSET a ohmytext b mynewtext
                LCS a b
                LCS a a
                LCS a missing
                LCS missing a IDX
                LCS a b LEN
                LCS a b idx
                LCS a b LEN LEN
                LCS a b IDX LEN
                LCS a b IDX WITHMATCHLEN
                LCS a b WITHMATCHLEN
                LCS a b LEN WITHMATCHLEN
                LCS a b IDX MINMATCHLEN 4
                LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN
                LCS a b IDX MINMATCHLEN 5
                LCS a b IDX MINMATCHLEN 0
                LCS a b IDX MINMATCHLEN -9223372036854775808
                LCS a b IDX MINMATCHLEN 9223372036854775807
                LCS a b IDX MINMATCHLEN 9223372036854775808
                LCS a b MINMATCHLEN
                LCS a b MINMATCHLEN abc LEN IDX
                LCS a b LEN IDX MINMATCHLEN abc
                LCS a b MINMATCHLEN 4 MINMATCHLEN 2 IDX
                LCS a b MINMATCHLEN 4
                LCS a b foo
                LCS a b LEN IDX foo
                MSET a 12345 b 2345678
                LCS a b
                LCS a b IDX
                MSET a x*511 b x*511
                LCS a b
                SET b x*510
                LCS a b LEN
                SET b x*512
                LCS a b LEN
                LCS a b
                LCS a b IDX LEN
                SET a x*262143
                LCS a missing LEN
                LCS missing a IDX
                APPEND a x
                LCS a missing LEN
                LCS missing a
                """);
    }

    private static void same(int protocol, String lines) throws IOException {
        twins.reset(protocol);
        List<byte[][]> requests = new ArrayList<>();
        for (String line : lines.strip().split("\n", -1)) {
            requests.add(request(line));
        }
        List<byte[]> replies = twins.execute(requests, KEYS);
        assertThat(replies).as("errors among the replies").anyMatch(RespReplies::isError);
        assertThat(replies.stream().filter(reply -> !RespReplies.isError(reply)).count())
                .as("requests that were carried out")
                .isGreaterThan(requests.size() / 3);
        twins.assertSameLog();
    }

    private static byte[][] request(String line) {
        return Requests.of(Arrays.stream(line.split(" (?!1')", -1))
                .map(StringCommandsTest::word)
                .toArray(String[]::new));
    }

    private static String word(String word) {
        if (word.startsWith("'")) {
            return word.substring(1, word.length() - 1);
        }
        int star = word.indexOf('*');
        return star < 0 ? word : word.substring(0, star).repeat(Integer.parseInt(word.substring(star + 1)));
    }
}
