package io.cairn.engine.command;

import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.RequestParser;
import io.cairn.engine.structure.DoubleParser;
import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SortedTree;
import io.cairn.engine.structure.TableWarming;
import io.cairn.engine.structure.TreeWarming;
import io.cairn.engine.value.ElementHashes;
import io.cairn.engine.value.SortedSetValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are executed next: which command each of them is, the hashes of its keys, which elements of a
 * collection it names, and which scores it gives them. They are found before the first of them is executed, so that the
 * memory for all their keys and elements is fetched at once; one after the other, the processor would wait for it as many
 * times.
 *
 * <p>A request is known by where it lies. Its buffer must not change until it was executed or the next {@link #begin}.
 *
 * <p>Cost: nothing is done twice; a request that was not looked at is looked at when it is executed. Used by the holder
 * of the engine's lock. Allocates nothing.
 */
public final class LookAhead {
    /** What a processor fetches in parallel, and what its first cache holds meanwhile. */
    private static final int MOST = 32;

    /** Of all requests together; keys beyond are hashed when they are looked up. */
    private static final int MOST_KEYS = 512;

    private static final byte[] NOTHING = {};

    private final CommandTable table;
    private final Databases databases;
    private final Args args = new Args();
    private final byte[][] buffers = new byte[MOST][];
    private final int[] names = new int[MOST];
    private final RegisteredCommand[] commands = new RegisteredCommand[MOST];
    private final int[] keys = new int[MOST];
    private final long[] hashes = new long[MOST_KEYS];
    /** Where in {@link #hashes} those of a request's keys begin; those of the next one are behind them. */
    private final int[] firstHashes = new int[MOST + 1];
    /** Where in {@link #elements} those of a request begin; those of the next one are behind them. */
    private final int[] firstElements = new int[MOST + 1];
    /** Whether the hashes of a request's elements have been found. */
    private final boolean[] elementsHashed = new boolean[MOST];

    private final ElementHashes elements;
    /** The score that an element is to get, where its command gives it one. */
    private final int[] scoreOffsets;

    private final int[] scoreLengths;
    private final long[] orderPrefixes;
    private final TreeWarming treeWarming = new TreeWarming();
    private int count;
    private int next;
    private int database;

    LookAhead(CommandTable table, Databases databases) {
        this.table = table;
        this.databases = databases;
        elements = databases.elementHashes();
        scoreOffsets = new int[elements.most()];
        scoreLengths = new int[elements.most()];
        orderPrefixes = new long[elements.most()];
    }

    /** Forgets all requests, and lets go of their buffers: a client may be gone before as many come again. */
    public void begin() {
        Arrays.fill(buffers, 0, count, NOTHING);
        count = 0;
        elements.clear();
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
        while (count < MOST && firstHashes[count] < MOST_KEYS && parser.lookAhead(buffer, args)) {
            RegisteredCommand command = table.find(args, 0);
            buffers[count] = buffer;
            names[count] = args.offset(0);
            commands[count] = command;
            int key = command == null || command.firstKey >= args.count() ? 0 : command.firstKey;
            keys[count] = key;
            int step = command == null ? 0 : command.keyStep;
            int end = firstHashes[count];
            for (int i = key; i > 0 && i < args.count() && end < MOST_KEYS; i = step > 0 ? i + step : 0) {
                hashes[end] = keyspace.hash(buffer, args.offset(i), args.length(i));
                end++;
            }
            addElements(command == null || key == 0 ? ElementArguments.NONE : command.elements);
            elementsHashed[count] = false;
            count++;
            firstElements[count] = elements.count();
            firstHashes[count] = end;
        }
        return count < MOST && firstHashes[count] < MOST_KEYS;
    }

    private void addElements(ElementArguments named) {
        int last = named.last() < 0 ? args.count() + named.last() : Math.min(named.last(), args.count() - 1);
        int first = named.first() < 0 ? Math.max(1, args.count() + named.first()) : named.first();
        for (int i = first; i <= last && !elements.isFull(); i += named.step()) {
            if (named.scored()) {
                scoreOffsets[elements.count()] = args.offset(i - 1);
                scoreLengths[elements.count()] = args.length(i - 1);
            }
            elements.add(args.offset(i), args.length(i));
        }
    }

    /**
     * Has the memory at hand for the keys of what was added, of the first one's database at least, and for elements of large
     * collections that are named one after the other, with the places that their scores will give them.
     */
    public void fetch() {
        if (firstHashes[count] > 1) {
            Keyspace keyspace = databases.keyspace(database);
            keyspace.warm(hashes, 0, firstHashes[count]);
            for (int from = 0; from < count; ) {
                int to = endOfCollection(from);
                // A single one is waited for now or later.
                boolean several = firstElements[to] - firstElements[from] > 1;
                LargeValue value = several ? keyspace.valueBehind(hashes[firstHashes[from]]) : null;
                if (value != null) {
                    fetchElements(value, from, to);
                }
                from = to;
            }
        }
    }

    private int endOfCollection(int from) {
        int to = from + 1;
        while (to < count && hasElements(from) && (!hasElements(to) || firstHash(to) == firstHash(from))) {
            to++;
        }
        return to;
    }

    private long firstHash(int request) {
        return hashes[firstHashes[request]];
    }

    private boolean hasElements(int request) {
        return firstElements[request] < firstElements[request + 1];
    }

    private void fetchElements(LargeValue value, int from, int to) {
        RecordTable index = value.index();
        if (index == null || !TableWarming.isWorthwhile(index)) {
            return;
        }
        for (int i = from; i < to; i++) {
            for (int element = firstElements[i]; element < firstElements[i + 1]; element++) {
                elements.hash(index, buffers[i], element);
            }
            elementsHashed[i] = true;
        }
        databases.warming().warm(index, elements.all(), firstElements[from], firstElements[to]);
        SortedTree order = value.order();
        if (order != null) {
            fetchPlaces(order, from, to);
        }
    }

    private void fetchPlaces(SortedTree order, int from, int to) {
        int found = 0;
        for (int i = from; i < to; i++) {
            RegisteredCommand command = commands[i];
            int end = command != null && command.elements.scored() ? firstElements[i + 1] : 0;
            for (int element = firstElements[i]; element < end; element++) {
                double score = DoubleParser.quick(buffers[i], scoreOffsets[element], scoreLengths[element]);
                if (!Double.isNaN(score)) {
                    orderPrefixes[found] = SortedSetValue.orderPrefix(score);
                    found++;
                }
            }
        }
        treeWarming.warm(order, orderPrefixes, 0, found);
    }

    /**
     * Whether the request was looked at; those before it have been executed or never will be. What was found of its elements
     * is handed on.
     */
    boolean reach(Args request) {
        elements.forget();
        while (next < count) {
            if (names[next] == request.offset(0) && buffers[next] == request.bytes()) {
                if (elementsHashed[next]) {
                    elements.know(buffers[next], firstElements[next], firstElements[next + 1]);
                }
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

    /** Hashes of all keys, those of the request that was reached from {@link #hashesFrom} to {@link #hashesTo}. */
    long[] hashes() {
        return hashes;
    }

    int hashesFrom() {
        return firstHashes[next - 1];
    }

    int hashesTo() {
        return firstHashes[next];
    }
}
