package io.cairn.engine.command.stream;

import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;

import io.cairn.engine.command.KeySpec;
import java.util.Set;

/** Where the keys of the commands on several streams are. */
final class StreamKeys {
    private StreamKeys() {}

    /** The first half of what stands behind {@code STREAMS}, looked for from argument {@code startFrom} on. */
    static KeySpec behindStreams(int startFrom) {
        return new KeySpec(
                new KeySpec.AtKeyword("STREAMS", startFrom), new KeySpec.Range(-1, 1, 2), Set.of(RO, ACCESS));
    }
}
