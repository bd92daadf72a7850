package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.word;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StreamValue;

/** {@code XTRIM key MAXLEN | MINID [= | ~] threshold [LIMIT count]}: removes the first entries of a stream. */
final class StreamTrim implements Command {
    private static final CommandSpec SPEC = command("XTRIM")
            .summary("Removes the first entries of a stream.")
            .complexity("O(log N) for each leaf that goes.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-4)
            .flags(WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RW, DELETE))
            .arguments(
                    key("key", 0),
                    block(
                            "trim",
                            oneOf("strategy", token("MAXLEN"), token("MINID").since("6.2.0")),
                            oneOf("operator", word("equal", "="), word("approximately", "~"))
                                    .optional(),
                            string("threshold"),
                            integer("count").after("LIMIT").since("6.2.0").optional()))
            .tips("nondeterministic_output")
            .build();

    private final StreamOptions options = new StreamOptions();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (options.parse(args, context, false) == StreamOptions.INVALID) {
            return;
        }
        StreamValue stream = context.collection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        long removed = stream.isEmpty() ? 0 : options.trim(stream);
        context.reply().integer(removed);
        if (removed > 0 && options.isApproximate()) {
            Effects effects = context.effects().command(5).word("XTRIM").arg(args, 1);
            options.writeExact(effects, stream.stream());
        }
    }
}
