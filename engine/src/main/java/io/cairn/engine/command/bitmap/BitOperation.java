package io.cairn.engine.command.bitmap;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.OW;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.command.KeySpec.keysFrom;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Bits;
import io.cairn.engine.value.PagedString;
import io.cairn.engine.value.StringEdit;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code BITOP AND | OR | XOR | NOT destkey key [key ...]}: combines strings bit by bit and keeps the result. Shorter ones
 * and missing keys count as followed by zeros.
 */
public final class BitOperation implements Command {
    private static final CommandSpec SPEC = command("BITOP")
            .summary("Combines the bits of strings and sets a key to the result, which is as long as the longest.")
            .complexity("O(N) where N is the length of all strings together.")
            .since("2.6.0")
            .group(Group.BITMAP)
            .arity(-4)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.BITMAP)
            .keys(keyAt(2, OW, UPDATE), keysFrom(3, 1, RO, ACCESS))
            .arguments(
                    oneOf("operation", token("AND"), token("OR"), token("XOR"), token("NOT")),
                    key("destkey", 0),
                    key("key", 1).multiple())
            .build();

    private static final int FIRST_SOURCE = 3;

    private enum Operation {
        AND,
        OR,
        XOR,
        NOT
    }

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Operation operation = operation(args);
        if (operation == null) {
            context.reply().error(CommandError.SYNTAX);
        } else if (operation == Operation.NOT && args.count() != FIRST_SOURCE + 1) {
            context.reply().error("ERR BITOP NOT must be called with a single source key.");
        } else {
            List<StringValue> sources = sources(args, context);
            if (sources != null) {
                int missing = args.count() - FIRST_SOURCE - sources.size();
                context.reply().integer(store(operation, sources, missing > 0, args, context));
            }
        }
    }

    private static @Nullable Operation operation(Args args) {
        for (Operation operation : Operation.values()) {
            if (args.isWord(1, operation.name())) {
                return operation;
            }
        }
        return null;
    }

    /** The strings that are there; null after the error reply that a key holds something else. */
    private static @Nullable List<StringValue> sources(Args args, CommandContext context) {
        context.settle(args, FIRST_SOURCE, args.count());
        List<StringValue> sources = new ArrayList<>();
        for (int i = FIRST_SOURCE; i < args.count(); i++) {
            Value value = context.readBeside(i - FIRST_SOURCE, args, i).value();
            if (value instanceof StringValue string) {
                sources.add(string);
            } else if (value != null) {
                context.reply().error(CommandError.WRONG_TYPE);
                return null;
            }
        }
        return sources;
    }

    private static long store(
            Operation operation, List<StringValue> sources, boolean missing, Args args, CommandContext context) {
        int length = sources.stream().mapToInt(StringValue::length).max().orElse(0);
        if (length == 0) {
            Entry destination = context.entry(args, 2);
            if (destination.exists()) {
                destination.remove();
            }
            return 0;
        }
        Entry result = context.databases().scratch();
        combine(operation, sources, missing, result.edit(length));
        context.entry(args, 2).put(result.detach(), NO_EXPIRY);
        return length;
    }

    /** Goes block by block, so that the result is not there twice, and stretches of zeros in it take no memory. */
    private static void combine(Operation operation, List<StringValue> sources, boolean missing, StringEdit result) {
        int length = result.length();
        byte[] block = new byte[Math.min(length, PagedString.PAGE_BYTES)];
        for (int at = 0; at < length; ) {
            int part = Math.min(block.length, length - at);
            load(sources.get(0), at, block, part);
            for (int i = 1; i < sources.size(); i++) {
                combine(operation, sources.get(i), at, block, part);
            }
            if (operation == Operation.NOT) {
                Bits.not(block, part);
            } else if (operation == Operation.AND && missing) {
                Arrays.fill(block, 0, part, (byte) 0);
            }
            if (Bits.prefix(block, 0, part, (byte) 0) < part) {
                result.write(at, block, 0, part);
            }
            at += part;
        }
    }

    private static void load(StringValue source, int from, byte[] block, int length) {
        int end = (int) Math.min(source.length(), (long) from + length);
        int at = from;
        while (at < end) {
            int run = Math.min(source.runLength(at), end - at);
            System.arraycopy(source.runBytes(at), source.runOffset(at), block, at - from, run);
            at += run;
        }
        Arrays.fill(block, Math.max(0, end - from), length, (byte) 0);
    }

    /** A block is no longer than a page and begins where a page begins, so it lies in one run. */
    private static void combine(Operation operation, StringValue source, int from, byte[] block, int length) {
        int there = Math.max(0, Math.min(length, source.length() - from));
        if (there > 0) {
            byte[] bytes = source.runBytes(from);
            int offset = source.runOffset(from);
            switch (operation) {
                case AND -> Bits.and(block, bytes, offset, there);
                case OR -> Bits.or(block, bytes, offset, there);
                case XOR -> Bits.xor(block, bytes, offset, there);
                case NOT -> throw new IllegalStateException("NOT has one source");
            }
        }
        if (operation == Operation.AND) {
            Arrays.fill(block, there, length, (byte) 0);
        }
    }
}
