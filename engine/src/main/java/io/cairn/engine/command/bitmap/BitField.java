package io.cairn.engine.command.bitmap;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeyFlag.VARIABLE_FLAGS;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFinder;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.LocatesKeys;
import io.cairn.engine.command.bitmap.FieldOperation.Kind;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.ByteSource;
import io.cairn.engine.value.StringEdit;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code BITFIELD key [GET type offset] [OVERFLOW WRAP | SAT | FAIL] [SET type offset value] [INCRBY type offset
 * increment] ...}: whole numbers of any width in a string. {@code BITFIELD_RO} is the same for reading alone.
 */
public final class BitField implements LocatesKeys {
    /** What an array can hold, for whoever wants it all in one. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private static final Set<KeyFlag> READS = Set.of(RO, ACCESS);
    private static final Set<KeyFlag> READS_AND_WRITES = Set.of(RW, ACCESS, UPDATE);

    private static final ByteSource NOTHING = at -> 0;

    private final CommandSpec spec;
    private final boolean readOnly;

    private BitField(CommandSpec spec, boolean readOnly) {
        this.spec = spec;
        this.readOnly = readOnly;
    }

    public static BitField bitField() {
        return new BitField(
                declare("BITFIELD", "Reads and writes whole numbers of any width in the string that a key holds.")
                        .since("3.2.0")
                        .flags(DENYOOM, WRITE)
                        .keys(keyAt(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS))
                        .arguments(key("key", 0), operations())
                        .build(),
                false);
    }

    public static BitField readOnly() {
        return new BitField(
                declare("BITFIELD_RO", "Reads whole numbers of any width from the string that a key holds.")
                        .since("6.0.0")
                        .flags(FAST, READONLY)
                        .keys(keyAt(1, RO, ACCESS))
                        .arguments(
                                key("key", 0),
                                block("get-block", string("encoding"), integer("offset"))
                                        .after("GET")
                                        .multipleToken()
                                        .optional())
                        .build(),
                true);
    }

    private static CommandSpec.Builder declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1) for each operation.")
                .group(Group.BITMAP)
                .arity(-2)
                .categories(AclCategory.BITMAP);
    }

    private static ArgSpec operations() {
        return oneOf(
                        "operation",
                        block("get-block", string("encoding"), integer("offset"))
                                .after("GET"),
                        block(
                                "write",
                                oneOf("overflow-block", token("WRAP"), token("SAT"), token("FAIL"))
                                        .after("OVERFLOW")
                                        .optional(),
                                oneOf(
                                        "write-operation",
                                        block("set-block", string("encoding"), integer("offset"), integer("value"))
                                                .after("SET"),
                                        block(
                                                        "incrby-block",
                                                        string("encoding"),
                                                        integer("offset"),
                                                        integer("increment"))
                                                .after("INCRBY"))))
                .multiple()
                .optional();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    /** What is no operation counts as one that writes, as in Redis. */
    @Override
    public void locateKeys(Args args, int first, KeyFinder keys) {
        boolean reads = true;
        int i = first + 2;
        while (reads && i < args.count()) {
            int left = args.count() - i - 1;
            if (args.isWord(i, "GET") && left >= 2) {
                i += 3;
            } else if (args.isWord(i, "OVERFLOW") && left >= 1) {
                i += 2;
            } else {
                reads = false;
            }
        }
        keys.add(first + 1, reads || readOnly ? READS : READS_AND_WRITES);
    }

    @Override
    public void execute(Args args, CommandContext context) {
        List<FieldOperation> operations = FieldOperation.readAll(args, context);
        if (operations == null) {
            return;
        }
        long leastLength = operations.stream()
                .mapToLong(FieldOperation::writtenBytes)
                .max()
                .orElse(0);
        if (leastLength == 0) {
            read(operations, context.read(args, 1).value(), context.reply());
        } else if (readOnly) {
            context.reply().error("ERR BITFIELD_RO only supports the GET subcommand");
        } else if (leastLength > MOST_BYTES) {
            context.reply().error(BitOffset.ERROR);
        } else {
            write(operations, context.entry(args, 1), (int) leastLength, context.reply());
        }
    }

    private static void read(List<FieldOperation> operations, @Nullable Value value, ReplyWriter reply) {
        if (value != null && !(value instanceof StringValue)) {
            reply.error(CommandError.WRONG_TYPE);
            return;
        }
        ByteSource bytes = value instanceof StringValue string ? string : NOTHING;
        reply.array(operations.size());
        for (FieldOperation operation : operations) {
            reply.integer(operation.field().read(bytes, operation.bit()));
        }
    }

    private static void write(List<FieldOperation> operations, Entry entry, int leastLength, ReplyWriter reply) {
        Value value = entry.value();
        if (value != null && !(value instanceof StringValue)) {
            reply.error(CommandError.WRONG_TYPE);
            return;
        }
        int oldLength = value instanceof StringValue string ? string.length() : 0;
        StringEdit bytes = entry.edit(leastLength);
        boolean grown = bytes.length() != oldLength;
        int changes = 0;
        reply.array(operations.size());
        for (FieldOperation operation : operations) {
            long present = operation.field().read(bytes, operation.bit());
            if (operation.kind() == Kind.GET) {
                reply.integer(present);
            } else if (operation.fails(present)) {
                reply.nullValue();
            } else {
                long next = operation.next(present);
                reply.integer(operation.kind() == Kind.SET ? present : next);
                operation.field().write(bytes, operation.bit(), next);
                changes += grown || next != present ? 1 : 0;
            }
        }
        if (changes > 0 || grown) {
            // Redis forgets to propagate a string that grew while all operations failed.
            entry.changed(Math.max(changes, 1));
        }
    }
}
