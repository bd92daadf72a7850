package io.cairn.persistence.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** The content of a file of a {@link SimulatedStorage}, whatever its names are: what processes see, and what is on the disk. */
final class SimulatedContent {
    /** The kernel may write a page at any moment: of what it held between two forces, so many contents are remembered. */
    private static final int CONTENTS_KEPT = 3;

    private static final int PAGE_BYTES = SimulatedStorage.PAGE_BYTES;
    private static final int SECTOR_BYTES = SimulatedStorage.SECTOR_BYTES;

    byte[] cache = {};
    byte[] disk = {};
    boolean isDirectory;

    /** For each page that was not forced what it held on the way; its last content is in the cache. */
    final TreeMap<Integer, List<byte[]>> dirtyPages = new TreeMap<>();

    /** Lengths it had on the way. */
    final TreeSet<Integer> lengths = new TreeSet<>();

    SimulatedContent copy() {
        SimulatedContent copy = new SimulatedContent();
        copy.cache = cache.clone();
        copy.disk = disk.clone();
        dirtyPages.forEach((page, contents) -> copy.dirtyPages.put(page, new ArrayList<>(contents)));
        copy.lengths.addAll(lengths);
        copy.isDirectory = isDirectory;
        return copy;
    }

    void resize(int length) {
        if (length != cache.length) {
            lengths.add(cache.length);
            while (lengths.size() > CONTENTS_KEPT) {
                lengths.remove(lengths.first());
            }
        }
        cache = Arrays.copyOf(cache, length);
    }

    void put(int offset, byte[] source, int from, int length) {
        if (length == 0) {
            return;
        }
        for (int page = offset / PAGE_BYTES; page <= (offset + length - 1) / PAGE_BYTES; page++) {
            List<byte[]> contents = dirtyPages.get(page);
            if (contents == null) {
                dirtyPages.put(page, new ArrayList<>());
            } else {
                contents.add(pageOf(cache, page));
                if (contents.size() > CONTENTS_KEPT) {
                    contents.remove(0);
                }
            }
        }
        resize(Math.max(cache.length, offset + length));
        System.arraycopy(source, from, cache, offset, length);
    }

    private static byte[] pageOf(byte[] content, int page) {
        int from = Math.min(page * PAGE_BYTES, content.length);
        return Arrays.copyOf(
                Arrays.copyOfRange(content, from, Math.min(from + PAGE_BYTES, content.length)), PAGE_BYTES);
    }

    void copyToDisk() {
        disk = Arrays.copyOf(disk, cache.length);
        for (int page : dirtyPages.keySet()) {
            int start = page * PAGE_BYTES;
            int end = Math.min(start + PAGE_BYTES, cache.length);
            if (start < end) {
                System.arraycopy(cache, start, disk, start, end - start);
            }
        }
        forgetDirt();
    }

    void forgetDirt() {
        dirtyPages.clear();
        lengths.clear();
    }

    /** Power is lost; {@code choose} decides about all that was not forced. Returns true if anything was lost. */
    boolean lose(IntUnaryOperator choose) {
        byte[] before = cache;
        int length = chooseLength(choose);
        byte[] survivor = Arrays.copyOf(disk, length);
        dirtyPages.forEach((page, contents) -> {
            // In the order of importance, for those who try only some: what was there, what should be there, the rest.
            List<byte[]> candidates = new ArrayList<>();
            candidates.add(pageOf(disk, page));
            candidates.add(pageOf(before, page));
            candidates.addAll(contents);
            int fate = choose.applyAsInt(candidates.size() + 1);
            for (int at = 0; at < PAGE_BYTES; at += SECTOR_BYTES) {
                int from = fate < candidates.size() ? fate : choose.applyAsInt(candidates.size());
                int end = Math.min(page * PAGE_BYTES + at + SECTOR_BYTES, length);
                if (page * PAGE_BYTES + at < end) {
                    System.arraycopy(
                            candidates.get(from), at, survivor, page * PAGE_BYTES + at, end - page * PAGE_BYTES - at);
                }
            }
        });
        cache = survivor;
        disk = survivor.clone();
        forgetDirt();
        return !Arrays.equals(before, survivor);
    }

    /** Whether it may have another length than processes see; also where it was cut and has grown again. */
    boolean hasOtherLengths() {
        return disk.length != cache.length || lengths.stream().anyMatch(each -> each != cache.length);
    }

    private int chooseLength(IntUnaryOperator choose) {
        if (!hasOtherLengths()) {
            return cache.length;
        }
        Set<Integer> candidates = new LinkedHashSet<>(List.of(cache.length));
        candidates.add(disk.length);
        candidates.addAll(lengths);
        return List.copyOf(candidates).get(choose.applyAsInt(candidates.size()));
    }
}
