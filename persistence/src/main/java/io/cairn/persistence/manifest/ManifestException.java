package io.cairn.persistence.manifest;

import io.cairn.persistence.storage.Printable;
import java.io.IOException;

/** A manifest that cannot be understood, or must not be believed. Names file, line, problem and remedy. */
public final class ManifestException extends IOException {
    private static final long serialVersionUID = 1;

    ManifestException(String file, int line, String problem) {
        super(Printable.line(file + ", line " + line + ": " + problem
                + ". The files were left as they are. Restore the manifest from a backup"));
    }
}
