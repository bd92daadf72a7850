package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
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
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.ValueReceiver;
import java.io.IOException;

/** Writes commands that make the keys of a snapshot. Memory: one command. Threads: one. */
final class SnapshotCommands implements ValueReceiver {
    /** As many as Redis puts into one command. */
    private static final long ITEMS_PER_COMMAND = 64;

    private final CommandText out;
    private final StreamCommands streams;
    private int database;
    private int writtenDatabase;

    SnapshotCommands(PlainOutput output) {
        out = new CommandText(output);
        streams = new StreamCommands(out);
    }

    @Override
    public void library(byte[] source) throws IOException {
        out.begin(3)
                .word("FUNCTION")
                .word("LOAD")
                .bytes(source, 0, source.length)
                .end();
    }

    @Override
    public void database(int index) {
        database = index;
    }

    @Override
    public void key(RdbKey key, Value value) throws IOException {
        if (database != writtenDatabase) {
            out.begin(2).word("SELECT").number(database).end();
            writtenDatabase = database;
        }
        if (value instanceof StringValue string) {
            byte[] bytes = string.copy();
            out.begin(3).word("SET").key(key).bytes(bytes, 0, bytes.length).end();
        } else if (value instanceof ListValue list) {
            elements("RPUSH", key, list.size(), list.walk());
        } else if (value instanceof SetValue set) {
            elements("SADD", key, set.size(), set.walk());
        } else if (value instanceof HashValue hash) {
            hash(key, hash);
        } else if (value instanceof SortedSetValue sorted) {
            sortedSet(key, sorted);
        } else if (value instanceof StreamValue stream) {
            streams.write(key, stream.stream());
        } else {
            throw new IllegalStateException("there are no commands for this kind of value: kind=" + value.typeName());
        }
        if (key.expireAtMs() != RdbKey.NO_EXPIRY) {
            out.begin(3).word("PEXPIREAT").key(key).number(key.expireAtMs()).end();
        }
    }

    private void elements(String command, RdbKey key, long size, ElementWalk walk) throws IOException {
        for (long left = size; left > 0; left -= ITEMS_PER_COMMAND) {
            long items = Math.min(left, ITEMS_PER_COMMAND);
            out.begin(2 + items).word(command).key(key);
            for (long i = 0; i < items && walk.next(); i++) {
                out.element(walk.element());
            }
            out.end();
        }
    }

    private void sortedSet(RdbKey key, SortedSetValue sorted) throws IOException {
        MemberWalk walk = sorted.walk();
        for (long left = sorted.size(); left > 0; left -= ITEMS_PER_COMMAND) {
            long items = Math.min(left, ITEMS_PER_COMMAND);
            out.begin(2 + 2 * items).word("ZADD").key(key);
            for (long i = 0; i < items && walk.next(); i++) {
                out.word(Doubles.toString(walk.score())).element(walk.member());
            }
            out.end();
        }
    }

    private void hash(RdbKey key, HashValue hash) throws IOException {
        FieldWalk walk = hash.walk();
        for (long left = hash.size(); left > 0; left -= ITEMS_PER_COMMAND) {
            long items = Math.min(left, ITEMS_PER_COMMAND);
            out.begin(2 + 2 * items).word("HMSET").key(key);
            for (long i = 0; i < items && walk.next(); i++) {
                out.element(walk.name()).element(walk.value());
            }
            out.end();
        }
        if (hash.hasExpiringFields()) {
            expiringFields(key, hash.walk());
        }
    }

    private void expiringFields(RdbKey key, FieldWalk walk) throws IOException {
        while (walk.next()) {
            if (walk.expireAtMs() != RdbKey.NO_EXPIRY) {
                out.begin(6)
                        .word("HPEXPIREAT")
                        .key(key)
                        .number(walk.expireAtMs())
                        .word("FIELDS")
                        .number(1);
                Element name = walk.name();
                out.element(name).end();
            }
        }
    }

    /** Puts a command together. */
    static final class CommandText {
        private static final byte[] LINE_END = {'\r', '\n'};

        private final PlainOutput output;
        private final byte[] buffer = new byte[1024];
        private int length;

        CommandText(PlainOutput output) {
            this.output = output;
        }

        /** Begins a command of so many words. */
        CommandText begin(long words) throws IOException {
            length = 0;
            return raw("*" + words).lineEnd();
        }

        CommandText word(String word) throws IOException {
            return raw("$" + word.length()).lineEnd().raw(word).lineEnd();
        }

        CommandText number(long number) throws IOException {
            return word(Long.toString(number));
        }

        CommandText key(RdbKey key) throws IOException {
            return bytes(key.bytes(), key.offset(), key.length());
        }

        CommandText element(Element element) throws IOException {
            return bytes(element.bytes(), element.offset(), element.length());
        }

        CommandText bytes(byte[] bytes, int offset, int count) throws IOException {
            raw("$" + count).lineEnd();
            put(bytes, offset, count);
            return lineEnd();
        }

        /** Ends the command. */
        void end() throws IOException {
            output.write(buffer, 0, length);
            length = 0;
        }

        private CommandText lineEnd() throws IOException {
            put(LINE_END, 0, LINE_END.length);
            return this;
        }

        private CommandText raw(String text) throws IOException {
            byte[] bytes = text.getBytes(ISO_8859_1);
            put(bytes, 0, bytes.length);
            return this;
        }

        private void put(byte[] bytes, int offset, int count) throws IOException {
            if (count > buffer.length - length) {
                // What is there of the command goes first: nobody sees the file before it is whole.
                output.write(buffer, 0, length);
                length = 0;
                if (count > buffer.length) {
                    output.write(bytes, offset, count);
                    return;
                }
            }
            System.arraycopy(bytes, offset, buffer, length, count);
            length += count;
        }
    }
}
