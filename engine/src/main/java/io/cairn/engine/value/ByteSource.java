package io.cairn.engine.value;

/** A string of which single bytes are read. */
public interface ByteSource {
    /** The byte at {@code at}, from 0 to 255; 0 behind the end, where zeros would be if the string were longer. */
    int byteAt(long at);
}
