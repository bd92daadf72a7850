package io.cairn.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgsTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void textEndsAtTheFirstNulAndAtTheMostThatIsWanted() {
        Args args = Args.of("abc\0def", "\0", "", "abcdef");
        assertThat(args.textToNul(0)).isEqualTo("abc");
        assertThat(args.textToNul(0, 2)).isEqualTo("ab");
        assertThat(args.textToNul(0, 4)).isEqualTo("abc");
        assertThat(args.textToNul(1)).isEmpty();
        assertThat(args.textToNul(2, 5)).isEmpty();
        assertThat(args.textToNul(3)).isEqualTo("abcdef");
        assertThat(args.textToNul(3, 0)).isEmpty();
        assertThat(args.textToNul(3, 6)).isEqualTo("abcdef");
        assertThat(args.textToNul(3, 5)).isEqualTo("abcde");
    }

    @Test
    void aQuotationCostsWhatIsQuoted() {
        int length = 1 << 24;
        Args args = Args.of(new byte[0], "x".repeat(length).getBytes(StandardCharsets.US_ASCII));
        assertThat(args.textToNul(1, 128)).isEqualTo("x".repeat(128));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int quoted = 0;
        for (int i = 0; i < 10; i++) {
            quoted += args.textToNul(1, 128).length();
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(length);
        assertThat(quoted).isEqualTo(1280);
    }
}
