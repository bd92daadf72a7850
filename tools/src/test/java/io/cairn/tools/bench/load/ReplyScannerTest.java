package io.cairn.tools.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyScannerTest {
    private static RequestRing asking(ReplyShape... shapes) {
        RequestRing.Builder builder = new RequestRing.Builder(ByteBuffer.allocate(1000));
        for (int i = 0; i < shapes.length; i++) {
            builder.add(("*2\r\n$3\r\nGET\r\n$1\r\n" + i + "\r\n").getBytes(StandardCharsets.ISO_8859_1), shapes[i]);
        }
        return builder.build(1);
    }

    private static ReplyScanner scanned(String replies, ReplyShape... shapes) {
        RequestRing ring = asking(shapes);
        ReplyScanner scanner = new ReplyScanner(ring);
        scanner.expect(ring, 0, shapes.length);
        byte[] bytes = replies.getBytes(StandardCharsets.ISO_8859_1);
        scanner.scan(bytes, 0, bytes.length);
        return scanner;
    }

    @Test
    void judgesEachReplyByTheShapeOfItsOwnRequest() {
        ReplyScanner scanner =
                scanned("+OK\r\n$1\r\na\r\n:7\r\n", ReplyShape.STATUS, ReplyShape.STRING, ReplyShape.INTEGER);
        assertThat(scanner.wrong()).isZero();
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanned("+OK\r\n:7\r\n$1\r\na\r\n", ReplyShape.STATUS, ReplyShape.STRING, ReplyShape.INTEGER)
                        .wrong())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ERR no\r\n", "$-1\r\n", "_\r\n", ":1\r\n", "$0\r\n\r\n", "*1\r\n$1\r\na\r\n"})
    void anErrorANullAndAnotherKindAreNoString(String reply) {
        ReplyScanner scanner = scanned(reply, ReplyShape.STRING);
        assertThat(scanner.wrong()).isOne();
        assertThat(scanner.firstWrong())
                .isEqualTo("answered '" + reply.substring(0, reply.indexOf('\r'))
                        + "' to 'GET 0', where a string was expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "x\n", "HTTP/1.1 400 Bad Request\r\n"})
    void whatIsNoReplyIsWrong(String line) {
        assertThat(scanned(line, ReplyShape.STATUS).wrong()).isOne();
    }

    @Test
    void saysWhatIsExpected() {
        assertThat(ReplyShape.STATUS).hasToString("a status");
        assertThat(ReplyShape.INTEGER).hasToString("an integer");
        assertThat(ReplyShape.integer(0, 1)).hasToString("an integer: 0 to 1");
        assertThat(ReplyShape.integer(1)).hasToString("an integer: 1");
        assertThat(ReplyShape.string(4)).hasToString("a string of 4 bytes");
        assertThat(ReplyShape.elements(1, Long.MAX_VALUE)).hasToString("elements: 1 at least");
    }

    @ParameterizedTest
    @CsvSource({"*8,0", "%4,0", "~8,0", "*7,1", "%8,1", "*-1,1", "$8,1"})
    void aMapHasTwoElementsForEachKey(String line, int wrong) {
        assertThat(scanned(line + "\r\n", ReplyShape.elements(8)).wrong()).isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource({":0,1", ":1,0", ":-1,1", ":10,1"})
    void integersAreCompared(String line, int wrong) {
        assertThat(scanned(line + "\r\n", ReplyShape.integer(1)).wrong()).isEqualTo(wrong);
    }

    @Test
    void whatIsInsideOfAReplyIsNotJudged() {
        assertThat(scanned("*2\r\n$-1\r\n-ERR\r\n", ReplyShape.elements(2)).wrong())
                .isZero();
    }

    @Test
    void aReplyThatNobodyAskedForIsWrong() {
        ReplyScanner scanner = scanned("+OK\r\n+OK\r\n", ReplyShape.STATUS);
        assertThat(scanner.firstWrong()).isEqualTo("sent '+OK', for which nobody had asked");
    }

    @Test
    void theFirstWrongReplyIsShownAndAllAreCounted() {
        ReplyScanner scanner = scanned("-ERR 1\r\n-ERR 2\r\n", ReplyShape.STATUS, ReplyShape.STATUS);
        assertThat(scanner.wrong()).isEqualTo(2);
        assertThat(scanner.firstWrong()).contains("-ERR 1", "GET 0").doesNotContain("ERR 2");
    }

    @Test
    void rightRepliesAreScannedWithoutGarbage() {
        RequestRing ring = asking(ReplyShape.STATUS, ReplyShape.elements(2), ReplyShape.string(3));
        ReplyScanner scanner = new ReplyScanner(ring);
        byte[] bytes = "+OK\r\n*2\r\n:1\r\n$1\r\na\r\n$3\r\nabc\r\n".getBytes(StandardCharsets.ISO_8859_1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int round = 0; round < 2; round++) {
            // The first round loads what is needed.
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                scanner.expect(ring, 0, 3);
                scanner.scan(bytes, 0, bytes.length);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.wrong()).isZero();
        assertThat(allocated).isLessThan(2000);
    }
}
