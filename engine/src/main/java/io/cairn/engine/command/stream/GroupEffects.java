package io.cairn.engine.command.stream;

import io.cairn.engine.command.Effects;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;

/**
 * What has happened in a group, as commands for the journal: those with which Redis tells its replicas, so that it takes
 * them too. For one command and one group.
 */
final class GroupEffects {
    private static final byte[] CLAIM = Effects.encode("XCLAIM");
    private static final byte[] TIME = Effects.encode("TIME");
    private static final byte[] RETRY_COUNT = Effects.encode("RETRYCOUNT");
    private static final byte[] FORCE_JUST_ID_LAST_ID = Effects.encode("FORCE", "JUSTID", "LASTID");
    private static final byte[] SET_ID = Effects.encode("XGROUP", "SETID");
    private static final byte[] ENTRIES_READ = Effects.encode("ENTRIESREAD");

    private final Effects effects;
    private final Args args;
    private final int keyIndex;
    private final int groupIndex;
    private final int consumerIndex;

    /** @param consumerIndex of the consumer's name, as the others of the key and the group's name */
    GroupEffects(Effects effects, Args args, int keyIndex, int groupIndex, int consumerIndex) {
        this.effects = effects;
        this.args = args;
        this.keyIndex = keyIndex;
        this.groupIndex = groupIndex;
        this.consumerIndex = consumerIndex;
    }

    /** The consumer was made. */
    void created() {
        effects.command(5)
                .word("XGROUP")
                .word("CREATECONSUMER")
                .arg(args, keyIndex)
                .arg(args, groupIndex)
                .arg(args, consumerIndex);
    }

    /** An entry became the consumer's, or was given to it once more. */
    void delivered(StreamId id, long deliveredMs, long deliveries, StreamGroup group) {
        effects.command(14)
                .words(CLAIM)
                .arg(args, keyIndex)
                .arg(args, groupIndex)
                .arg(args, consumerIndex)
                .number(0)
                .id(id);
        effects.words(TIME).number(deliveredMs).words(RETRY_COUNT).number(deliveries);
        effects.words(FORCE_JUST_ID_LAST_ID).id(group.lastId());
    }

    /** An entry ceased to be pending. */
    void acknowledged(StreamId id) {
        effects.command(4)
                .word("XACK")
                .arg(args, keyIndex)
                .arg(args, groupIndex)
                .id(id);
    }

    /** The group was given further entries. */
    void advanced(StreamGroup group) {
        effects.command(7).words(SET_ID).arg(args, keyIndex).arg(args, groupIndex);
        effects.id(group.lastId()).words(ENTRIES_READ).number(group.entriesRead());
    }
}
