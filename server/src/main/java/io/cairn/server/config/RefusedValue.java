package io.cairn.server.config;

/** A value that a setting does not take; the message is Redis' text for it. */
final class RefusedValue extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedValue(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
