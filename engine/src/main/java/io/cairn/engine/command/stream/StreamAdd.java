package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.word;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.structure.StreamWriter;
import io.cairn.engine.value.StreamValue;

/**
 * {@code XADD key [NOMKSTREAM] [MAXLEN | MINID [= | ~] threshold [LIMIT count]] * | id field value [field value ...]}: adds
 * an entry to a stream. The journal gets the id that was chosen, and how far the stream was trimmed.
 */
final class StreamAdd implements Command {
    private static final CommandSpec SPEC = command("XADD")
            .summary("Adds an entry to a stream, and may remove its first ones.")
            .complexity("O(size of the entry), and O(log N) for each leaf that is trimmed.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-5)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RW, UPDATE))
            .arguments(
                    key("key", 0),
                    token("NOMKSTREAM").since("6.2.0").optional(),
                    block(
                                    "trim",
                                    oneOf(
                                            "strategy",
                                            token("MAXLEN"),
                                            token("MINID").since("6.2.0")),
                                    oneOf("operator", word("equal", "="), word("approximately", "~"))
                                            .optional(),
                                    string("threshold"),
                                    integer("count")
                                            .after("LIMIT")
                                            .since("6.2.0")
                                            .optional())
                            .optional(),
                    oneOf("id-selector", word("auto-id", "*"), string("id")),
                    block("data", string("field"), string("value")).multiple())
            .tips("nondeterministic_output")
            .build();

    private static final byte[] ADD = Effects.encode("XADD");

    private final StreamOptions options = new StreamOptions();
    private final RequestFields fields = new RequestFields();
    private final StreamId id = new StreamId();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int idIndex = options.parse(args, context, true);
        if (idIndex == StreamOptions.INVALID) {
            return;
        }
        ReplyWriter reply = context.reply();
        int firstField = idIndex + 1;
        int count = args.count() - firstField;
        if (count < 2 || count % 2 == 1) {
            reply.error(CommandError.wrongArity(SPEC));
            return;
        }
        if (options.idForm() == IdArgument.WHOLE && options.id().isLeast()) {
            reply.error("ERR The ID specified in XADD must be greater than 0-0");
            return;
        }
        StreamValue stream = context.collection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        if (stream.isEmpty() && options.isWithoutMaking()) {
            reply.nullValue();
            return;
        }
        if (!chooseId(stream, context)) {
            return;
        }
        fields.point(args, firstField);
        if (!StreamWriter.fits(fields)) {
            reply.error("ERR Elements are too large to be stored");
            return;
        }
        stream.add(id, fields);
        options.trim(stream);
        reply.bulk(id);
        if (options.idForm() != IdArgument.WHOLE || options.isApproximate()) {
            writeEffect(args, stream.stream(), context.effects());
        }
    }

    /** Sets the id of the new entry; false after an error reply that there is none. */
    private boolean chooseId(StreamValue stream, CommandContext context) {
        if (stream.isEmpty()) {
            id.setLeast();
        } else {
            id.set(stream.stream().lastId());
        }
        if (id.isGreatest()) {
            context.reply().error("ERR The stream has exhausted the last possible ID, unable to add more items");
            return false;
        }
        StreamId given = options.id();
        boolean rises = true;
        if (options.idForm() == IdArgument.INVALID) {
            nextId(context.nowMs());
        } else if (options.idForm() == IdArgument.WITHOUT_SEQUENCE && given.ms() == id.ms()) {
            rises = id.sequence() != -1;
            id.increment();
        } else {
            rises = given.compare(id) > 0;
            id.set(given);
        }
        if (!rises) {
            context.reply().error("ERR The ID specified in XADD is equal or smaller than the target stream top item");
        }
        return rises;
    }

    /** From the last id, goes on to the one of this moment, or to the next if the last one is as late. */
    private void nextId(long nowMs) {
        if (Long.compareUnsigned(nowMs, id.ms()) > 0) {
            id.set(nowMs, 0);
        } else {
            id.increment();
        }
    }

    private void writeEffect(Args args, LargeStream stream, Effects effects) {
        boolean trims = options.strategy() != StreamOptions.Strategy.NONE;
        effects.command(3 + fields.count() + (trims ? 3 : 0)).words(ADD).arg(args, 1);
        if (trims) {
            options.writeExact(effects, stream);
        }
        effects.id(id);
        for (int i = args.count() - fields.count(); i < args.count(); i++) {
            effects.arg(args, i);
        }
    }
}
