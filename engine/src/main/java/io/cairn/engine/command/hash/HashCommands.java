package io.cairn.engine.command.hash;

import io.cairn.engine.command.Command;
import java.util.List;

/** The commands on hashes. */
public final class HashCommands {
    private HashCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        return List.of(
                new CountFields(),
                ExpireFields.expire(),
                ExpireFields.expireAt(),
                ExpireFields.pExpire(),
                ExpireFields.pExpireAt(),
                new FieldExists(),
                new FieldLength(),
                FieldTimeToLive.expireTime(),
                FieldTimeToLive.pExpireTime(),
                FieldTimeToLive.pTtl(),
                FieldTimeToLive.ttl(),
                new GetField(),
                new GetFields(),
                new GetFieldsExpiring(),
                new IncrementField(),
                new IncrementFieldFloat(),
                ListFields.all(),
                ListFields.names(),
                ListFields.values(),
                new PersistFields(),
                PutFields.hmset(),
                PutFields.hset(),
                new PutFieldsExpiring(),
                new PutIfAbsent(),
                new RandomField(),
                new RemoveFields(),
                new ScanFields(),
                new TakeFields());
    }
}
