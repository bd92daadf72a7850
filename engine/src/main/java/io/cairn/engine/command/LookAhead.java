package io.cairn.engine.command;

import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.RequestParser;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are executed next: which command each of them is, and the hash of its first key. They are found
 * before the first of them is executed, so that the memory for all their keys is fetched at once; one after the other,
 * the processor would wait for it as many times.
 *
 * <p>A request is known by where it lies. Its buffer must not change until it was executed or the next {@link #begin}.
 *
 * <p>Cost: nothing is done twice; a request that was not looked at is looked at when it is executed. Used by the holder
 * of the engine's lock. Allocates nothing.
 */
public final class LookAhead {
    /** What a processor fetches in parallel, and what its first cache holds meanwhile. */
    private static final int MOST = 32;

    private static final byte[] NOTHING = {};

    private final CommandTable table;
    private final Databases databases;
    private final Args args = new Args();
    private final byte[][] buffers = new byte[MOST][];
    private final int[] names = new int[MOST];
    private final RegisteredCommand[] commands = new RegisteredCommand[MOST];
    private final int[] keys = new int[MOST];
    private final long[] hashes = new long[MOST];
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
            count++;
        }
        return count < MOST;
    }

    /** Has the memory at hand for the keys of what was added, of the first one's database at least. */
    public void fetch() {
        if (count > 1) {
            databases.keyspace(database).warm(hashes, 0, count);
        }
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
