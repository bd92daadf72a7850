package io.cairn.engine.command;

import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * Executes requests: finds the command, checks that the request may run, runs it, and notes its effect for the journal.
 * The checks come in Redis' order, so that a request with several faults gets the same error. Used by the holder of the
 * engine's lock.
 */
public final class CommandExecutor {
    /** How much of a request is quoted back in an error. */
    private static final int MAX_QUOTED_LENGTH = 128;

    private final CommandTable table;
    private final Databases databases;
    private final Effects effects;
    private final UnforcedChanges unforced;
    private final CommandContext context;
    private final LookAhead ahead;
    private final ErrorCounts errors = new ErrorCounts();
    private ProtocolLimits limits = ProtocolLimits.DEFAULT;
    private @Nullable String writeRefusal;
    private long heldUntil;
    private @Nullable Session loader;

    public CommandExecutor(CommandTable table, Databases databases, Effects effects, UnforcedChanges unforced) {
        this.table = table;
        this.databases = databases;
        this.effects = effects;
        this.unforced = unforced;
        this.ahead = new LookAhead(table, databases);
        this.context = new CommandContext(databases, effects, table, ahead.hashes());
    }

    /** The commands it knows. */
    public CommandTable table() {
        return table;
    }

    /** Where requests may be put before they are executed. */
    public LookAhead ahead() {
        return ahead;
    }

    /** The errors that requests were answered with. */
    public ErrorCounts errors() {
        return errors;
    }

    /** Sets how long strings may become, but for the session that loads the data. */
    public void limit(ProtocolLimits newLimits) {
        limits = newLimits;
    }

    /** Sets the error that commands get instead of changing anything; null lets them. */
    public void refuseWrites(@Nullable String error) {
        writeRefusal = error;
        context.setWritable(error == null);
    }

    /** The position that must be durable before the last request's reply leaves; 0 if it may leave at once. */
    public long heldUntil() {
        return heldUntil;
    }

    /**
     * Reserves the data for a session that loads it: others get an error for all commands but those that may run meanwhile. What
     * it executes was accepted once, whatever the limits say by now.
     *
     * @param session null when the data is loaded
     */
    public void reserveFor(@Nullable Session session) {
        loader = session;
    }

    /** Whether the data is being loaded. */
    public boolean isLoading() {
        return loader != null;
    }

    /** Begins with a request: finds its command or subcommand; null if there is none. {@link #execute} follows. */
    public @Nullable RegisteredCommand find(Args args) {
        @Nullable RegisteredCommand command;
        if (ahead.reach(args)) {
            command = ahead.command();
            if (command == null || ahead.key() == 0) {
                context.enter();
            } else {
                context.enter(args, ahead.key(), command.keyStep, ahead.hashesFrom(), ahead.hashesTo());
            }
        } else {
            command = table.find(args, 0);
            context.enter();
        }
        CommandTable subcommands = command == null ? null : command.subcommands();
        return subcommands == null || args.count() == 1 ? command : subcommands.find(args, 1);
    }

    /** Executes the request of which {@code command} was found, and writes its reply. */
    public void execute(@Nullable RegisteredCommand command, Session session, Args args, ReplyWriter reply) {
        heldUntil = 0;
        if (command == null) {
            if (session.hangUpOn(args)) {
                return;
            }
            RegisteredCommand container = table.find(args, 0);
            refuse(container == null ? unknownCommand(args) : unknownSubcommand(container.spec(), args), reply);
            return;
        }
        String refusal = refusal(session, command, args);
        if (refusal == null) {
            run(session, command, args, reply);
        } else {
            command.rejected++;
            refuse(refusal, reply);
        }
    }

    private void refuse(String error, ReplyWriter reply) {
        errors.count(error);
        reply.error(error);
    }

    private @Nullable String refusal(Session session, RegisteredCommand command, Args args) {
        if (!command.spec.acceptsCount(args.count())) {
            return CommandError.wrongArity(command.spec);
        }
        String refusal = session.refusal(command.spec);
        if (refusal == null && loader != null) {
            return session == loader || command.spec.is(Flag.LOADING) ? null : CommandError.LOADING;
        }
        return refusal == null && command.refusable ? writeRefusal : refusal;
    }

    private void run(Session session, RegisteredCommand command, Args args, ReplyWriter reply) {
        long changes = databases.changes();
        long errorsBefore = reply.errorCount();
        int replaced = effects.commands();
        long recorded = effects.recorded();
        int database = session.database();
        effects.enter(database);
        context.enter(session, reply, command.spec);
        context.limit(session == loader ? ProtocolLimits.FILES : limits);
        try {
            command.command.execute(args, context);
        } finally {
            databases.clearScratch();
            // Also when the reply does not fit into memory: what has changed has changed.
            boolean changed = databases.changes() != changes || context.isMarkedChanged();
            if (command.write && changed && effects.commands() == replaced) {
                effects.verbatim(args);
            }
            boolean effective = effects.recorded() != recorded;
            if (command.write && effective) {
                session.changedAt(unforced.pending());
            }
            if (unforced.isOn()) {
                heldUntil = unforced.executed(command, args, database, context.isReachingEverywhere(), effective);
            }
        }
        if (session == loader) {
            // Nobody has sent this one.
            return;
        }
        command.calls++;
        if (reply.errorCount() != errorsBefore) {
            command.failed++;
            errors.count(reply.lastError());
        }
    }

    private static String unknownCommand(Args args) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 1; i < args.count() && quoted.length() < MAX_QUOTED_LENGTH; i++) {
            int room = MAX_QUOTED_LENGTH - quoted.length();
            quoted.append('\'').append(args.textToNul(i, room)).append("' ");
        }
        return "ERR unknown command '" + args.textToNul(0, MAX_QUOTED_LENGTH) + "', with args beginning with: "
                + quoted;
    }

    private static String unknownSubcommand(CommandSpec container, Args args) {
        return "ERR unknown subcommand '" + args.textToNul(1, MAX_QUOTED_LENGTH) + "'. Try " + container.shortName()
                + " HELP.";
    }
}
