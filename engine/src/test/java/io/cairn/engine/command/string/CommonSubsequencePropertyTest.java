package io.cairn.engine.command.string;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Goal: the bits tell what the table of lengths would. Method: strings over few letters, long enough for several words.
 * Invariant: the same length and the same runs as a walk back through the full table finds.
 */
class CommonSubsequencePropertyTest {
    @Property(tries = 2000)
    void findsWhatTheFullTableFinds(@ForAll("texts") String first, @ForAll("texts") String second) {
        byte[] a = first.getBytes(StandardCharsets.ISO_8859_1);
        byte[] b = second.getBytes(StandardCharsets.ISO_8859_1);
        int[][] table = table(a, b);

        CommonSubsequence found = CommonSubsequence.of(a, b);

        int length = table[a.length][b.length];
        assertThat(found.length()).isEqualTo(length);
        assertThat(CommonSubsequence.length(a, b)).isEqualTo(length);
        assertThat(runs(found)).isEqualTo(runs(a, b, table));
        assertThat(found.bytes()).hasSize(length);
        assertThat(isSubsequence(found.bytes(), a)).isTrue();
        assertThat(isSubsequence(found.bytes(), b)).isTrue();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab").ofMaxLength(200),
                Arbitraries.strings().withChars("abcdefgh").ofMaxLength(200),
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(300),
                Arbitraries.of(0, 1, 63, 64, 65, 127, 128, 129).map("a"::repeat));
    }

    private static int[][] table(byte[] a, byte[] b) {
        int[][] table = new int[a.length + 1][b.length + 1];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                table[i][j] =
                        a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : Math.max(table[i - 1][j], table[i][j - 1]);
            }
        }
        return table;
    }

    private static List<List<Integer>> runs(byte[] a, byte[] b, int[][] table) {
        List<List<Integer>> runs = new ArrayList<>();
        int i = a.length;
        int j = b.length;
        int length = 0;
        while (i > 0 && j > 0) {
            if (a[i - 1] == b[j - 1]) {
                i--;
                j--;
                length++;
            } else {
                if (length > 0) {
                    runs.add(List.of(i, j, length));
                }
                length = 0;
                if (table[i - 1][j] > table[i][j - 1]) {
                    i--;
                } else {
                    j--;
                }
            }
        }
        if (length > 0) {
            runs.add(List.of(i, j, length));
        }
        return runs;
    }

    private static List<List<Integer>> runs(CommonSubsequence found) {
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < found.runCount(); run++) {
            runs.add(List.of(found.startInA(run), found.startInB(run), found.runLength(run)));
        }
        return runs;
    }

    private static boolean isSubsequence(byte[] part, byte[] whole) {
        int matched = 0;
        for (int i = 0; i < whole.length && matched < part.length; i++) {
            matched += whole[i] == part[matched] ? 1 : 0;
        }
        return matched == part.length;
    }
}
