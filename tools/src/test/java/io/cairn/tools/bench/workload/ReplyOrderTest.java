package io.cairn.tools.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.Reply;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReplyOrderTest {
    private static Reply array(String... texts) {
        return new Reply(
                '*', "", Arrays.stream(texts).map(text -> Reply.of('$', text)).toList());
    }

    @Test
    void asSentEverythingCounts() {
        assertThat(ReplyOrder.AS_SENT.same(array("a", "b"), array("a", "b"))).isTrue();
        assertThat(ReplyOrder.AS_SENT.same(array("a", "b"), array("b", "a"))).isFalse();
        assertThat(ReplyOrder.AS_SENT.same(Reply.of(':', "1"), Reply.of('$', "1")))
                .isFalse();
    }

    @Test
    void inAnyOrderElementsCount() {
        assertThat(ReplyOrder.ANY.same(array("a", "b"), array("b", "a"))).isTrue();
        assertThat(ReplyOrder.ANY.same(array("a", "b"), array("b", "b"))).isFalse();
        assertThat(ReplyOrder.ANY.same(array("a"), array("a", "a"))).isFalse();
    }

    @Test
    void pairsStayTogether() {
        assertThat(ReplyOrder.ANY_OF_PAIRS.same(array("a", "1", "b", "2"), array("b", "2", "a", "1")))
                .isTrue();
        assertThat(ReplyOrder.ANY_OF_PAIRS.same(array("a", "1", "b", "2"), array("a", "2", "b", "1")))
                .isFalse();
    }

    @Test
    void theKindIsTheLeast() {
        assertThat(ReplyOrder.KIND.same(Reply.of('$', "1-1"), Reply.of('$', "2-1")))
                .isTrue();
        assertThat(ReplyOrder.KIND.same(Reply.of('$', "1-1"), Reply.of(':', "1")))
                .isFalse();
    }
}
