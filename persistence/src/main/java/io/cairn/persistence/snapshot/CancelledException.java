package io.cairn.persistence.snapshot;

import java.io.IOException;

/** Ends work whose result nobody wants any more: neither a success nor a failure. */
final class CancelledException extends IOException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
        super("it was cancelled");
    }
}
