package io.cairn.engine.command.stream;

import io.cairn.engine.resp.Args;

/** Redis' error texts that only the commands on streams use, word for word. */
final class StreamErrors {
    static final String INVALID_ID = "ERR Invalid stream ID specified as stream command argument";
    static final String INVALID_START = "ERR invalid start ID for the interval";
    static final String INVALID_END = "ERR invalid end ID for the interval";

    private StreamErrors() {}

    /** {@code NOGROUP No such key 'k' or consumer group 'g'}. */
    static String noGroup(Args args, int keyIndex, int groupIndex) {
        return "NOGROUP No such key '" + args.textToNul(keyIndex) + "' or consumer group '" + args.textToNul(groupIndex)
                + "'";
    }

    /** {@code NOGROUP No such consumer group 'g' for key name 'k'}. */
    static String noGroupOfKey(Args args, int keyIndex, int groupIndex) {
        return "NOGROUP No such consumer group '" + args.textToNul(groupIndex) + "' for key name '"
                + args.textToNul(keyIndex) + "'";
    }
}
