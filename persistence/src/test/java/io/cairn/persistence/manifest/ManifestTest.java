package io.cairn.persistence.manifest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clause by clause, against what redis-server 7.0.15 was seen to accept and refuse; damage; and writing. */
class ManifestTest {
    private static final String PREFIX = "appendonly.aof";
    private static final Entry BASE = new Entry("appendonly.aof.2.base.rdb", 2, Manifest.Type.BASE);
    private static final Entry FIRST = new Entry("appendonly.aof.3.incr.aof", 3, Manifest.Type.INCREMENT);
    private static final Entry SECOND = new Entry("appendonly.aof.4.incr.aof", 4, Manifest.Type.INCREMENT);
    private static final Entry OLD = new Entry("appendonly.aof.1.base.rdb", 1, Manifest.Type.HISTORY);
    private static final Manifest FULL = new Manifest(BASE, List.of(OLD), List.of(FIRST, SECOND));

    private static Manifest parse(String text) throws IOException {
        return ManifestFormat.parse("m", text.getBytes(ISO_8859_1));
    }

    private static String format(Manifest manifest) {
        return new String(ManifestFormat.format(manifest), ISO_8859_1);
    }

    @Test
    void writesTheLinesOfRedisBehindAChecksum() {
        String text = format(FULL);
        assertThat(text).matches("(?s)#cairn-manifest 1 [0-9a-f]{8}\n.*");
        assertThat(text.substring(text.indexOf('\n') + 1)).isEqualTo("""
                file appendonly.aof.2.base.rdb seq 2 type b
                file appendonly.aof.1.base.rdb seq 1 type h
                file appendonly.aof.3.incr.aof seq 3 type i
                file appendonly.aof.4.incr.aof seq 4 type i
                """);
    }

    @Test
    void readsWhatItWrites() throws IOException {
        assertThat(parse(format(FULL))).isEqualTo(FULL);
        assertThat(parse(format(Manifest.EMPTY))).isEqualTo(Manifest.EMPTY);
        for (String name :
                List.of("with blank", "q\"uote", "it's", "tab\there", "ünïcode", "new\nline", "\u0001\u00ff")) {
            Manifest odd = new Manifest(null, List.of(), List.of(new Entry(name, 9, Manifest.Type.INCREMENT)));
            assertThat(parse(format(odd))).as(name).isEqualTo(odd);
        }
    }

    @Test
    void quotesNamesAsRedisDoes() {
        assertThat(Words.quoteIfNeeded("my log\"file".getBytes(ISO_8859_1))).isEqualTo("\"my log\\\"file\"");
        assertThat(Words.quoteIfNeeded("x\n' ".getBytes(ISO_8859_1))).isEqualTo("\"x\\n' \"");
        assertThat(Words.quoteIfNeeded("\u00e9\u0007".getBytes(ISO_8859_1))).isEqualTo("\"\\xe9\\a\"");
        assertThat(Words.quoteIfNeeded("plain".getBytes(ISO_8859_1))).isEqualTo("plain");
    }

    @Test
    void readsWhatRedisReads() throws IOException {
        for (String line : List.of(
                "file a seq 1 type i",
                "  file a   seq 1\ttype i  \r",
                "type i seq 1 file a",
                "FILE a SEQ 1 Type i",
                "type i seq 1 file a crc 12 size 99",
                "file \"a\" seq 1 type i",
                "file 'a' seq \"1\" type \"i\"",
                "file \"\\x61\" seq 1 type i",
                "# a comment\nfile a seq 1 type i",
                "#\nfile a seq 1 type i\n# the end")) {
            Manifest manifest = parse(line + "\n");
            assertThat(manifest.increments()).as(line).containsExactly(new Entry("a", 1, Manifest.Type.INCREMENT));
        }
        assertThat(parse("# only a comment\n")).isEqualTo(Manifest.EMPTY);
        assertThat(parse("file a seq 5 type i\nfile b seq 9 type b\nfile c seq 1 type h\nfile d seq 6 type i\n")
                        .base())
                .isEqualTo(new Entry("b", 9, Manifest.Type.BASE));
    }

