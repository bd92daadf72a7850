package io.cairn.engine;

import io.cairn.engine.command.CommandExecutor;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.Session;
import io.cairn.engine.command.UnforcedChanges;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The data set and its single writer: whoever holds the lock.
 *
 * <p>Requests are executed in batches. A batch takes the lock once, executes, and ends by handing all its effects to the
 * journal as one piece; what the journal has of it after a crash is all or nothing. A batch whose effects are very large
 * goes there in several pieces, each of whole requests.
 *
 * <pre>{@code
 * engine.beginBatch();
 * try {
 *     held = engine.execute(session, args, reply);   // as often as there are requests
 * } finally {
 *     position = engine.endBatch();           // a reply may leave when the journal is durable up to held
 * }
 * }</pre>
 *
 * <p>Threads: every method takes the lock or needs it, as it says. Uncontended, taking it costs tens of nanoseconds.
 */
public final class Engine {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Long enough for a thread to wake up, and short beside what is done between two hand-overs. */
    private static final long HANDOVER_NANOS = 50_000;

    /** Pages looked at between two looks at the clock: some tens of microseconds. */
    private static final int PAGES_PER_LOOK = 16;

    /**
     * Effects beyond this go to the journal in the middle of a batch: no array could hold those of many clients' largest
     * requests, and they would be there twice.
     */
    private static final int MOST_EFFECT_BYTES = 64 * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Effects effects = new Effects();
    private final UnforcedChanges unforced;
    private final Clock clock;
    private final Databases databases;
    private final CommandExecutor executor;
    private Journal journal = Journal.NONE;

    private @Nullable String writeRefusal;

    /** What was executed last in this batch, so often since the clock was read; null if there is no such command. */
    private @Nullable RegisteredCommand timed;

    private int run;
    private long runStart;
    private long nextMillisecond;
    private long commandCount;
    private int nextExpiring;

    /**
     * An engine without a journal and without keys.
     *
     * @param databaseCount how many databases, at least 1
     */
    public Engine(CommandTable commands, int databaseCount, Clock clock, RandomSource random) {
        this.clock = clock;
        this.unforced = new UnforcedChanges(effects, () -> journal.position(), random::nextLong);
        this.databases = new Databases(databaseCount, random::nextLong, unforced);
        this.executor = new CommandExecutor(commands, databases, effects, unforced);
        effects.whenFull(this::flush);
    }

    /** The data. Needs the lock. */
    public Databases databases() {
        return databases;
    }

    /** What executes requests. Needs the lock to be changed. */
    public CommandExecutor executor() {
        return executor;
    }

    /** Number of requests executed. Any thread may read it, and gets a figure that may be a little old. */
    public long commandCount() {
        return commandCount;
    }

    /** Begins all counts of requests anew. Needs the lock. */
    public void resetCounts() {
        commandCount = 0;
        databases.resetCounters();
        executor.errors().reset();
        executor.table().all().forEach(RegisteredCommand::resetCounts);
    }

    public Clock clock() {
        return clock;
    }

    /** Where effects go. Needs the lock. */
    public Journal journal() {
        return journal;
    }

    /** Sends the effects of all later batches to {@code newJournal}, or nowhere with {@link Journal#NONE}. Needs the lock. */
    public void useJournal(Journal newJournal) {
        flush();
        journal = newJournal;
        effects.record(newJournal != Journal.NONE);
        effects.forgetDatabase();
        effects.clear();
        unforced.forget();
        unforced.beginBatch(newJournal.holdsReplies(), newJournal.releasedPosition());
    }

    /** Sets the error that commands get instead of changing anything; null lets them. Needs the lock. */
    public void refuseWrites(@Nullable String error) {
        writeRefusal = error;
    }

    /** Takes the lock and looks at the clock. */
    public void beginBatch() {
        lock.lock();
        refreshTime();
        executor.ahead().begin();
        followJournal();
    }

    /**
     * Asks the journal whether writes are taken and whether replies wait, which each batch does at its beginning. For those who
     * change that in the middle of one. Needs the lock.
     */
    public void followJournal() {
        unforced.beginBatch(journal.holdsReplies(), journal.releasedPosition());
        String refusal = journal.refusal();
        executor.refuseWrites(refusal == null ? writeRefusal : "MISCONF Errors writing to the AOF file: " + refusal);
    }

