package io.cairn.engine.command;

import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.CollectionValue;
import org.jspecify.annotations.Nullable;

/**
 * What a command works with while it is executed: the data, the caller, the reply, and the effects for the journal. One
 * instance is reused for all commands; a command keeps nothing of it.
 */
public final class CommandContext {
    /** So many numbers have room from one command to the next. */
    private static final int KEPT_NUMBERS = 128;

    private final Databases databases;
    private final Effects effects;
    private final CommandTable table;
    private ProtocolLimits limits = ProtocolLimits.DEFAULT;

    private Session session;
    private ReplyWriter reply;
    private CommandSpec spec;
    private Keyspace keyspace;
    private @Nullable Args hashed;
    /** Which argument is the first key of which the hash is known, and how far it is from one to the next. */
    private int hashedKey;

    private int hashedStep;
    private final long[] hashes;
    private int hashesFrom;
    private int hashesTo;
    private boolean changed;
    private boolean everywhere;
    private boolean writable = true;
    private final double[] numbers = new double[KEPT_NUMBERS];

    /** @param hashes those that {@link LookAhead} has found */
    CommandContext(Databases databases, Effects effects, CommandTable table, long[] hashes) {
        this.hashes = hashes;
        this.databases = databases;
        this.effects = effects;
        this.table = table;
        this.session = new Session();
        this.reply = new ReplyWriter(0);
        this.spec = table.all().get(0).spec();
        this.keyspace = databases.keyspace(0);
    }

    void enter(Session caller, ReplyWriter answer, CommandSpec command) {
        session = caller;
        reply = answer;
        spec = command;
        keyspace = databases.keyspace(caller.database());
        changed = false;
        everywhere = false;
    }

    /** Says that no hash of a key of the request is known. */
    void enter() {
        hashed = null;
    }

    /**
     * Says that hashes of the request's keys are known.
     *
     * @param first which argument is the first of them
     * @param step how far it is from one to the next; 0 if there is only one
     * @param from where in {@link LookAhead#hashes} they are
     */
    void enter(Args request, int first, int step, int from, int to) {
        hashed = request;
        hashedKey = first;
        hashedStep = step;
        hashesFrom = from;
        hashesTo = to;
    }

    private long hash(Args args, int index) {
        if (args == hashed) {
            if (index == hashedKey) {
                return hashes[hashesFrom];
            }
            int place = hashedStep == 0 ? 0 : (index - hashedKey) / hashedStep;
            if (place > 0 && hashesFrom + place < hashesTo && hashedKey + place * hashedStep == index) {
                return hashes[hashesFrom + place];
            }
        }
        return keyspace.hash(args.bytes(), args.offset(index), args.length(index));
    }

    /** The declaration of the command being executed. */
    public CommandSpec spec() {
        return spec;
    }

    /** All commands. */
    public CommandTable table() {
        return table;
    }

    public Session session() {
        return session;
    }

    public ReplyWriter reply() {
        return reply;
    }

    /** The selected database. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /** All databases. */
    public Databases databases() {
        return databases;
    }

    /** Looks up the key that is argument {@code index}, to change what it holds or to see whether it is there. */
    public Entry entry(Args args, int index) {
        return keyspace.entry(args.bytes(), args.offset(index), args.length(index), hash(args, index));
    }

    /** Looks up the key that is argument {@code index}, to read what it holds: a hit or a miss, and a use of the key. */
    public Entry read(Args args, int index) {
        Entry found = peek(args, index);
        if (session.isTouching()) {
            keyspace.touch(found);
        }
        return found;
    }

    /** {@link #read} that does not count as a use of the key. */
    public Entry peek(Args args, int index) {
        return keyspace.peek(args.bytes(), args.offset(index), args.length(index), hash(args, index));
    }

    /**
     * Looks up the collection that argument {@code index} names, to change it: an empty one if the key is not there.
     *
     * @return null after the error reply that the key holds something else
     */
    public <V extends CollectionValue> @Nullable V collection(Args args, int index, Class<V> kind) {
        return orWrongType(entry(args, index).collection(kind));
    }

    /** {@link #collection}, to read it: a hit or a miss, and a use of the key. */
    public <V extends CollectionValue> @Nullable V readCollection(Args args, int index, Class<V> kind) {
        return orWrongType(read(args, index).collection(kind));
    }

    private <V extends CollectionValue> @Nullable V orWrongType(@Nullable V value) {
        if (value == null) {
            reply.error(CommandError.WRONG_TYPE);
        }
        return value;
    }

    /**
     * Looks up a key beside others, to read what they hold at once: a hit or a miss, and a use of the key.
     *
     * @param which number of the entry to use, from 0 on; it is lent until the command ends or uses the number again, and
     *     to be looked up again as soon as one of the keys is changed
     */
    public Entry readBeside(int which, Args args, int index) {
        Entry found = keyspace.peek(args.bytes(), args.offset(index), args.length(index), databases.beside(which));
        if (session.isTouching()) {
            keyspace.touch(found);
        }
        return found;
    }

    /** Whether the data may be changed at present: what a command that only reads asks before it keeps a result. */
    public boolean isWritable() {
        return writable;
    }

    void setWritable(boolean on) {
        writable = on;
    }

    /**
     * Removes what has outlived its time of the keys that are arguments {@code from} to {@code to - 1}: while they are looked
     * up beside each other then, none of the look-ups changes anything under another one.
     */
    public void settle(Args args, int from, int to) {
        for (int i = from; i < to; i++) {
            entry(args, i);
        }
    }

    /** Effects for the journal, in place of the request itself. */
    public Effects effects() {
        return effects;
    }

    /** Says that something changed that no {@link Keyspace} has counted, so that the request goes to the journal. */
    public void markChanged() {
        changed = true;
    }

    boolean isMarkedChanged() {
        return changed;
    }

    /**
     * Says that the request reads or changes keys that nobody can find in it by the command's declaration: in another
     * database, or by a pattern. Its reply then waits for all changes that are not durable, where replies wait at all.
     */
    public void reachEverywhere() {
        everywhere = true;
    }

    boolean isReachingEverywhere() {
        return everywhere;
    }

    /** The moment of execution, in milliseconds of the wall clock. */
    public long nowMs() {
        return databases.nowMs();
    }

    /** Room for so many numbers that a command reads from its request before it changes anything; lent until it ends. */
    public double[] numbers(int count) {
        if (count > KEPT_NUMBERS) {
            return new double[count];
        }
        return numbers;
    }

    /** How long a string may become. */
    public int maxStringLength() {
        return limits.maxBulkLength();
    }

    void limit(ProtocolLimits newLimits) {
        limits = newLimits;
    }
}
