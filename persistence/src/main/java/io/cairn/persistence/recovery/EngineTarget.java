package io.cairn.persistence.recovery;

import io.cairn.engine.Engine;
import io.cairn.engine.command.Session;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.List;

/** Fills an engine. Its caller holds the engine's lock and has switched expiry off. */
final class EngineTarget implements DataTarget {
    private final Engine engine;
    private final Session session;
    private final Storage storage;
    private final Loading loading;
    private long commands;
    private long bytes;

    /** @param session the one that may load */
    EngineTarget(Engine engine, Session session, Storage storage, Loading loading) {
        this.engine = engine;
        this.session = session;
        this.storage = storage;
        this.loading = loading;
    }

    @Override
    public void begin(long totalBytes) {
        loading.begin(totalBytes);
    }

    @Override
    public long snapshot(String path, boolean whole, List<String> notices) throws IOException {
        loading.nextFile();
        long end = whole
                ? SnapshotLoader.load(engine.databases(), storage, path, notices, loading)
                : SnapshotLoader.loadPreamble(engine.databases(), storage, path, notices, loading);
        loading.reached(end);
        bytes += end;
        return end;
    }

    @Override
    public LogEnd log(String path, long start, long corruptTailBytes) throws IOException {
        if (start == 0) {
            loading.nextFile();
        }
        Replay replay = new Replay(engine, session, path, corruptTailBytes, loading);
        LogEnd end = replay.run(storage, start);
        commands += replay.commands();
        bytes += replay.bytes();
        return end;
    }

    @Override
    public long keys() {
        return engine.databases().size();
    }

    @Override
    public long commands() {
        return commands;
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
