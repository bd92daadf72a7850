package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.KeySpec.AtIndex;
import io.cairn.engine.command.KeySpec.Counted;
import java.util.Set;

/** What the declarations of this family have in common. */
final class SortedSetDeclarations {
    /** The key that most commands begin with. */
    static final ArgSpec KEY = key("key", 0);

    private SortedSetDeclarations() {}

    static CommandSpec.Builder declare(String name) {
        return command(name).group(Group.SORTED_SET).categories(AclCategory.SORTEDSET);
    }

    /** As many keys as argument {@code index} says, directly behind it. */
    static KeySpec countedKeys(int index, KeyFlag... flags) {
        return new KeySpec(new AtIndex(index), new Counted(0, 1, 1), Set.of(flags));
    }

    static ArgSpec limit() {
        return block("limit", integer("offset"), integer("count"))
                .after("LIMIT")
                .optional();
    }
}