    /**
     * Hands the batch's effects to the journal and gives the lock back.
     *
     * @return the journal's position behind everything executed so far
     */
    public long endBatch() {
        try {
            endRun();
            flush();
            return journal.position();
        } finally {
            lock.unlock();
        }
    }

    /** Executes one request of a log that is being loaded: nobody counts or measures it. Needs the lock. */
    public void replay(Session session, Args args, ReplyWriter reply) {
        executor.execute(executor.find(args), session, args, reply);
    }

    /**
     * Whether replies of the present batch wait for what they acknowledge or observe, each as long as {@link #execute} says.
     * Needs the lock.
     */
    public boolean holdsReplies() {
        return unforced.isOn();
    }

    /**
     * Executes one request and writes its reply. Needs the lock.
     *
     * @return the position that must be durable before the reply may leave; 0 if it may leave at once
     */
    public long execute(Session session, Args args, ReplyWriter reply) {
        RegisteredCommand command = executor.find(args);
        if (command != timed) {
            endRun();
            timed = command;
        }
        executor.execute(command, session, args, reply);
        commandCount++;
        run++;
        if (command == null || run >= command.longestRun()) {
            endRun();
        }
        if (effects.length() >= MOST_EFFECT_BYTES) {
            flush();
            // Where that found no room, the rest of the batch must not add to it.
            followJournal();
        }
        return executor.heldUntil();
    }

    /**
     * Hands the effects so far to the journal, in the middle of a batch: for commands that draw a line between what came
     * before and what comes after, such as a snapshot. Needs the lock.
     */
    public void flush() {
        int length = effects.length();
        if (length > 0) {
            try {
                journal.append(effects.buffer(), 0, length, effects.batchDatabase(), databases.nowMs());
            } finally {
                effects.clear();
            }
        }
    }

    /** Says that the journal goes on in a new file, whose reader has selected no database. Needs the lock. */
    public void journalRolled() {
        effects.forgetDatabase();
        effects.clear();
    }

    /** Does something to the data as a batch of its own. */
    public <T extends @Nullable Object> T exclusively(Supplier<T> work) {
        beginBatch();
        try {
            return work.get();
        } finally {
            endBatch();
        }
    }

    /**
     * Removes keys and fields whose time has come, for {@code budgetNanos} at most, as a batch of its own.
     *
     * @return whether there may be more to remove
     */
    public boolean expireSome(long budgetNanos) {
        beginBatch();
        try {
            if (journal.refusal() != null) {
                // The journal has hardly any room: what is left of it belongs to what cannot wait.
                return false;
            }
            long deadline = clock.nanos() + budgetNanos;
            for (int i = 0; i < databases.count(); i++) {
                nextExpiring = (nextExpiring + 1) % databases.count();
                while (databases.keyspace(nextExpiring).expireSome(PAGES_PER_LOOK)) {
                    if (clock.nanos() >= deadline) {
                        return true;
                    }
                }
            }
            return false;
        } finally {
            endBatch();
        }
    }

    /**
     * Lets those have the lock who wait for it, in the middle of a batch that takes long. Needs the lock, once.
     *
     * <p>They find the data as it is at this moment.
     */
    public void letOthersIn() {
        if (!lock.hasQueuedThreads()) {
            return;
        }
        endBatch();
        try {
            // The lock is not fair: without a pause this thread would have it back before another one has woken up.
            LockSupport.parkNanos(HANDOVER_NANOS);
        } finally {
            beginBatch();
        }
    }

    /** Ends the time of the command that was executed last, once or several times, and begins that of the next. */
    private void endRun() {
        if (run == 0) {
            return;
        }
        long now = clock.nanos();
        if (timed != null) {
            timed.addRun(run, now - runStart);
        }
        run = 0;
        runStart = now;
        if (now >= nextMillisecond) {
            refreshTime();
        }
    }

    private void refreshTime() {
        runStart = clock.nanos();
        nextMillisecond = runStart + NANOS_PER_MILLI;
        databases.setNowMs(clock.millis());
    }
}