    @Test
    void refusesWhatRedisRefusesAndNamesTheLine() {
        refuses("", 1, "empty");
        refuses("file a seq 1 type i", 1, "newline");
        refuses("file a seq 1 type i\n\n", 2, "expected");
        refuses("\n", 1, "expected");
        refuses(" # indented\n", 1, "expected");
        refuses("file a seq 0 type i\n", 1, "seq");
        refuses("file a seq -1 type i\n", 1, "seq");
        refuses("file a seq x type i\n", 1, "seq");
        refuses("file a seq 2 type x\n", 1, "type");
        refuses("file a seq 2 type I\n", 1, "type");
        refuses("file a seq 2 type \"\"\n", 1, "type");
        refuses("file a seq 2 type i\nfile b seq 2 type i\n", 2, "rise");
        refuses("file a seq 2 type i\nfile b seq 1 type i\n", 2, "rise");
        refuses("file a seq 2 type b\n#\nfile b seq 3 type b\n", 3, "two base");
        refuses("file ../a seq 2 type i\n", 1, "path");
        refuses("file a/b seq 2 type i\n", 1, "path");
        refuses("file \"\" seq 2 type i\n", 1, "path");
        refuses("file \"a\"x seq 2 type i\n", 1, "quote");
        refuses("file \"a seq 2 type i\n", 1, "quote");
        refuses("file a seq 2\n", 1, "expected");
        refuses("file a seq 2 type i foo\n", 1, "expected");
        refuses("fill a seq 2 type i x y\n", 1, "missing");
        refuses("#" + "x".repeat(1023) + "\n", 1, "1024");
    }

    @Test
    void saysHowALogEndedThatWasSwitchedOff() throws IOException {
        for (Ending ending : List.of(new Ending(1234, "5d2.9a0b1c2d", false), new Ending(0, "-", true))) {
            Manifest ended = FULL.endedAt(ending);
            assertThat(parse(format(ended))).isEqualTo(ended);
            Manifest again = parse(format(ended));
            assertThat(new Manifest(again.base(), again.history(), again.increments()))
                    .isEqualTo(FULL);
            // A Redis that writes the manifest anew drops the comment: it goes on with the log.
            assertThat(ended.withoutHistory().ending()).isNull();
        }
        String line = "file a seq 1 type i\n";
        refuses("#cairn-log-off 1\n" + line, 1, "how the log ended");
        refuses("#cairn-log-off x -\n" + line, 1, "how the log ended");
        refuses("#cairn-log-off 1 - -\n" + line, 1, "how the log ended");
        refuses("#cairn-log-off 1 -\n#cairn-log-off 1 -\n" + line, 2, "how the log ended");
    }

    @Test
    void refusesWhatANewerVersionHasToSay() {
        String line = "file a seq 1 type i\n";
        refuses("#cairn-manifest 2 00000000\n" + line, 1, "newer");
        refuses("#cairn-manifest 12 00000000 x\n" + line, 1, "newer");
        refuses(line + "#cairn-archive a\n", 2, "newer");
    }

    @Test
    void refusesWhatRedisTakesAnyhow() {
        refuses("file a seq 2x type i\n", 1, "seq");
        refuses("file a seq 99999999999999999999 type i\n", 1, "seq");
        refuses("file a seq 2 type ix\n", 1, "type");
        refuses("file a file b seq 2 type i\n", 1, "twice");
        refuses("file appendonly.aof.3.incr.aof seq 2 type i\n", 1, "does not fit");
        refuses("file a\0b seq 2 type i\n", 1, "zero");
    }

    private static void refuses(String text, int line, String problem) {
        assertThatThrownBy(() -> parse(text))
                .as(text)
                .isInstanceOf(ManifestException.class)
                .hasMessageStartingWith("m, line " + line + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void everyFlippedBitIsRefusedOrChangesNothing() throws IOException {
        byte[] bytes = ManifestFormat.format(FULL);
        int refused = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] = (byte) (flipped[bit / 8] ^ 1 << bit % 8);
            refused += refusedOrSame(flipped) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(bytes.length * 7);
    }

    @Test
    void everyCutIsRefused() throws IOException {
        byte[] bytes = ManifestFormat.format(FULL);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(refusedOrSame(Arrays.copyOf(bytes, length)))
                    .as("%s bytes", length)
                    .isTrue();
        }
    }

