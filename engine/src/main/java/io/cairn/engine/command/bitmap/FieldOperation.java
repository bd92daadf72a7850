package io.cairn.engine.command.bitmap;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of BITFIELD.
 *
 * @param kind what to do
 * @param field the type of the number
 * @param bit where it begins
 * @param operand what to set it to, or to add to it
 * @param overflow what happens to a result that the field cannot hold
 */
record FieldOperation(Kind kind, FieldType field, long bit, long operand, Overflow overflow) {
    /** What to do with a field. */
    enum Kind {
        GET,
        SET,
        INCRBY
    }

    /** What happens to a result that the field cannot hold. */
    enum Overflow {
        /** The highest bits are lost. */
        WRAP,
        /** It becomes the nearest number that the field can hold. */
        SAT,
        /** Nothing is written. */
        FAIL
    }

    /** Reads all operations of a request; null after an error reply. */
    static @Nullable List<FieldOperation> readAll(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        List<FieldOperation> operations = new ArrayList<>();
        Overflow overflow = Overflow.WRAP;
        int i = 2;
        while (i < args.count()) {
            Kind kind = kind(args, i);
            if (kind != null) {
                FieldOperation operation = read(kind, overflow, args, i, context);
                if (operation == null) {
                    return null;
                }
                operations.add(operation);
                i += words(kind);
            } else if (args.isWord(i, "OVERFLOW") && i + 1 < args.count()) {
                @Nullable Overflow named = overflow(args, i + 1);
                if (named == null) {
                    reply.error("ERR Invalid OVERFLOW type specified");
                    return null;
                }
                overflow = named;
                i += 2;
            } else {
                reply.error(CommandError.SYNTAX);
                return null;
            }
        }
        return operations;
    }

    private static int words(Kind kind) {
        return kind == Kind.GET ? 3 : 4;
    }

    private static @Nullable Kind kind(Args args, int index) {
        for (Kind kind : Kind.values()) {
            if (args.isWord(index, kind.name()) && index + words(kind) <= args.count()) {
                return kind;
            }
        }
        return null;
    }

    private static @Nullable Overflow overflow(Args args, int index) {
        for (Overflow overflow : Overflow.values()) {
            if (args.isWord(index, overflow.name())) {
                return overflow;
            }
        }
        return null;
    }

    private static @Nullable FieldOperation read(
            Kind kind, Overflow overflow, Args args, int index, CommandContext context) {
        FieldType field = FieldType.read(args.textToNul(index + 1));
        if (field == null) {
            context.reply().error(FieldType.ERROR);
            return null;
        }
        long bit = BitOffset.readOfField(args, index + 2, field.bits(), context);
        if (bit == BitOffset.INVALID) {
            context.reply().error(BitOffset.ERROR);
            return null;
        }
        long operand = 0;
        if (kind != Kind.GET) {
            if (!args.isLong(index + 3)) {
                context.reply().error(CommandError.NOT_AN_INTEGER);
                return null;
            }
            operand = args.toLong(index + 3);
        }
        return new FieldOperation(kind, field, bit, operand, overflow);
    }

    /** How long a string must be to be written to; 0 if nothing is written. */
    long writtenBytes() {
        return kind == Kind.GET ? 0 : (bit + field.bits() - 1 >>> 3) + 1;
    }

    /** Whether it leaves the field as it is, because the result does not fit. */
    boolean fails(long present) {
        return overflow == Overflow.FAIL && overflows(present) != 0;
    }

    /** What the field holds afterwards, unless it {@link #fails}. */
    long next(long present) {
        int direction = overflows(present);
        if (direction == 0 || overflow == Overflow.WRAP) {
            return field.wrap(kind == Kind.SET ? operand : present + operand);
        }
        return direction > 0 ? field.most() : field.least();
    }

    /** 1 if the result is too large for the field, -1 if it is too small, 0 if it fits. */
    private int overflows(long present) {
        if (kind == Kind.SET) {
            return field.isAbove(operand) ? 1 : field.isBelow(operand) ? -1 : 0;
        }
        // Neither difference overflows where it is looked at: the present number is between both ends.
        if (operand > 0 && field.roomAbove(present) >= 0 && operand > field.roomAbove(present)) {
            return 1;
        }
        return operand < 0 && field.roomBelow(present) <= 0 && operand < field.roomBelow(present) ? -1 : 0;
    }
}
