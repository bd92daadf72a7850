package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.manifest.ManifestException;
import io.cairn.persistence.recovery.RecoveryException;
import java.io.IOException;

/** What somebody must be told whose files are refused. */
final class Refusals {
    private Refusals() {}

    /** Fails if {@code refusal} does not name a file, the place in it, and something to do. */
    static void check(IOException refusal, String title) {
        assertThat(refusal).as(title).isInstanceOfAny(RecoveryException.class, ManifestException.class);
        assertThat(refusal.getMessage())
                .as(title)
                .containsAnyOf("appendonlydir", SimulatedStore.DUMP)
                .doesNotContain("\n", "Exception", "null")
                .containsPattern("offset \\d+|line \\d+|is missing|no manifest|does not name it")
                .containsPattern(
                        "(?i)restore|repair|start (the|a newer) version|backup|delete the first line|rewrite|load it with");
    }
}