    /** True if refused; false if read, and then it must be the same. */
    private static boolean refusedOrSame(byte[] bytes) {
        try {
            assertThat(ManifestFormat.parse("m", bytes)).isEqualTo(FULL);
            return false;
        } catch (ManifestException e) {
            return true;
        }
    }

    @Test
    void namesWhatComesNext() {
        assertThat(FULL.nextBase(PREFIX)).isEqualTo(new Entry("appendonly.aof.3.base.rdb", 3, Manifest.Type.BASE));
        assertThat(FULL.nextIncrement(PREFIX))
                .isEqualTo(new Entry("appendonly.aof.5.incr.aof", 5, Manifest.Type.INCREMENT));
        assertThat(Manifest.EMPTY.nextIncrement(PREFIX).sequence()).isEqualTo(1);
    }

    @Test
    void goesThroughARewrite() {
        Manifest rolled = FULL.withIncrement(FULL.nextIncrement(PREFIX));
        Manifest rewritten = rolled.withBase(rolled.nextBase(PREFIX), 5);
        assertThat(rewritten.history())
                .extracting(Entry::name)
                .containsExactly(OLD.name(), BASE.name(), FIRST.name(), SECOND.name());
        assertThat(rewritten.history()).extracting(Entry::type).containsOnly(Manifest.Type.HISTORY);
        assertThat(rewritten.increments()).extracting(Entry::sequence).containsExactly(5L);
        assertThat(rewritten.nextIncrement(PREFIX).sequence()).isEqualTo(6);
        assertThat(rewritten.withoutHistory().history()).isEmpty();
    }

    @Test
    void refusesEntriesThatRedisWouldNotLoad() {
        assertThatThrownBy(() -> new Entry("a", 0, Manifest.Type.BASE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Entry("a/b", 1, Manifest.Type.BASE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Manifest(null, List.of(), List.of(SECOND, FIRST)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCrashWhileWritingLeavesTheOldOneOrTheNew() throws IOException {
        Manifest next = FULL.withoutHistory();
        int old = 0;
        int renewed = 0;
        for (int operation = 1; operation <= 10; operation++) {
            for (int seed = 0; seed < 40; seed++) {
                SimulatedStorage storage = new SimulatedStorage();
                FULL.write(storage, "", PREFIX);
                storage.stopAt(storage.operations() + operation);
                boolean done = write(next, storage);
                storage.powerFailure(seed);
                Manifest found = Manifest.read(storage, Manifest.fileName(PREFIX));
                assertThat(found).isIn(done ? List.of(next) : List.of(FULL, next));
                old += found.equals(FULL) ? 1 : 0;
                renewed += found.equals(next) ? 1 : 0;
                next.write(storage, "", PREFIX);
            }
        }
        assertThat(old).isGreaterThan(50);
        assertThat(renewed).isGreaterThan(50);
    }

    private static boolean write(Manifest next, SimulatedStorage storage) throws IOException {
        try {
            next.write(storage, "", PREFIX);
            return true;
        } catch (SimulatedStorage.Stopped e) {
            return false;
        }
    }

    @Test
    void aFailureWhileWritingIsTold() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        FULL.write(storage, "", PREFIX);
        for (Operation operation :
                List.of(Operation.OPEN, Operation.WRITE, Operation.FORCE, Operation.RENAME, Operation.SYNC_DIRECTORY)) {
            storage.fail(operation, 1);
            assertThatThrownBy(() -> FULL.write(storage, "", PREFIX))
                    .as(operation.name())
                    .isInstanceOf(IOException.class);
        }
        FULL.write(storage, "", PREFIX);
        assertThat(storage.list("")).containsExactly("appendonly.aof.manifest");
    }

    @Test
    void refusesAFileThatIsListedTwiceOrCannotBeNamed() {
        for (String text : List.of(
                "file a seq 1 type i\nfile a seq 1 type h\n",
                "file a seq 1 type b\nfile a seq 1 type i\n",
                "file \"a\\x00b\" seq 1 type i\n")) {
            assertThatThrownBy(() -> parse(text)).as(text).isInstanceOf(ManifestException.class);
        }
    }
}
