package io.cairn.server;

import io.cairn.persistence.Datastore;
import io.cairn.persistence.log.CommandLog;
import io.cairn.server.net.ReplyGate;

/** When replies may leave, as the data set's log has it; at once if there is none. */
record LogGate(Datastore datastore) implements ReplyGate {
    @Override
    public void awaitRoom() {
        CommandLog log = datastore.log();
        if (log != null) {
            log.awaitRoom();
        }
    }

    @Override
    public long releasedPosition() {
        CommandLog log = datastore.awaitedLog();
        return log == null ? Long.MAX_VALUE : log.releasedPosition();
    }

    @Override
    public long durablePosition() {
        CommandLog log = datastore.awaitedLog();
        return log == null ? Long.MAX_VALUE : log.durablePosition();
    }

    @Override
    public boolean forceHere() {
        CommandLog log = datastore.awaitedLog();
        return log != null && log.forceHere();
    }

    @Override
    public boolean isEndLost() {
        return datastore.isEndLost();
    }

    @Override
    public void requestForce() {
        CommandLog log = datastore.awaitedLog();
        if (log != null) {
            log.requestForce();
        }
    }
}
