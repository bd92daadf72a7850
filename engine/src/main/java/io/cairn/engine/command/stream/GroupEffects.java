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
    private final Effects effects;
    private final Args args;
    private final int keyIndex;
    private final int groupIndex;
    private final int consumerIndex;
    private final byte[] text = new byte[StreamId.MAX_TEXT_BYTES];

    /** @param consumerIndex of the consumer's name, as the others of the key and the group's name */
    GroupEffects(Effects effects, Args args, int keyIndex, int groupIndex, int consumerIndex) {
        this.effects = effects;
        this.args = args;
        this.keyIndex = keyIndex;
        this.groupIndex = groupIndex;
        this.consumerIndex = consumerIndex;
    }

    private void id(StreamId id) {
        effects.slice(text, 0, id.putText(text, 0));
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
                .word("XCLAIM")
                .arg(args, keyIndex)
                .arg(args, groupIndex)
                .arg(args, consumerIndex)
                .number(0);
        id(id);
        effects.word("TIME").number(deliveredMs).word("RETRYCOUNT").number(deliveries);
        effects.word("FORCE").word("JUSTID").word("LASTID");
        id(group.lastId());
    }

    /** An entry ceased to be pending. */
    void acknowledged(StreamId id) {
        effects.command(4).word("XACK").arg(args, keyIndex).arg(args, groupIndex);
        id(id);
    }

    /** The group was given further entries. */
    void advanced(StreamGroup group) {
        effects.command(7).word("XGROUP").word("SETID").arg(args, keyIndex).arg(args, groupIndex);
        id(group.lastId());
        effects.word("ENTRIESREAD").number(group.entriesRead());
    }
}
