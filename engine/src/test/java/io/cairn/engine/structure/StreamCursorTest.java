package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamCursorTest {
    private static final int ENTRIES = 250;

    /** Every third entry has another name in it than the first of its leaf. */
    private record Fields(int entry) implements StreamFields {
        @Override
        public int count() {
            return 6;
        }

        @Override
        public byte[] bytes() {
            String names = entry % 3 == 0 ? "aAbBcC" : "dAeBfC";
            return names.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int offset(int index) {
            return index;
        }

        @Override
        public int length(int index) {
            return 1;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void movesOnFromAnEntryOfWhichSomeFieldsHaveBeenRead(int read) {
        LargeStream stream = new LargeStream(new SnapshotEpoch());
        StreamWriter writer = new StreamWriter();
        for (int i = 1; i <= ENTRIES; i++) {
            writer.append(stream, new StreamId(i, i), new Fields(i), 4096, 100);
        }
        for (int i = 50; i < 60; i++) {
            assertThat(writer.delete(stream, new StreamId(i, i))).isTrue();
        }
        StreamCursor cursor = new StreamCursor();
        Element name = new Element();
        Element value = new Element();
        int entry = 1;
        for (boolean more = cursor.seekFirst(stream); more; more = cursor.next()) {
            assertThat(cursor.id().ms()).isEqualTo(entry);
            assertThat(cursor.fieldCount()).isEqualTo(3);
            for (int i = 0; i < read; i++) {
                cursor.nextField(name, value);
                assertThat(text(name)).isEqualTo((entry % 3 == 0 ? "abc" : "def").substring(i, i + 1));
                assertThat(text(value)).isEqualTo("ABC".substring(i, i + 1));
            }
            entry = entry == 49 ? 60 : entry + 1;
        }
        assertThat(entry).isEqualTo(ENTRIES + 1);
    }

    /** Redis 7.0 lets XSETID set the last id before a deleted entry, behind which there are lower ids then. */
    @Test
    void passesOverADeletedEntryThatHasAHigherIdThanThoseBehindIt() {
        LargeStream stream = new LargeStream(new SnapshotEpoch());
        StreamWriter writer = new StreamWriter();
        append(writer, stream, new StreamId(1, 1));
        append(writer, stream, new StreamId(10, 1));
        assertThat(writer.delete(stream, new StreamId(10, 1))).isTrue();
        stream.setCounters(new StreamId(1, 1), new StreamId(), 2);
        append(writer, stream, new StreamId(6, 1));
        assertThat(stream.leafCount()).isEqualTo(1);

        StreamCursor cursor = new StreamCursor();
        assertThat(cursor.seek(stream, new StreamId(7, 0))).isFalse();
        assertThat(cursor.find(stream, new StreamId(10, 1))).isFalse();

        append(writer, stream, new StreamId(20, 1));
        assertThat(stream.leafCount()).isEqualTo(2);
        assertThat(firstFrom(stream, new StreamId(0, 0))).isEqualTo("1-1");
        assertThat(firstFrom(stream, new StreamId(1, 2))).isEqualTo("6-1");
        assertThat(firstFrom(stream, new StreamId(6, 1))).isEqualTo("6-1");
        assertThat(firstFrom(stream, new StreamId(7, 0))).isEqualTo("20-1");
        assertThat(firstFrom(stream, new StreamId(10, 1))).isEqualTo("20-1");
        assertThat(firstFrom(stream, new StreamId(11, 0))).isEqualTo("20-1");
    }

    private static void append(StreamWriter writer, LargeStream stream, StreamId id) {
        writer.append(stream, id, new Fields(0), 4096, 3);
    }

    private static String firstFrom(LargeStream stream, StreamId from) {
        StreamCursor cursor = new StreamCursor();
        assertThat(cursor.seek(stream, from)).isTrue();
        return cursor.id().ms() + "-" + cursor.id().sequence();
    }

    private static String text(Element element) {
        return new String(element.copy(), StandardCharsets.ISO_8859_1);
    }
}
