package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.string;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;

/** The part {@code FIELDS numfields field [field ...]} with which requests on the expiry of fields end. */
final class FieldArguments {
    /** What {@link #read} returns after an error reply. */
    static final int INVALID = -1;

    static final String NOT_POSITIVE = "ERR Number of fields must be a positive integer";

    private FieldArguments() {}

    /** The declaration. */
    static ArgSpec declare() {
        return block("fields", integer("numfields"), string("field").multiple()).after("FIELDS");
    }

    /**
     * Checks the part that begins at argument {@code index} and goes on to the end.
     *
     * @param notPositive the error for a number that is none, or not positive
     * @return the index of the first field; {@link #INVALID} after an error reply
     */
    static int read(Args args, int index, String notPositive, CommandContext context) {
        String error = null;
        if (!args.isWord(index, "FIELDS")) {
            error = "ERR Mandatory argument FIELDS is missing or not at the right position";
        } else if (index + 1 == args.count()) {
            error = CommandError.wrongArity(context.spec());
        } else if (!args.isLong(index + 1) || args.toLong(index + 1) < 1) {
            error = notPositive;
        } else if (args.toLong(index + 1) != args.count() - index - 2) {
            error = "ERR The `numfields` parameter must match the number of arguments";
        }
        if (error != null) {
            context.reply().error(error);
            return INVALID;
        }
        return index + 2;
    }
}
