package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputQueueTest {
    private final BufferPool pool = new BufferPool();
    private final OutputQueue queue = new OutputQueue(pool);
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(1024);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final WritableByteChannel channel = Channels.newChannel(sent);

    @Test
    void aReplyLeavesWhenItsPositionIsDurableAndNotBefore() throws IOException {
        queue.hold(write("first"), 10);
        queue.hold(write("second"), 20);

        send();
        assertThat(sent.size()).isZero();
        queue.release(19);
        send();
        assertThat(text()).isEqualTo("$5\r\nfirst\r\n");
        queue.release(20);
        send();
        assertThat(text()).isEqualTo("$5\r\nfirst\r\n$6\r\nsecond\r\n");
        assertThat(queue.pendingBytes()).isZero();
    }

    @Test
    void takesNoMoreRoomThoughSomethingIsAlwaysHeld() throws IOException {
        String reply = "x".repeat(1000);
        for (int position = 0; position < 1000; position++) {
            queue.hold(write(reply), position);
            queue.release(position - 1);
            send();
        }

        assertThat(text()).hasSize(999 * "$1000\r\n\r\n".length() + 999 * 1000);
        assertThat(queue.writer().buffer()).hasSizeLessThanOrEqualTo(2 * BufferPool.BUFFER_BYTES);
    }

    @Test
    void aReplyThatNeedNotWaitKeepsItsPlaceBehindOneThatMust() throws IOException {
        queue.hold(write("held"), 10);
        int ignored = write("free");
        queue.follow();

        send();
        assertThat(sent.size()).isZero();
        queue.release(10);
        ignored = write("next");
        queue.follow();
        send();
        assertThat(text()).isEqualTo("$4\r\nheld\r\n$4\r\nfree\r\n$4\r\nnext\r\n");
    }

    /** Returns where the reply begins. */
    private int write(String reply) {
        queue.borrow();
        int start = queue.writer().length();
        queue.writer().bulk(reply);
        return start;
    }

    private void send() throws IOException {
        queue.send(channel, scratch);
        queue.reclaim();
    }

    private String text() {
        return sent.toString(StandardCharsets.US_ASCII);
    }
}
