package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/** A view of a string: bytes in a page or an array, or a whole number kept as 8 bytes. */
public final class StringValue extends Element implements Value {
    /** The longest string that Redis keeps together with its key, which it calls {@code embstr}. */
    private static final int MAX_EMBEDDED_LENGTH = 44;

    private boolean raw;

    /** Points at a slice; {@code changed}: a string that was changed in place, which OBJECT ENCODING tells apart. */
    public void point(byte[] source, int sourceOffset, int sourceLength, boolean changed) {
        point(source, sourceOffset, sourceLength);
        raw = changed;
    }

    @Override
    public String typeName() {
        return "string";
    }

    @Override
    public String encoding() {
        if (isInteger()) {
            return "int";
        }
        return raw || length() > MAX_EMBEDDED_LENGTH ? "raw" : "embstr";
    }
}
