package io.cairn.engine.command.stream;

import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.StreamFields;

/** The fields of a new entry as they lie in a request. Used again for one request after the other. */
final class RequestFields implements StreamFields {
    private Args args = Args.of(new byte[0][]);
    private int first;

    /** Points at the arguments from {@code index} on. */
    void point(Args request, int index) {
        args = request;
        first = index;
    }

    @Override
    public int count() {
        return args.count() - first;
    }

    @Override
    public byte[] bytes() {
        return args.bytes();
    }

    @Override
    public int offset(int index) {
        return args.offset(first + index);
    }

    @Override
    public int length(int index) {
        return args.length(first + index);
    }
}
