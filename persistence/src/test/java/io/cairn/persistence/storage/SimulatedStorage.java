package io.cairn.persistence.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32C;

/**
 * A disk in memory with a page cache that forgets.
 *
 * <p>{@link #powerFailure} keeps what was forced. Of what was not, it keeps what the choices say: of each dirty page the old
 * content, the new, one in between, or a mixture of its sectors; of each file the old length, the new, or one in between; of
 * each directory entry that was made, renamed or deleted since its directory was synced the old state or the new,
 * independently. {@link #kill} keeps everything but the open handles.
 *
 * <p>Operations that change something are numbered, so that a test can stop the world at any of them, or make any of them fail
 * before or after it has happened. A failed force does what Linux does: it reports the error once and calls the pages clean
 * although they never arrived.
 */
public final class SimulatedStorage implements Storage {
    public static final int PAGE_BYTES = 4096;
    public static final int SECTOR_BYTES = 512;

    /** Kinds of operation that can be made to fail. */
    public enum Operation {
        OPEN,
        WRITE,
        STORE,
        FORCE,
        TRUNCATE,
        RENAME,
        DELETE,
        SYNC_DIRECTORY
    }

    /** What an operation that fails says. */
    public enum Failure {
        IO_ERROR,
        NO_SPACE
    }

    /** Is told of each operation before it happens, and may look at the disk as a crash would find it, or change it. */
    @FunctionalInterface
    public interface Observer {
        void before(Operation kind, String name);

        /** Is told of it when it has happened and its caller does not know yet. */
        default void after(Operation kind, String name) {
            // Most have nothing to do then.
        }
    }

    /** Thrown where the world stops; not an exception that code under test would handle. */
    public static final class Stopped extends Error {
        private static final long serialVersionUID = 1;

        Stopped(long operation) {
            super("stopped at operation " + operation);
        }
    }

    /** When an operation fails, and whether it has happened then. */
    private record Fault(long operation, Failure failure, boolean afterwards) {}

    private final int chunkBytes;
    private final TreeMap<String, SimulatedContent> cached = new TreeMap<>();
    private final TreeMap<String, SimulatedContent> durable = new TreeMap<>();
    private final Map<Operation, Integer> failures = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> spared = new EnumMap<>(Operation.class);
    private Fault fault = new Fault(0, Failure.IO_ERROR, false);
    private long capacityBytes = Long.MAX_VALUE;
    private long operations;
    private long stopAt = Long.MAX_VALUE;
    private boolean stopped;
    private long life;
    private Observer observer = (kind, name) -> {};
    private int openFiles;

    /** A disk whose files map in chunks of two pages. */
    public SimulatedStorage() {
        this(2 * PAGE_BYTES);
    }

