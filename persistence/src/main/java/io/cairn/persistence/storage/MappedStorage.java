package io.cairn.persistence.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A data directory of the real file system; stores go through Chronicle Bytes' mapped chunks.
 *
 * <p>Files are made with mode 0600, directories with 0700. A symbolic link below the root is refused: somebody who can
 * write into the directory could point it at another file. The root itself may be reached through one.
 *
 * <p>Three habits of Chronicle are kept out of the way. It extends a file sparsely when a chunk reaches beyond the end,
 * and a store into such a hole kills or silently loses data on a full disk: here a chunk is mapped only where {@code
 * write} has already been. Its copies do not check bounds: here every store does. Its {@code sync} covers one chunk and
 * swallows errors: here the file's own channel forces.
 *
 * <p>Threads: as the ports say.
 */
public final class MappedStorage implements Storage {
    private static final FileAttribute<?> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * Directories that this process has locked. The system gives a process's lock back as soon as the process closes any
     * handle of the file, so a second attempt from here must not even open it.
     */
    private static final Set<Object> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path root;
    private @Nullable FileChannel lockChannel;
    private @Nullable Object locked;

    private MappedStorage(Path root) {
        this.root = root;
    }

    /** Opens the directory {@code root}, and makes it if only its last part is missing. */
    public static MappedStorage open(Path root) throws IOException {
        if (!Files.exists(root)) {
            makeDirectory(root);
            // Or a power failure takes the directory with all that was forced in it.
            sync(Objects.requireNonNull(root.toRealPath().getParent(), "a directory just made has a parent"));
        }
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(root.toString());
        }
        return new MappedStorage(root.toRealPath());
    }

    @Override
    public StorageFile open(String name, Mode mode) throws IOException {
        Path path = resolve(name);
        Set<OpenOption> options = switch (mode) {
            case READ -> Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
            case CREATE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        };
        FileChannel channel =
                mode == Mode.CREATE ? FileChannel.open(path, options, FILE_MODE) : FileChannel.open(path, options);
        return new MappedStorageFile(name, path, channel);
    }

    @Override
    public boolean exists(String name) throws IOException {
        Path path = resolve(name);
        return Files.exists(path, NOFOLLOW_LINKS);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolve(directory))) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        }
        names.sort(null);
        return names;
    }

    @Override
    public void createDirectory(String name) throws IOException {
        Path path = resolve(name);
        if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
            makeDirectory(path);
        }
    }

    /** Another process that starts at the same moment may be quicker; which of the two goes on is decided by the lock. */
    private static void makeDirectory(Path path) throws IOException {
        try {
            Files.createDirectory(path, DIRECTORY_MODE);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(String file, String name) throws IOException {
        Path path = resolve(file);
        try {
            Files.createLink(resolve(name), path);
        } catch (UnsupportedOperationException e) {
            throw new FileSystemException(
                    path.toString(), null, "this file system gives no file a second name; move the file to " + name);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(resolve(name));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        sync(resolve(directory));
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed("cannot sync the directory", path, e);
        }
    }

    @Override
    public long freeSpaceBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public synchronized void lock(String name) throws IOException {
        Path path = resolve(name);
        Object key = Objects.requireNonNullElse(
                Files.readAttributes(root, BasicFileAttributes.class).fileKey(), root);
        if (!LOCKED.add(key)) {
            throw inUse(path);
        }
        locked = key;
        try {
            FileChannel channel = FileChannel.open(
                    path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, NOFOLLOW_LINKS), FILE_MODE);
            lockChannel = channel;
            if (channel.tryLock() == null) {
                throw inUse(path);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static FileSystemException inUse(Path path) {
        return new FileSystemException(
                path.toString(), null, "the data directory is in use by another Cairn; stop it first");
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel channel = lockChannel;
        Object key = locked;
        lockChannel = null;
        locked = null;
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            if (key != null) {
                LOCKED.remove(key);
            }
        }
    }

    private Path resolve(String name) throws IOException {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root) || !path.equals(root.resolve(name))) {
            throw new FileSystemException(name, null, "not a name within the data directory");
        }
        for (Path step = path; step != null && !step.equals(root); step = step.getParent()) {
            if (Files.isSymbolicLink(step)) {
                throw new FileSystemException(
                        step.toString(), null, "is a symbolic link, which a data directory must not hold");
            }
        }
        return path;
    }

    private static IOException failed(String what, Path path, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            InterruptedIOException interrupted = new InterruptedIOException(path + ": " + what + ": interrupted");
            interrupted.initCause(cause);
            return interrupted;
        }
        return new IOException(path + ": " + what + ": " + cause.getMessage(), cause);
    }

    /** A file with one channel of its own, and a mapping once it is asked for. */
    private static final class MappedStorageFile implements StorageFile {
        private final String name;
        private final Path path;
        private final FileChannel channel;
        private volatile @Nullable MappedChunks chunks;
        private volatile boolean shortened;

        MappedStorageFile(String name, Path path, FileChannel channel) {
            this.name = name;
            this.path = path;
            this.channel = channel;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public int read(long offset, byte[] target, int from, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(target, from, length);
            try {
                int last = 0;
                while (buffer.hasRemaining() && last >= 0) {
                    last = channel.read(buffer, offset + length - buffer.remaining());
                }
            } catch (IOException e) {
                throw failed("cannot read at offset " + offset, path, e);
            }
            return length - buffer.remaining();
        }

        @Override
        public void write(long offset, byte[] source, int from, int length) throws IOException {
            if (offset > channel.size()) {
                throw new IOException(path + ": a write at offset " + offset + " would leave a hole");
            }
            ByteBuffer buffer = ByteBuffer.wrap(source, from, length);
            try {
                while (buffer.hasRemaining()) {
                    int ignored = channel.write(buffer, offset + length - buffer.remaining());
                }
            } catch (IOException e) {
                throw isNoSpace(e) ? new NoSpaceException(path.toString()) : failed("cannot write", path, e);
            }
        }

        private static boolean isNoSpace(IOException e) {
            String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return message.contains("no space left") || message.contains("quota exceeded");
        }

        @Override
        public int chunkBytes() {
            return MappedChunks.CHUNK_BYTES;
        }

        @Override
        public synchronized void map(long from, long end) throws IOException {
            if (end % MappedChunks.CHUNK_BYTES != 0 || end > channel.size()) {
                throw new IOException(path + ": cannot map to " + end + ", the file ends at " + channel.size());
            }
            MappedChunks mapped = chunks;
            if (mapped == null) {
                mapped = new MappedChunks(path);
                chunks = mapped;
            }
            mapped.map(from, end);
        }

        @Override
        public synchronized void unmapBefore(long offset) {
            MappedChunks mapped = chunks;
            if (mapped != null) {
                mapped.unmapBefore(offset);
            }
        }

        @Override
        public void store(long offset, byte[] source, int from, int length) {
            MappedChunks mapped = chunks;
            if (mapped == null) {
                throw MappedChunks.notMapped(path, offset, length);
            }
            mapped.store(offset, source, from, length);
        }

        @Override
        public void force() throws IOException {
            boolean withLength = shortened;
            try {
                channel.force(withLength);
            } catch (IOException e) {
                throw failed("cannot force", path, e);
            }
            if (withLength) {
                shortened = false;
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            unmap();
            shortened = true;
            try {
                channel.truncate(length);
            } catch (IOException e) {
                throw failed("cannot shorten to " + length, path, e);
            }
        }

        private synchronized void unmap() {
            MappedChunks mapped = chunks;
            if (mapped != null) {
                chunks = null;
                mapped.close();
            }
        }

        @Override
        public void close() throws IOException {
            unmap();
            channel.close();
        }
    }
}
