package io.cairn.engine.command.stream;

import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.value.StreamValue;
import org.jspecify.annotations.Nullable;

/** Finds the groups that requests name. */
final class Groups {
    private Groups() {}

    /** The group that argument {@code index} names, for reading; null if there is none. */
    static @Nullable StreamGroup find(StreamValue stream, Args args, int index) {
        return stream.isEmpty() ? null : stream.stream().group(args.bytes(), args.offset(index), args.length(index));
    }
}
