package io.cairn.persistence.offline;

import java.io.IOException;
import java.util.List;

/** Repairs one file by itself, as {@link Repair} does those of a data set. */
public final class FileRepair {
    private FileRepair() {}

    /**
     * Repairs a log or a snapshot into a new file; directories may be the same. With {@link RepairMode#SKIP}, commands that
     * will fail because of what is lost are kept: what they apply to is not known here.
     */
    public static RepairReport repair(
            OfflineDirectory source, String path, OfflineDirectory target, String newPath, RepairMode mode)
            throws IOException {
        DirectoryCheck check = new DirectoryCheck(source);
        CheckReport before = check.runFile(path);
        if (before.files().isEmpty()) {
            throw new OfflineException(
                    path + " is a manifest, and what it says only it knows: restore it from a backup");
        }
        Losses losses = NewFile.make(target, newPath, temporary -> {
            Losses lost = new Losses();
            if (!check.logs().isEmpty()) {
                repairLog(source, check.logs().get(0), target, temporary, mode, lost);
            } else if (before.isSound()) {
                FileCopy.whole(source.storage(), path, target.storage(), temporary);
            } else {
                Repair.salvage(source, path, target, temporary, mode, lost);
            }
            return lost;
        });
        return losses.report(before, List.of(newPath), Check.file(target, newPath));
    }

    private static void repairLog(
            OfflineDirectory source,
            LogState log,
            OfflineDirectory target,
            String newPath,
            RepairMode mode,
            Losses losses)
            throws IOException {
        String path = log.path();
        LogCheck.Result found = log.result();
        if (found == null || !log.beginsSound()) {
            if (mode == RepairMode.CUT) {
                throw new OfflineException(
                        path + " begins with a damaged snapshot, and before it there is nothing to cut"
                                + " back to: restore it from a backup, or repair with SKIP to keep what can be read");
            }
            long ignored = Repair.rewrite(source, log, target, newPath, 0, losses, null);
            return;
        }
        boolean faulty = found.firstFault() >= 0;
        if (!faulty && found.end().closed()) {
            FileCopy.whole(source.storage(), path, target.storage(), newPath);
        } else if (faulty && mode == RepairMode.SKIP) {
            long ignored =
                    Repair.rewrite(source, log, target, newPath, found.end().follows(), losses, null);
        } else {
            long end = faulty ? found.firstFault() : found.end().end();
            long kept = FileCopy.log(source.storage(), path, log.start(), end, target.storage(), newPath);
            LossCount count = DroppedLog.count(source, found.end(), kept);
            if (!count.total().isNone()) {
                losses.add(path, kept, found.end().length(), "cut there", count);
            }
        }
    }
}
