package io.cairn.persistence.archive;

import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
                grouping.miss(kind);
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
        private int place;
        private boolean open;

        void add(HistoryFile file) {
            FileFacts facts = file.facts();
            if (file.kind().isBase()) {
                begin(false);
                put(file, 0);
                return;
            }
            if (!open || !follows(facts)) {
                if (facts.isEmptyLog() && facts.follows() != 0) {
                    // Made for a roll that did not happen.
                    return;
                }
                begin(groups.isEmpty() && facts.follows() == 0 && facts.isReadable());
            } else if (place == 0) {
                goOn(facts.salt(), facts.follows());
            }
            put(file, place + 1);
        }

        /** Whether a log may be the one behind the last file of the open group. */
        private boolean follows(FileFacts facts) {
            List<HistoryFile> files = groups.get(groups.size() - 1);
            if (place == 0 || files.isEmpty()) {
                return true;
            }
            HistoryFile last = files.get(files.size() - 1);
            if (last.place() != place) {
                return true;
            }
            boolean bothOfCairn = last.facts().salt() != 0 && facts.salt() != 0;
            return !bothOfCairn || last.facts().salt() == facts.follows();
        }

        /** A file that the manifest names is not there. */
        void miss(FileKind kind) {
            if (kind.isBase()) {
                begin(false);
            } else {
                if (!open) {
                    begin(false);
                }
                place++;
            }
        }

        private void begin(boolean beginsEmpty) {
            groups.add(new ArrayList<>());
            empties.add(beginsEmpty);
            place = 0;
            open = true;
        }

        private void put(HistoryFile file, int at) {
            place = at;
            groups.get(groups.size() - 1).add(new HistoryFile(file.entry(), file.kind(), at, 0, file.facts()));
        }

        /** A log begins behind a base; the last log before that base may be the one that it follows. */
        void goOn(long salt, long follows) {
            for (int i = groups.size() - 1; i >= 0; i--) {
                List<HistoryFile> files = groups.get(i);
                int last = files.size() - 1;
                if (last >= 0 && files.get(last).facts().salt() == follows && follows != 0) {
                    files.set(last, files.get(last).withNext(salt));
                    return;
                }
            }
        }

        List<HistoryGroup> groups() {
            List<HistoryGroup> result = new ArrayList<>();
            for (int i = 0; i < groups.size(); i++) {
                if (!groups.get(i).isEmpty()) {
                    result.add(new HistoryGroup(groups.get(i), empties.get(i)));
                }
            }
            return result;
        }
    }
}
