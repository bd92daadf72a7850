package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.RandomCount;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.FieldWalk;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.SetValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code HRANDFIELD key [count [WITHVALUES]]}: fields picked at random. A positive count asks for different fields, a
 * negative one for as many picks, in which a field may come again.
 */
public final class RandomField implements Command {
    private static final CommandSpec SPEC = command("HRANDFIELD")
            .summary("Returns fields of a hash picked at random.")
            .complexity("O(N) for N fields returned")
            .since("6.2.0")
            .group(Group.HASH)
            .arity(-2)
            .flags(READONLY)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    block("options", integer("count"), optionalToken("WITHVALUES"))
                            .optional())
            .tips("nondeterministic_output")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        boolean single = args.count() == 2;
        String error = single ? null : error(args);
        if (error != null) {
            context.reply().error(error);
            return;
        }
        HashValue hash = context.readCollection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        if (!single) {
            new Picking(hash, args.count() == 4, context).pick(args.toLong(2));
        } else if (hash.isEmpty()) {
            context.reply().nullValue();
        } else {
            hash.random();
            context.reply().bulk(hash.name());
        }
    }

    private static @Nullable String error(Args args) {
        String error = RandomCount.error(args, 2);
        if (error != null) {
            return error;
        }
        if (args.count() > 4 || (args.count() == 4 && !args.isWord(3, "WITHVALUES"))) {
            return CommandError.SYNTAX;
        }
        long count = args.toLong(2);
        boolean beyond = args.count() == 4 && count > Long.MAX_VALUE / 2;
        return beyond || RandomCount.isTooMany(count) ? CommandError.OUT_OF_RANGE : null;
    }

    /** One reply with several fields. */
    private static final class Picking {
        private final HashValue hash;
        private final boolean withValues;
        private final CommandContext context;
        private final ReplyWriter reply;

        Picking(HashValue hash, boolean withValues, CommandContext context) {
            this.hash = hash;
            this.withValues = withValues;
            this.context = context;
            this.reply = context.reply();
        }

        void pick(long count) {
            if (count < 0 && !hash.isEmpty()) {
                announce((int) -count);
                for (long i = count; i < 0; i++) {
                    hash.random();
                    write(hash.name(), hash.value());
                }
                return;
            }
            long different = Math.min(Math.max(count, 0), hash.size());
            announce((int) different);
            if (RandomCount.isMostOf(different, hash.size())) {
                walk(different);
            } else {
                pickDifferent(different);
            }
        }

        private void pickDifferent(long count) {
            SetValue picked = context.databases().scratch().collection(SetValue.class);
            while (picked != null && picked.size() < count) {
                hash.random();
                if (picked.add(hash.name())) {
                    write(hash.name(), hash.value());
                }
            }
        }

        /** Each field is taken with the probability with which it belongs to what is still to be taken. */
        private void walk(long count) {
            long wanted = count;
            long left = hash.size();
            for (FieldWalk walk = hash.walk(); wanted > 0 && walk.next(); left--) {
                if (Math.floorMod(context.databases().random(), left) < wanted) {
                    write(walk.name(), walk.value());
                    wanted--;
                }
            }
        }

        private void announce(int fields) {
            reply.array(withValues && reply.protocol() == 2 ? 2 * fields : fields);
        }

        private void write(Element name, Element value) {
            if (withValues && reply.protocol() == 3) {
                reply.array(2);
            }
            reply.bulk(name);
            if (withValues) {
                reply.bulk(value);
            }
        }
    }
}
