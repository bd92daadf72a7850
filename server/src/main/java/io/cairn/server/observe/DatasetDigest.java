package io.cairn.server.observe;

import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.KeyspaceSnapshot;
import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.FieldWalk;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.SetValue;
import io.cairn.engine.value.SortedSetValue;
import io.cairn.engine.value.StreamValue;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A fingerprint of a data set that does not depend on the order of its keys: what Redis' DEBUG DIGEST computes, so that two
 * servers that hold the same data say the same. It mixes SHA-1 hashes of keys, values and the fact of an expiry, per key in
 * sequence and over all keys by exclusive or.
 *
 * <p>Cost: O(data). One thread.
 */
public final class DatasetDigest {
    private static final int LENGTH_BYTES = 20;
    private static final int STRING_TYPE = 0;
    private static final int LIST_TYPE = 1;
    private static final int SET_TYPE = 2;
    private static final int SORTED_SET_TYPE = 3;
    private static final int HASH_TYPE = 4;
    private static final int STREAM_TYPE = 6;
    private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha1;

    public DatasetDigest() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** The digest of all living keys, as 40 hexadecimal digits. Needs the engine's lock. */
    public String of(Databases databases) {
        byte[] whole = new byte[LENGTH_BYTES];
        DataSnapshot snapshot = databases.snapshot();
        try {
            for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
                mix(
                        whole,
                        ByteBuffer.allocate(Integer.BYTES)
                                .putInt(keyspace.index())
                                .array());
                keyspace.forEach((key, offset, length, value, expireAtMs) -> {
                    if (!databases.isExpired(expireAtMs)) {
                        byte[] one = new byte[LENGTH_BYTES];
                        mix(one, key, offset, length);
                        mixValue(one, value, expireAtMs);
                        xor(whole, one, 0, LENGTH_BYTES);
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory has no I/O errors", e);
        } finally {
            databases.close(snapshot);
        }
        return HexFormat.of().formatHex(whole);
    }

    /** The digest of one value, without its key. */
    public String of(Value value, long expireAtMs) {
        byte[] digest = new byte[LENGTH_BYTES];
        mixValue(digest, value, expireAtMs);
        return HexFormat.of().formatHex(digest);
    }

    /** The digest of no value. */
    public static String ofNothing() {
        return "0".repeat(2 * LENGTH_BYTES);
    }

    private void mixValue(byte[] digest, Value value, long expireAtMs) {
        if (value instanceof StringValue string) {
            mixType(digest, STRING_TYPE);
            mix(digest, string);
        } else if (value instanceof ListValue list) {
            mixType(digest, LIST_TYPE);
            for (ElementWalk walk = list.walk(); walk.next(); ) {
                mix(digest, walk.element());
            }
        } else if (value instanceof SetValue set) {
            mixType(digest, SET_TYPE);
            for (ElementWalk walk = set.walk(); walk.next(); ) {
                Element member = walk.element();
                xor(digest, member.bytes(), member.offset(), member.length());
            }
        } else if (value instanceof SortedSetValue sortedSet) {
            mixType(digest, SORTED_SET_TYPE);
            mixMembers(digest, sortedSet.walk());
        } else if (value instanceof HashValue hash) {
            mixType(digest, HASH_TYPE);
            mixFields(digest, hash.walk());
        } else if (value instanceof StreamValue stream) {
            mixType(digest, STREAM_TYPE);
            mixEntries(digest, stream.stream());
        } else {
            throw new IllegalStateException("there is no digest of this kind of value: kind=" + value.typeName());
        }
        if (expireAtMs != RecordTable.NO_EXPIRY) {
            xor(digest, EXPIRES, 0, EXPIRES.length);
        }
    }

    private void mixMembers(byte[] digest, MemberWalk walk) {
        byte[] one = new byte[LENGTH_BYTES];
        byte[] text = new byte[Doubles.MAX_TEXT_BYTES];
        while (walk.next()) {
            Arrays.fill(one, (byte) 0);
            mix(one, walk.member());
            mix(one, text, 0, Doubles.put(text, 0, walk.score()));
            xor(digest, one, 0, LENGTH_BYTES);
        }
    }

    /** Groups are not mixed in: they are not in Redis, either. */
    private void mixEntries(byte[] digest, LargeStream stream) {
        Element name = new Element();
        Element content = new Element();
        StreamCursor cursor = new StreamCursor();
        for (boolean more = cursor.seekFirst(stream); more; more = cursor.next()) {
            String id = Long.toUnsignedString(cursor.id().ms()) + "."
                    + Long.toUnsignedString(cursor.id().sequence());
            mix(digest, id.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < cursor.fieldCount(); i++) {
                cursor.nextField(name, content);
                mix(digest, name);
                mix(digest, content);
            }
        }
    }

    /** When a field expires is not mixed in: it is not in Redis, either. */
    private void mixFields(byte[] digest, FieldWalk walk) {
        byte[] one = new byte[LENGTH_BYTES];
        while (walk.next()) {
            Arrays.fill(one, (byte) 0);
            mix(one, walk.name());
            mix(one, walk.value());
            xor(digest, one, 0, LENGTH_BYTES);
        }
    }

    private void mixType(byte[] digest, int type) {
        mix(digest, ByteBuffer.allocate(Integer.BYTES).putInt(type).array());
    }

    private void mix(byte[] digest, Element element) {
        mix(digest, element.bytes(), element.offset(), element.length());
    }

    private void mix(byte[] digest, byte[] bytes) {
        mix(digest, bytes, 0, bytes.length);
    }

    /** Mixes so that the order matters. */
    private void mix(byte[] digest, byte[] bytes, int offset, int length) {
        xor(digest, bytes, offset, length);
        byte[] hashed = sha1.digest(digest);
        System.arraycopy(hashed, 0, digest, 0, LENGTH_BYTES);
    }

    /** Mixes so that the order does not matter. */
    private void xor(byte[] digest, byte[] bytes, int offset, int length) {
        sha1.update(bytes, offset, length);
        byte[] hash = sha1.digest();
        for (int i = 0; i < LENGTH_BYTES; i++) {
            digest[i] = (byte) (digest[i] ^ hash[i]);
        }
    }
}
