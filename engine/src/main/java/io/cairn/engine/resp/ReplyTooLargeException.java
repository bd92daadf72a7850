package io.cairn.engine.resp;

/** A connection's replies would not fit an array any more: it is closed, like one beyond its output buffer limit. */
public final class ReplyTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplyTooLargeException(long bytes) {
        super("replies waiting for one client would take bytes=" + bytes);
    }
}
