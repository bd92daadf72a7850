package io.cairn.engine.command;

import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.RequestParser;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.TableWarming;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are executed next: which command each of them is, the hash of its first key, and which elements of a
 * collection it names. They are found before the first of them is executed, so that the memory for all their keys and
 * elements is fetched at once; one after the other, the processor would wait for it as many times.
 *
 * <p>A request is known by where it lies. Its buffer must not change until it was executed or the next {@link #begin}.
 *
 * <p>Cost: nothing is done twice, but for the hash of an element of a large collection; a request that was not looked at is looked at when it is executed. Used by the holder
 * of the engine's lock. Allocates nothing.
 */
public final class LookAhead {
    /** What a processor fetches in parallel, and what its first cache holds meanwhile. */
    private static final int MOST = 32;

    /** The same of elements. */
    private static final int MOST_ELEMENTS = 2 * MOST;

    private static final byte[] NOTHING = {};

    private final CommandTable table;
    private final Databases databases;
    private final Args args = new Args();
    private final byte[][] buffers = new byte[MOST][];
    private final int[] names = new int[MOST];
    private final RegisteredCommand[] commands = new RegisteredCommand[MOST];
    private final int[] keys = new int[MOST];
    private final long[] hashes = new long[MOST];
    private final int[] elementsOf = new int[MOST_ELEMENTS];
    private final int[] elementOffsets = new int[MOST_ELEMENTS];
    private final int[] elementLengths = new int[MOST_ELEMENTS];
    private final long[] elementHashes = new long[MOST_ELEMENTS];
    private int elementCount;
    private int count;
    private int next;
    private int database;

    LookAhead(CommandTable table, Databases databases) {
        this.table = table;
        this.databases = databases;
    }

    /** Forgets all requests, and lets go of their buffers: a client may be gone before as many come again. */
    public void begin() {
        Arrays.fill(buffers, 0, count, NOTHING);
        count = 0;
        elementCount = 0;
        next = 0;
    }

    /** Whether a request that was looked at has not been executed. */
    public boolean hasNext() {
        return next < count;
    }

    /** Looks at what is executed next for {@code session}, as far as there is room, if nothing is left of what was looked at. */
    public void refill(Session session, RequestParser parser, byte[] buffer) {
        if (!hasNext()) {
            begin();
            boolean ignored = add(session, parser, buffer);
            fetch();
        }
    }

    /** Looks at the requests in a buffer that are executed next for {@code session}; returns whether more would fit. */
    public boolean add(Session session, RequestParser parser, byte[] buffer) {
        Keyspace keyspace = databases.keyspace(session.database());
        database = count == 0 ? session.database() : database;
        parser.lookAgain();
        while (count < MOST && parser.lookAhead(buffer, args)) {
            RegisteredCommand command = table.find(args, 0);
            buffers[count] = buffer;
            names[count] = args.offset(0);
            commands[count] = command;
            int key = command == null || command.firstKey >= args.count() ? 0 : command.firstKey;
            keys[count] = key;
            hashes[count] = key == 0 ? 0 : keyspace.hash(buffer, args.offset(key), args.length(key));
            addElements(command == null || key == 0 ? ElementArguments.NONE : command.elements);
            count++;
        }
        return count < MOST;
    }

    private void addElements(ElementArguments elements) {
        int last = elements.last() < 0 ? args.count() + elements.last() : Math.min(elements.last(), args.count() - 1);
        int first = elements.first() < 0 ? Math.max(1, args.count() + elements.first()) : elements.first();
        for (int i = first; i <= last && elementCount < MOST_ELEMENTS; i += elements.step()) {
            elementsOf[elementCount] = count;
            elementOffsets[elementCount] = args.offset(i);
            elementLengths[elementCount] = args.length(i);
            elementCount++;
        }
    }

    /**
     * Has the memory at hand for the keys of what was added, of the first one's database at least, and for elements of large
     * collections that are named one after the other.
     */
    public void fetch() {
        if (count > 1) {
            Keyspace keyspace = databases.keyspace(database);
            keyspace.warm(hashes, 0, count);
            for (int from = 0; from < elementCount; ) {
                int to = endOfCollection(from);
                // A single one is waited for now or later.
                RecordTable index = to - from > 1 ? keyspace.indexBehind(hashes[elementsOf[from]]) : null;
                if (index != null && TableWarming.isWorthwhile(index)) {
                    fetchElements(index, from, to);
                }
                from = to;
            }
        }
    }

    private int endOfCollection(int from) {
        long key = hashes[elementsOf[from]];
        int to = from + 1;
        while (to < elementCount && hashes[elementsOf[to]] == key) {
            to++;
        }
        return to;
    }

    private void fetchElements(RecordTable index, int from, int to) {
        for (int i = from; i < to; i++) {
            elementHashes[i] = index.hash(buffers[elementsOf[i]], elementOffsets[i], elementLengths[i]);
        }
        TableWarming.warm(index, elementHashes, from, to);
    }

    /** Whether the request was looked at; those before it have been executed or never will be. */
    boolean reach(Args request) {
        while (next < count) {
            if (names[next] == request.offset(0) && buffers[next] == request.bytes()) {
                next++;
                return true;
            }
            next++;
        }
        return false;
    }

    /** The command of the request that was reached; null if there is none of this name. */
    @Nullable
    RegisteredCommand command() {
        return commands[next - 1];
    }

    /** Which argument of it is its first key; 0 if it has none, or none that is always at the same place. */
    int key() {
        return keys[next - 1];
    }

    /** The hash of that key. */
    long hash() {
        return hashes[next - 1];
    }
}
