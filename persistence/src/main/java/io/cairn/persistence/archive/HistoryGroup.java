package io.cairn.persistence.archive;

import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A base and its logs that one rewrite has made history, as far as the files are still there.
 *
 * <p>A manifest lists its history in order: each base before its logs. What is no part of it is known by its salts: a log that
 * was made for a roll that did not happen is in front of the wrong one or behind it, and empty.
 *
 * @param files those that are there
 * @param beginsEmpty whether there never was a base, because the data set was empty where the first log begins
 */
record HistoryGroup(List<HistoryFile> files, boolean beginsEmpty) {
    HistoryGroup {
        files = List.copyOf(files);
    }

    /**
     * A file of a group.
     *
     * @param entry how the manifest calls it
     * @param kind what it is
     * @param place 0 for a base, from 1 on for logs
     * @param next salt of the log that goes on where it ends, behind the next base; 0 if there is none or it is not known
     * @param facts what is in it
     */
    record HistoryFile(Entry entry, FileKind kind, int place, long next, FileFacts facts) {
        HistoryFile withNext(long salt) {
            return new HistoryFile(entry, kind, place, salt, facts);
        }
    }

    /** Reads all files that {@code manifest} calls history. */
    static List<HistoryGroup> of(Storage storage, LogNames names, Manifest manifest, Stop stop) throws IOException {
        Grouping grouping = new Grouping();
        for (Entry entry : manifest.history()) {
            FileKind kind = FileKind.ofName(entry.name());
            String path = names.path(entry.name());
            if (storage.exists(path)) {
                FileFacts facts = FileReading.read(storage, path, kind, stop);
                grouping.add(new HistoryFile(entry, kind, 0, 0, facts));
            } else {
                grouping.miss(entry, kind);
            }
        }
        if (!manifest.increments().isEmpty()) {
            String first = names.path(manifest.increments().get(0).name());
            if (storage.exists(first)) {
                grouping.goOn(LogSurvey.saltOf(storage, first), LogSurvey.followedBy(storage, first));
            }
        }
        return grouping.groups();
    }

    /** Puts files together, in the order of the manifest. */
    private static final class Grouping {
        private final List<List<HistoryFile>> groups = new ArrayList<>();
        private final List<Boolean> empties = new ArrayList<>();

        /** Logs that are named and not there, since the last file that is. */
        private final List<Entry> missing = new ArrayList<>();

        private boolean baseMissing;
        private boolean logsBegun;

        void add(HistoryFile file) {
            if (file.kind().isBase()) {
                missing.clear();
                baseMissing = false;
                begin(false);
                put(file, 0);
            } else {
                addLog(file);
            }
        }

        private void addLog(HistoryFile file) {
            FileFacts facts = file.facts();
            HistoryFile last = last();
            long lastSequence =
                    last == null || last.kind().isBase() ? 0 : last.entry().sequence();
            long between = missing.stream()
                    .filter(entry -> entry.sequence() > lastSequence
                            && entry.sequence() < file.entry().sequence())
                    .count();
            missing.clear();
            boolean goesOn = last != null && !baseMissing && (between > 0 || goesOn(last, facts));
            if (!goesOn && between == 0 && !baseMissing && facts.isEmptyLog() && facts.follows() != 0) {
                // Made for a roll that did not happen.
                return;
            }
            if (!goesOn) {
                boolean first = !logsBegun && !baseMissing && between == 0;
                begin(first && facts.follows() == 0 && facts.isReadable());
                last = null;
            }
            baseMissing = false;
            logsBegun = true;
            goOn(facts.salt(), facts.follows());
            int before = last == null ? 0 : last.place();
            put(file, (int) (before + between + 1));
        }

        private @Nullable HistoryFile last() {
            List<HistoryFile> files = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
            return files.isEmpty() ? null : files.get(files.size() - 1);
        }

        /** Whether a log may be the one behind a file, as far as both say. */
        private static boolean goesOn(HistoryFile last, FileFacts log) {
            if (last.facts().salt() == 0 || log.salt() == 0) {
                return true;
            }
            return last.facts().salt() == (last.kind().isBase() ? log.salt() : log.follows());
        }

        /** A file that the manifest names is not there. */
        void miss(Entry entry, FileKind kind) {
            if (kind.isBase()) {
                missing.clear();
                baseMissing = true;
            } else {
                missing.add(entry);
            }
        }

        private void begin(boolean beginsEmpty) {
            groups.add(new ArrayList<>());
            empties.add(beginsEmpty);
        }

        private void put(HistoryFile file, int place) {
            groups.get(groups.size() - 1).add(new HistoryFile(file.entry(), file.kind(), place, 0, file.facts()));
        }

        /** A log begins; the last one of an earlier group may be the one that it follows. */
        void goOn(long salt, long follows) {
            for (int i = groups.size() - 1; i >= 0; i--) {
                List<HistoryFile> files = groups.get(i);
                int last = files.size() - 1;
                if (last >= 0
                        && !files.get(last).kind().isBase()
                        && files.get(last).facts().salt() == follows
                        && follows != 0) {
                    files.set(last, files.get(last).withNext(salt));
                    return;
                }
            }
        }

        List<HistoryGroup> groups() {
            List<HistoryGroup> result = new ArrayList<>();
            for (int i = 0; i < groups.size(); i++) {
                result.add(new HistoryGroup(groups.get(i), empties.get(i)));
            }
            return result;
        }
    }
}
