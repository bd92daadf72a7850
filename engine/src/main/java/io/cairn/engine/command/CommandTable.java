package io.cairn.engine.command;

import io.cairn.engine.command.KeySpec.AtIndex;
import io.cairn.engine.command.KeySpec.Range;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All commands by name. A name is found without making a text of it: its bytes are compared where they lie, the first
 * eight as one number, with letters folded to lower case. Open addressing with linear probing, at most a quarter full.
 * Immutable.
 */
public final class CommandTable {
    /** The bit by which a lower-case letter differs from its upper case, in each of eight bytes. */
    private static final long LOWER_CASE = 0x2020202020202020L;

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final RegisteredCommand[] slots;
    private final int shift;
    private final List<RegisteredCommand> all;

    private CommandTable(List<RegisteredCommand> all) {
        this.all = List.copyOf(all);
        this.slots = new RegisteredCommand[Integer.highestOneBit(Math.max(4, all.size())) * 8];
        this.shift = Long.numberOfLeadingZeros(slots.length) + 1;
        for (RegisteredCommand command : all) {
            byte[] name = command.nameBytes();
            if (find(name, 0, name.length) != null) {
                throw new IllegalArgumentException(
                        "declared twice: name=" + command.spec().name());
            }
            int slot = slotOf(beginning(name, 0, name.length));
            while (slots[slot] != null) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = command;
        }
    }

    /** A table of these commands and their subcommands. */
    public static CommandTable of(List<Command> commands) {
        List<RegisteredCommand> registered = new ArrayList<>();
        for (Command command : commands) {
            registered.add(new RegisteredCommand(command));
        }
        return new CommandTable(registered);
    }

    /** All commands, as they were given, without subcommands. */
    public List<RegisteredCommand> all() {
        return all;
    }

    /** The command that argument {@code index} names; null if there is none. */
    public @Nullable RegisteredCommand find(Args args, int index) {
        return find(args.bytes(), args.offset(index), args.length(index));
    }

    /** The command with this name, or {@code container|subcommand}; null if there is none. */
    public @Nullable RegisteredCommand find(String name) {
        int bar = name.indexOf('|');
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        if (bar < 0) {
            return find(bytes, 0, bytes.length);
        }
        RegisteredCommand container = find(bytes, 0, bar);
        CommandTable subcommands = container == null ? null : container.subcommands();
        return subcommands == null ? null : subcommands.find(bytes, bar + 1, bytes.length - bar - 1);
    }

    private @Nullable RegisteredCommand find(byte[] bytes, int offset, int length) {
        RegisteredCommand[] table = slots;
        long beginning = beginning(bytes, offset, length);
        int slot = slotOf(beginning);
        RegisteredCommand found = table[slot];
        while (found != null && !found.matches(beginning, bytes, offset, length)) {
            slot = slot + 1 & table.length - 1;
            found = table[slot];
        }
        return found;
    }

    /** Up to eight bytes, the first one lowest, and zeros. */
    private static long beginning(byte[] bytes, int offset, int length) {
        return length < Long.BYTES ? Words.part(bytes, offset, length) : Words.whole(bytes, offset);
    }

    private int slotOf(long beginning) {
        return (int) ((beginning | LOWER_CASE) * GOLDEN_RATIO >>> shift);
    }

    /** A command in its table, and what was counted of it. */
    public static final class RegisteredCommand {
        /** What of the data its requests work on. */
        enum Reach {
            NOTHING,
            KEYS,
            EVERYTHING;

            /** A command that reads or writes without naming keys can work on any of them. */
            static Reach of(Command command) {
                if (KeyFinder.mayFindKeys(command)) {
                    return KEYS;
                }
                boolean works = command.spec().is(Flag.WRITE) || command.spec().is(Flag.READONLY);
                return works ? EVERYTHING : NOTHING;
            }
        }

        final Command command;
        final CommandSpec spec;
        final boolean write;

        /** Refused while writes are: a PING tells a monitor so, as in Redis. */
        final boolean refusable;

        final Reach reach;