    public SimulatedStorage(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    // ---- What tests do to it.

    /** A disk that holds the same, forced or not, and knows nothing of handles, failures and observers. */
    public synchronized SimulatedStorage copy() {
        SimulatedStorage copy = new SimulatedStorage(chunkBytes);
        Map<SimulatedContent, SimulatedContent> copies = new IdentityHashMap<>();
        cached.forEach((name, node) -> copy.cached.put(name, copies.computeIfAbsent(node, SimulatedContent::copy)));
        durable.forEach((name, node) -> copy.durable.put(name, copies.computeIfAbsent(node, SimulatedContent::copy)));
        return copy;
    }

    /** Has {@code newObserver} told of every operation from here on. */
    public synchronized void observe(Observer newObserver) {
        observer = newObserver;
    }

    /** How many handles are open. */
    public synchronized int openFiles() {
        return openFiles;
    }

    /** How many operations there were that change something. */
    public synchronized long operations() {
        return operations;
    }

    /** Stops the world before the {@code operation}-th operation from the beginning, counted from 1. */
    public synchronized void stopAt(long operation) {
        stopAt = operation;
    }

    /** Makes the next {@code times} operations of a kind fail with an I/O error. */
    public synchronized void fail(Operation kind, int times) {
        fail(kind, 0, times);
    }

    /** Lets {@code spare} operations of a kind pass and makes the next {@code times} fail with an I/O error. */
    public synchronized void fail(Operation kind, int spare, int times) {
        spared.put(kind, spare);
        failures.put(kind, times);
    }

    /** Makes the {@code operation}-th operation from the beginning fail, before or after it has happened. */
    public synchronized void failAt(long operation, Failure failure, boolean afterwards) {
        fault = new Fault(operation, failure, afterwards);
    }

    /** Sets how many bytes all files together may have. */
    public synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** The process dies. */
    public synchronized void kill() {
        life++;
        stopped = false;
        stopAt = Long.MAX_VALUE;
    }

    /** Power is lost; {@code seed} chooses what survives. Returns true if anything was lost. */
    public boolean powerFailure(long seed) {
        return powerFailure(new Random(seed)::nextInt);
    }

    /** Power is lost; {@code choose} gives a number below its argument for each thing that may survive or not. */
    public synchronized boolean powerFailure(IntUnaryOperator choose) {
        kill();
        boolean lost = false;
        TreeSet<String> names = new TreeSet<>(cached.keySet());
        names.addAll(durable.keySet());
        for (String name : names) {
            SimulatedContent before = durable.get(name);
            if (before != cached.get(name) && choose.applyAsInt(2) == 0) {
                lost = true;
                if (before == null) {
                    cached.remove(name);
                } else {
                    cached.put(name, before);
                }
            }
        }
        // A file in a directory that was lost is lost with it.
        lost |= cached.keySet().removeIf(name -> !parentOf(name).isEmpty() && !cached.containsKey(parentOf(name)));
        durable.clear();
        durable.putAll(cached);
        for (SimulatedContent node : new ArrayList<>(cached.values())) {
            lost |= node.lose(choose);
        }
        return lost;
    }

    /** A number that two disks which a process sees as different have in common by chance only. */
    public synchronized long fingerprint() {
        CRC32C crc = new CRC32C();
        long hash = 0;
        for (Map.Entry<String, SimulatedContent> entry : cached.entrySet()) {
            crc.reset();
            crc.update(entry.getValue().cache);
            hash = 31 * (31 * hash + entry.getKey().hashCode())
                    + (crc.getValue() << 32)
                    + Arrays.hashCode(entry.getValue().cache);
        }
        return hash;
    }

    /** How many pages, lengths and directory entries a power failure would choose about. */
    public synchronized int dirtyItems() {
        int items = 0;
        TreeSet<String> names = new TreeSet<>(cached.keySet());
        names.addAll(durable.keySet());
        for (String name : names) {
            items += durable.get(name) != cached.get(name) ? 1 : 0;
        }
        for (SimulatedContent node : cached.values()) {
            items += node.dirtyPages.size() + (node.hasOtherLengths() ? 1 : 0);
        }
        return items;
    }

    /** The bytes of a file as a process sees them. */
    public synchronized byte[] contents(String name) {
        return Objects.requireNonNull(cached.get(name), name).cache.clone();
    }

    /** Puts a file there that is on the disk for good. */
    public synchronized void place(String name, byte[] bytes) {
        SimulatedContent node = new SimulatedContent();
        node.cache = bytes.clone();
        node.disk = bytes.clone();
        cached.put(name, node);
        durable.put(name, node);
    }

    // ---- The port.

    private void begin(Operation kind, String name) throws IOException {
        if (stopped || operations + 1 >= stopAt) {
            stopped = true;
            throw new Stopped(operations + 1);
        }
        observer.before(kind, name);
        operations++;
        int left = failures.getOrDefault(kind, 0);
        int sparing = spared.getOrDefault(kind, 0);
        if (sparing > 0) {
            spared.put(kind, sparing - 1);
        } else if (left > 0) {
            failures.put(kind, left - 1);
            throw new IOException(name + ": injected failure of " + kind);
        }
        failIfChosen(kind, name, false);
    }

    private void failIfChosen(Operation kind, String name, boolean afterwards) throws IOException {
        if (afterwards) {
            observer.after(kind, name);
        }
        if (fault.operation() == operations && fault.afterwards() == afterwards) {
            String what = name + ": injected failure of " + kind;
            throw fault.failure() == Failure.NO_SPACE && kind == Operation.WRITE
                    ? new NoSpaceException(what)
                    : new IOException(what);
        }
    }

    private static String parentOf(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    private SimulatedContent node(String name) throws FileNotFoundException {
        SimulatedContent node = cached.get(name);
        if (node == null) {
            throw new FileNotFoundException(name);
        }
        return node;
    }

    @Override
    public synchronized StorageFile open(String name, Mode mode) throws IOException {
        begin(Operation.OPEN, name);
        if (mode == Mode.CREATE) {
            if (cached.containsKey(name)) {
                throw new IOException(name + ": is there already");
            }
            if (!parentOf(name).isEmpty() && !node(parentOf(name)).isDirectory) {
                throw new IOException(name + ": has no directory");
            }
            cached.put(name, new SimulatedContent());
        }
        failIfChosen(Operation.OPEN, name, true);
        return new SimulatedFile(name, node(name), mode, life);
    }

    @Override
    public synchronized boolean exists(String name) {
        return cached.containsKey(name);
    }

    @Override
    public synchronized List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        return cached.keySet().stream()
                .filter(name -> parentOf(name).equals(directory))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    @Override
    public synchronized void createDirectory(String name) throws IOException {
        begin(Operation.OPEN, name);
        if (!cached.containsKey(name)) {
            SimulatedContent directory = new SimulatedContent();
            directory.isDirectory = true;
            cached.put(name, directory);
        }
        failIfChosen(Operation.OPEN, name, true);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        begin(Operation.RENAME, from);
        cached.put(to, node(from));
        cached.remove(from);
        failIfChosen(Operation.RENAME, from, true);
    }

    @Override
    public synchronized void link(String file, String name) throws IOException {
        begin(Operation.RENAME, file);
        if (cached.containsKey(name)) {
            throw new IOException(name + ": is there already");
        }
        cached.put(name, node(file));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        begin(Operation.DELETE, name);
        node(name);
        cached.remove(name);
        failIfChosen(Operation.DELETE, name, true);
    }

    @Override
    public synchronized void syncDirectory(String directory) throws IOException {
        begin(Operation.SYNC_DIRECTORY, directory);
        durable.keySet().removeIf(name -> parentOf(name).equals(directory));
        cached.forEach((name, node) -> {
            if (parentOf(name).equals(directory)) {
                durable.put(name, node);
            }
        });
        failIfChosen(Operation.SYNC_DIRECTORY, directory, true);
    }

    @Override
    public synchronized long freeSpaceBytes() {
        return capacityBytes - usedBytes();
    }

    private long usedBytes() {
        return cached.values().stream().mapToLong(node -> node.cache.length).sum();
    }

    @Override
    public void lock(String name) {
        // One process only.
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private final class SimulatedFile implements StorageFile {
        private final String name;
        private final SimulatedContent node;
        private final Mode mode;
        private final long openedIn;
        private long mappedFrom;
        private long mappedTo;
        private boolean closed;

        SimulatedFile(String name, SimulatedContent node, Mode mode, long openedIn) {
            this.name = name;
            this.node = node;
            this.mode = mode;
            this.openedIn = openedIn;
            openFiles++;
        }

        private void checkOpen(boolean toWrite) {
            if (stopped) {
                throw new Stopped(operations);
            }
            if (closed || openedIn != life || (toWrite && mode == Mode.READ)) {
                throw new IllegalStateException(name + " closed=" + closed + " mode=" + mode + " life=" + openedIn);
            }
        }

        /** A store that fails is a signal from the kernel, which the virtual machine turns into this error. */
        private void beginStore() {
            try {
                begin(Operation.STORE, name);
            } catch (IOException e) {
                throw new InternalError(e.getMessage(), e);
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long length() {
            synchronized (SimulatedStorage.this) {
                checkOpen(false);
                return node.cache.length;
            }
        }

        @Override
        public int read(long offset, byte[] target, int from, int length) {
            synchronized (SimulatedStorage.this) {
                checkOpen(false);
                int count = (int) Math.max(0, Math.min(length, node.cache.length - offset));
                if (count > 0) {
                    System.arraycopy(node.cache, (int) offset, target, from, count);
                }
                return count;
            }
        }

        @Override
        public void write(long offset, byte[] source, int from, int length) throws IOException {
            synchronized (SimulatedStorage.this) {
                checkOpen(true);
                begin(Operation.WRITE, name);
                if (offset > node.cache.length) {
                    throw new IOException(name + ": a write at offset " + offset + " would leave a hole");
                }
                long grows = Math.max(0, offset + length - node.cache.length);
                long free = Math.max(0, freeSpaceBytes());
                int fits = (int) (grows <= free ? length : Math.max(0, length - (grows - free)));
                node.put((int) offset, source, from, fits);
                if (fits < length) {
                    throw new NoSpaceException(name);
                }
                failIfChosen(Operation.WRITE, name, true);
            }
        }

        @Override
        public int chunkBytes() {
            return chunkBytes;
        }

        @Override
        public void map(long from, long end) throws IOException {
            synchronized (SimulatedStorage.this) {
                checkOpen(true);
                if (end % chunkBytes != 0 || end > node.cache.length) {
                    throw new IOException(name + ": cannot map to " + end);
                }
                if (mappedTo == 0) {
                    mappedFrom = from / chunkBytes * chunkBytes;
                }
                mappedTo = Math.max(mappedTo, end);
            }
        }

        @Override
        public void unmapBefore(long offset) {
            synchronized (SimulatedStorage.this) {
                mappedFrom = Math.max(mappedFrom, Math.min(offset / chunkBytes * chunkBytes, mappedTo));
            }
        }

        @Override
        public void store(long offset, byte[] source, int from, int length) {
            synchronized (SimulatedStorage.this) {
                checkOpen(true);
                beginStore();
                if (offset < mappedFrom || offset + length > mappedTo) {
                    throw new IndexOutOfBoundsException(name + ": offset=" + offset + " length=" + length);
                }
                node.put((int) offset, source, from, length);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedStorage.this) {
                checkOpen(true);
                try {
                    begin(Operation.FORCE, name);
                } catch (IOException e) {
                    node.forgetDirt();
                    throw e;
                }
                node.copyToDisk();
                failIfChosen(Operation.FORCE, name, true);
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (SimulatedStorage.this) {
                checkOpen(true);
                begin(Operation.TRUNCATE, name);
                mappedTo = 0;
                mappedFrom = 0;
                if (length < node.cache.length) {
                    node.resize((int) length);
                    node.dirtyPages.keySet().removeIf(page -> (long) page * PAGE_BYTES >= length);
                }
                failIfChosen(Operation.TRUNCATE, name, true);
            }
        }

        @Override
        public void close() {
            synchronized (SimulatedStorage.this) {
                openFiles -= closed ? 0 : 1;
                closed = true;
            }
        }
    }
}
