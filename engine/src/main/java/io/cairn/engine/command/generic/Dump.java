package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.generic.PayloadCodec.PayloadException;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.Value;

/** {@code DUMP key}: what a key holds, in a form that RESTORE takes, here or in Redis. */
public final class Dump implements Command {
    private static final CommandSpec SPEC = command("DUMP")
            .summary("Returns what a key holds in serialized form.")
            .complexity("O(N) for a value of N bytes")
            .since("2.6.0")
            .group(Group.GENERIC)
            .arity(2)
            .flags(Flag.READONLY)
            .categories(AclCategory.KEYSPACE)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
            .arguments(key("key", 0))
            .tips("nondeterministic_output")
            .build();

    private final PayloadCodec payloads;

    public Dump(PayloadCodec payloads) {
        this.payloads = payloads;
    }

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Value value = context.read(args, 1).value();
        if (value == null) {
            context.reply().nullValue();
            return;
        }
        try {
            context.reply().bulk(payloads.dump(value));
        } catch (PayloadException e) {
            context.reply().error(e.error());
        }
    }
}
