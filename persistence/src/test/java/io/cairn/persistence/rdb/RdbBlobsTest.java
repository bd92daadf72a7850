package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cairn.engine.structure.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule that a blob may break, one byte changed at a time. */
class RdbBlobsTest {
    private static String refusal(BlobReader reader, byte[] blob) {
        RdbException refusal = catchThrowableOfType(RdbException.class, () -> readAll(reader, blob));
        assertThat(refusal).isNotNull();
        assertThat(refusal.offset()).isEqualTo(77);
        return refusal.sentence();
    }

    private static int readAll(BlobReader reader, byte[] blob) throws RdbException {
        RdbString string = new RdbString();
        string.setBytes(blob, 0, blob.length);
        reader.open(string, 77, "the value");
        Element element = new Element();
        int count = 0;
        while (reader.next(element)) {
            count++;
        }
        return count;
    }

    private static byte[] changed(byte[] blob, int at, int to) {
        byte[] changed = blob.clone();
        changed[at] = (byte) to;
        return changed;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 11, 0, its length is not that of the string that holds it",
        "4, 3, 4, 'it has 2 entries, not 3'",
        "4, 1, 4, 'it has 2 entries, not 1'",
        "6, 0xf5, 6, no entry begins with 0xf5",
        "6, 0xbf, 6, an entry reaches beyond the end",
        "6, 0xf0, 6, an entry reaches beyond the end",
        "6, 0xf4, 6, an entry reaches beyond the end",
        "6, 0xff, 6, its end comes too early",
        "8, 3, 8, the length behind an entry is wrong",
        "8, 0x82, 8, the length behind an entry is wrong",
        "11, 0, 11, it does not end with its end"
    })
    void listpacks(int at, String to, int where, String sentence) {
        byte[] blob = SampleBlobs.listpack("a", "1");
        assertThat(refusal(new ListpackReader(), changed(blob, at, Integer.decode(to))))
                .isEqualTo("the value is damaged at byte " + where + " of its listpack: " + sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 15, 0, its length is not that of the string that holds it",
        "4, 10, 4, its last entry is elsewhere",
        "8, 1, 8, 'it has 2 entries, not 1'",
        "10, 1, 10, the length of the entry before is wrong",
        "10, 0xff, 10, its end comes too early",
        "10, 0xfe, 10, the length of the entry before is wrong",
        "11, 0x3f, 11, an entry reaches beyond the end",
        "11, 0x7f, 11, an entry reaches beyond the end",
        "11, 0x80, 11, an entry reaches beyond the end",
        "13, 2, 13, the length of the entry before is wrong",
        "14, 0xc1, 14, no entry has the encoding 0xc1",
        "14, 0xc0, 14, an entry reaches beyond the end",
        "15, 0, 15, it does not end with its end"
    })
    void ziplists(int at, String to, int where, String sentence) {
        byte[] blob = SampleBlobs.ziplist("a", "1");
        assertThat(refusal(new ZiplistReader(), changed(blob, at, Integer.decode(to))))
                .isEqualTo("the value is damaged at byte " + where + " of its ziplist: " + sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 0, 'it has 1 fields, not 2'",
        "1, 60, 1, an entry reaches beyond the end",
        "1, 0xfe, 1, an entry reaches beyond the end",
        "1, 0xff, 1, its end comes too early",
        "3, 0xff, 3, the last field has no value",
        "3, 2, 3, an entry reaches beyond the end",
        "4, 1, 3, an entry reaches beyond the end",
        "6, 0, 6, it does not end with its end"
    })
    void zipmaps(int at, String to, int where, String sentence) {
        byte[] blob = SampleBlobs.zipmap(0, "a", "1");
        assertThat(refusal(new ZipmapReader(), changed(blob, at, Integer.decode(to))))
                .isEqualTo("the value is damaged at byte " + where + " of its zipmap: " + sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3, 0, its numbers have no possible length",
        "0, 4, 4, its count does not fit the string that holds it",
        "4, 1, 4, its count does not fit the string that holds it",
        "7, 0x80, 4, its count does not fit the string that holds it",
        "8, 7, 10, its numbers are not in order"
    })
    void intsets(int at, String to, int where, String sentence) {
        byte[] blob = SampleBlobs.intset(2, 5, 6);
        assertThat(refusal(new IntsetReader(), changed(blob, at, Integer.decode(to))))
                .isEqualTo("the value is damaged at byte " + where + " of its intset: " + sentence);
    }

    @Test
    void anythingTooShort() {
        for (int length = 0; length < 6; length++) {
            assertThat(refusal(new ListpackReader(), new byte[length])).contains("it is too short");
            assertThat(refusal(new ZiplistReader(), new byte[length])).contains("it is too short");
            assertThat(refusal(new IntsetReader(), new byte[length])).contains("it is too short");
        }
        assertThat(refusal(new ZipmapReader(), new byte[1])).contains("it is too short");
    }

    @Test
    void countsThatAreNotKnownAreCountedUp() throws RdbException {
        assertThat(readAll(new ListpackReader(), changed(changed(SampleBlobs.listpack("a", "1"), 4, 255), 5, 255)))
                .isEqualTo(2);
        assertThat(readAll(new ZiplistReader(), changed(changed(SampleBlobs.ziplist("a", "1"), 8, 255), 9, 255)))
                .isEqualTo(2);
        assertThat(readAll(new ZipmapReader(), changed(SampleBlobs.zipmap(0, "a", "1"), 0, 254)))
                .isEqualTo(2);
    }
}
