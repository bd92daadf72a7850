package io.cairn.persistence.recovery;

import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.persistence.log.LogConsumer;
import java.nio.charset.StandardCharsets;

/**
 * Executes the commands of a log. Its caller holds the engine's lock and has switched expiry off.
 *
 * <p>A log holds commands that succeeded. One that fails now does not belong to the data before it: loading on would give
 * other data than was written, so it stops the start.
 */
final class Replay implements LogConsumer {
    private static final int REPLY_BYTES = 1024;

    private final Engine engine;
    private final String path;
    private final Session session = new Session();
    private final ReplyWriter reply = new ReplyWriter(REPLY_BYTES);
    private final Args args = new Args();
    private long commands;
    private long bytes;

    Replay(Engine engine, String path) {
        this.engine = engine;
        this.path = path;
    }

    @Override
    public void batch(byte[] source, int offset, int length, int database, long ms) throws RecoveryException {
        if (database != SELECTED_IN_STREAM) {
            select(database);
        }
        RequestParser parser = new RequestParser(offset);
        parser.parse(source, offset + length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        while (parser.next(source, args)) {
            execute();
        }
        if (parser.protocolError() != null || parser.consumed() != offset + length) {
            throw refuse("what should be a command is none (" + parser.protocolError() + ")");
        }
        bytes += length;
    }

    private void select(int database) throws RecoveryException {
        if (database >= engine.databases().count()) {
            throw refuse("it uses database " + database + ", but there are only "
                    + engine.databases().count());
        }
        session.select(database);
    }

    private void execute() throws RecoveryException {
        commands++;
        if (isTransactionBracket()) {
            // A reader hands on whole transactions only, and nobody looks at the data before the end of the replay.
            return;
        }
        if (!changesData()) {
            // Nobody writes such a log; what the command does to a server that is only starting is anyone's guess.
            throw refuse("its command number " + commands + ", " + args.text(0) + ", changes no data");
        }
        long errors = reply.errorCount();
        engine.execute(session, args, reply);
        if (reply.errorCount() != errors) {
            String error = new String(reply.buffer(), 1, Math.max(0, reply.length() - 3), StandardCharsets.ISO_8859_1);
            throw refuse("its command number " + commands + ", " + args.text(0) + ", fails: " + error);
        }
        reply.clear();
    }

    /** Whether a log may hold this command: one that is unknown is refused where it is executed. */
    private boolean changesData() {
        RegisteredCommand command = engine.executor().table().find(args, 0);
        CommandTable subcommands = command == null ? null : command.subcommands();
        if (subcommands != null && args.count() > 1) {
            command = subcommands.find(args, 1);
        }
        return command == null
                || command.spec().is(Flag.WRITE)
                || keepsResults(command.spec())
                || args.isWord(0, "SELECT");
    }

    /** Whether a command that reads may keep its result in the key, as PFCOUNT does. */
    private static boolean keepsResults(CommandSpec spec) {
        return spec.keys().stream().anyMatch(keys -> keys.flags().contains(KeyFlag.RW));
    }

    private boolean isTransactionBracket() {
        return args.isWord(0, "MULTI") || args.isWord(0, "EXEC");
    }

    private RecoveryException refuse(String wrong) {
        return new RecoveryException(path + ": " + wrong
                + ". The files were left as they are. Start the version that wrote it, or restore a backup");
    }

    long commands() {
        return commands;
    }

    long bytes() {
        return bytes;
    }
}
