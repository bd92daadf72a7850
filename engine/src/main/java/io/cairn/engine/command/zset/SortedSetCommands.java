package io.cairn.engine.command.zset;

import io.cairn.engine.command.Command;
import java.util.List;
import java.util.stream.Stream;

/** The commands on sorted sets. */
public final class SortedSetCommands {
    private SortedSetCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        List<Command> others = List.of(
                ZAdd.zadd(),
                ZAdd.zincrby(),
                new ZCard(),
                ZCount.zcount(),
                ZCount.zlexcount(),
                new ZPopMany(),
                ZScore.zmscore(),
                ZPop.zpopmax(),
                ZPop.zpopmin(),
                new ZRandomMember(),
                ZRank.zrank(),
                ZRank.zrevrank(),
                new ZRemove(),
                ZRemoveRange.byLex(),
                ZRemoveRange.byRank(),
                ZRemoveRange.byScore(),
                new ZScan(),
                ZScore.zscore());
        return Stream.of(others, ZRange.all(), ZCombine.all())
                .flatMap(List::stream)
                .toList();
    }
}
