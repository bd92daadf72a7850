package io.cairn.engine.command.generic;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.value.Value;

/** The serialized form of a value that DUMP gives and RESTORE takes. A port: the format belongs to the files. */
public interface PayloadCodec {
    /**
     * Serializes a value, with version and checksum.
     *
     * @throws PayloadException if that is longer than a reply can be
     */
    byte[] dump(Value value) throws PayloadException;

    /**
     * Reads a value back from a slice, which may be anything: every byte of it is checked.
     *
     * @param into an entry without a value, which has one afterwards; after an exception it may hold anything
     * @throws PayloadException if it is no payload of ours or Redis'
     */
    void restore(byte[] bytes, int offset, int length, Entry into) throws PayloadException;

    /** The bytes are no payload, or a value has none. */
    final class PayloadException extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param error the whole error reply */
        public PayloadException(String error) {
            super(error, null, false, false);
        }

        /** The whole error reply. */
        public String error() {
            return String.valueOf(getMessage());
        }
    }
}