        /** Which argument is its first key; 0 if it has none, or none that is always at the same place. */
        final int firstKey;

        /** How far it is from one key to the next, where they are all arguments from the first on; 0 where they are not. */
        final int keyStep;

        /** Which arguments are elements of what its first key holds. */
        final ElementArguments elements;

        private static final int LONGEST_RUN = 64;

        /** Of one execution; reading the clock takes a fortieth of that. */
        private static final long QUICK_NANOS = 1000;

        private final byte[] name;

        /** The first eight bytes of it, and the bit of lower case where they are letters: nothing else is folded. */
        private final long nameBeginning;

        private final long letters;
        private final @Nullable CommandTable subcommands;

        private int longestRun = 1;
        long calls;
        long nanos;
        long rejected;
        long failed;

        RegisteredCommand(Command command) {
            this.command = command;
            this.spec = command.spec();
            this.write = spec.is(Flag.WRITE);
            this.refusable = write || spec.name().equalsIgnoreCase("PING");
            this.reach = Reach.of(command);
            this.firstKey = firstKey(spec.keys());
            this.keyStep = keyStep(spec.keys());
            this.elements = firstKey == 0 ? ElementArguments.NONE : ElementArguments.of(spec);
            this.name = spec.shortName().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            this.nameBeginning = beginning(name, 0, name.length);
            this.letters = letters(name);
            this.subcommands = spec.subcommands().isEmpty() ? null : of(spec.subcommands());
        }

        private static int firstKey(List<KeySpec> keys) {
            return !keys.isEmpty()
                            && keys.get(0).begin() instanceof AtIndex at
                            && keys.get(0).find() instanceof Range
                    ? at.index()
                    : 0;
        }

        private static int keyStep(List<KeySpec> keys) {
            return firstKey(keys) > 0
                            && keys.get(0).find() instanceof Range range
                            && range.lastKey() == -1
                            && range.limit() < 2
                    ? range.step()
                    : 0;
        }

        private static long letters(byte[] name) {
            long letters = 0;
            for (int i = 0; i < Math.min(name.length, Long.BYTES); i++) {
                letters |= name[i] >= 'a' && name[i] <= 'z' ? 0x20L << 8 * i : 0;
            }
            return letters;
        }

        byte[] nameBytes() {
            return name;
        }

        boolean matches(long beginning, byte[] bytes, int offset, int length) {
            byte[] own = name;
            if ((beginning | letters) != nameBeginning || length != own.length) {
                return false;
            }
            for (int i = Long.BYTES; i < length; i++) {
                int c = bytes[offset + i];
                if (own[i] != (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)) {
                    return false;
                }
            }
            return true;
        }

        /** What it does. */
        public Command command() {
            return command;
        }

        public CommandSpec spec() {
            return spec;
        }

        /** Its subcommands; null if it has none. */
        public @Nullable CommandTable subcommands() {
            return subcommands;
        }

        /**
         * How often it may be executed before somebody looks at the clock: as long as that costs a good part of what it measures,
         * several times.
         */
        public int longestRun() {
            return longestRun;
        }

        /** Adds the time that so many executions, one behind the other, took. */
        public void addRun(int executions, long elapsedNanos) {
            nanos += elapsedNanos;
            longestRun = elapsedNanos <= (long) executions * QUICK_NANOS ? Math.min(2 * longestRun, LONGEST_RUN) : 1;
        }

        /** How often it was executed. */
        public long calls() {
            return calls;
        }

        /** How long executing it took in all, in microseconds. */
        public long micros() {
            return nanos / 1000;
        }

        /** How often it was refused before it was executed. */
        public long rejected() {
            return rejected;
        }

        /** How often it replied with an error. */
        public long failed() {
            return failed;
        }

        /** Begins the counts anew, its subcommands' too. */
        public void resetCounts() {
            calls = 0;
            nanos = 0;
            rejected = 0;
            failed = 0;
            if (subcommands != null) {
                subcommands.all().forEach(RegisteredCommand::resetCounts);
            }
        }
    }
}
