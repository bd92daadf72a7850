package io.cairn.tools.bench.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps by hand, in the plainest encodings of the format. */
class DumpCheckTest {
    private static final int STRING = 0;
    private static final int LIST = 1;
    private static final int HASH = 4;
    private static final int ZSET = 5;
    private static final int END = 0xff;

    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream dump = new ByteArrayOutputStream();

    @BeforeEach
    void begin() {
        dump.writeBytes("REDIS0011".getBytes(StandardCharsets.ISO_8859_1));
    }

    private void text(String text) {
        dump.write(text.length());
        dump.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String value(long number) {
        return Names.numbered("value:", number, 32);
    }

    private void string(int index, long number) {
        dump.write(STRING);
        text(SaveKind.element(index));
        text(value(number));
    }

    private long countWrong(SaveKind kind, long... expected) throws IOException {
        dump.write(END);
        dump.writeBytes(new byte[8]);
        Path path = directory.resolve("dump.rdb");
        Files.write(path, dump.toByteArray());
        return DumpCheck.countWrong(path, kind, expected);
    }

    @Test
    void stringsOfTheMomentAreRight() throws IOException {
        string(1, 8);
        string(0, 7);
        assertThat(countWrong(SaveKind.STRINGS, 7, 8)).isZero();
    }

    @Test
    void anOlderOrNewerNumberIsWrong() throws IOException {
        string(0, 6);
        string(1, 9);
        string(2, 3);
        assertThat(countWrong(SaveKind.STRINGS, 7, 8, 3)).isEqualTo(2);
    }

    @Test
    void aMissingElementIsWrong() throws IOException {
        string(0, 7);
        assertThat(countWrong(SaveKind.STRINGS, 7, 8)).isOne();
    }

    @Test
    void anElementThatNobodyWroteIsWrong() throws IOException {
        string(0, 7);
        string(1, 7);
        assertThat(countWrong(SaveKind.STRINGS, 7)).isOne();
    }

    @Test
    void anotherKindIsWrong() throws IOException {
        string(0, 7);
        assertThat(countWrong(SaveKind.HASH, 7)).isEqualTo(2);
    }

    @Test
    void aListMustHoldItsNumbersInOrder() throws IOException {
        dump.write(LIST);
        text("big");
        dump.write(3);
        text(value(0));
        text(value(2));
        text(value(1));
        assertThat(countWrong(SaveKind.LIST, 0, 1, 2)).isEqualTo(2);
    }

    @Test
    void fieldsMustHoldTheirNumbers() throws IOException {
        dump.write(HASH);
        text("big");
        dump.write(2);
        text(SaveKind.element(0));
        text(value(5));
        text(SaveKind.element(1));
        text(value(6));
        assertThat(countWrong(SaveKind.HASH, 5, 7)).isOne();
    }

    @Test
    void scoresMustBeTheNumbers() throws IOException {
        dump.write(ZSET);
        text("big");
        dump.write(2);
        member(1, 6);
        member(0, 5.5);
        assertThat(countWrong(SaveKind.ZSET, 5, 6)).isOne();
    }

    private void member(int index, double score) {
        text(SaveKind.element(index));
        dump.writeBytes(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(score)
                .array());
    }
}
