package io.cairn.engine.command.generic;

import io.cairn.engine.command.Command;
import java.util.List;

/** All commands on keys and on whole databases. */
public final class KeyCommands {
    private KeyCommands() {}

    /** The commands; DUMP and RESTORE use {@code payloads}. */
    public static List<Command> all(PayloadCodec payloads) {
        return List.of(
                Delete.del(),
                Delete.unlink(),
                Exists.exists(),
                Exists.touch(),
                new Type(),
                Expire.expire(),
                Expire.pExpire(),
                Expire.expireAt(),
                Expire.pExpireAt(),
                TimeToLive.ttl(),
                TimeToLive.pTtl(),
                TimeToLive.expireTime(),
                TimeToLive.pExpireTime(),
                new Persist(),
                Rename.rename(),
                Rename.renameNx(),
                new Copy(),
                new Move(),
                new Keys(),
                new Scan(),
                new RandomKey(),
                ObjectCommand.container(),
                new Dump(payloads),
                new Restore(payloads),
                new DatabaseSize(),
                Flush.database(),
                Flush.all(),
                new SwapDatabases(),
                new Select());
    }
}
