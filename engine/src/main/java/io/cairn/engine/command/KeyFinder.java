package io.cairn.engine.command;

import io.cairn.engine.command.KeySpec.AtIndex;
import io.cairn.engine.command.KeySpec.AtKeyword;
import io.cairn.engine.command.KeySpec.Begin;
import io.cairn.engine.command.KeySpec.Counted;
import io.cairn.engine.command.KeySpec.Find;
import io.cairn.engine.command.KeySpec.Range;
import io.cairn.engine.resp.Args;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which arguments of a request are keys, and what its command does with them: by the command's {@link KeySpec}s, or by
 * the command itself if it {@link LocatesKeys}.
 *
 * <p>One spec that does not fit makes a request one without keys, as in Redis: the command will refuse it. Reused from
 * request to request; steady state allocates nothing. Not thread-safe.
 */
public final class KeyFinder {
    private static final int NOT_FOUND = -1;

    private final List<Set<KeyFlag>> flags = new ArrayList<>();
    private int[] arguments = new int[16];
    private int count;

    /** Whether requests of this command may have keys. */
    public static boolean mayFindKeys(Command command) {
        return command instanceof LocatesKeys
                || command.spec().keys().stream().anyMatch(spec -> !spec.flags().contains(KeyFlag.NOT_KEY));
    }

    /** Number of keys found. */
    public int count() {
        return count;
    }

    /** Which argument key {@code index} is. */
    public int argument(int index) {
        return arguments[index];
    }

    /** What the command does with key {@code index}. */
    public Set<KeyFlag> flags(int index) {
        return flags.get(index);
    }

    /**
     * Finds the keys of a request and forgets those of the one before.
     *
     * @param first which argument is the command's name; the number of arguments from there fits the arity
     * @return how many keys it has; 0 also if it is malformed
     */
    public int find(Command command, Args args, int first) {
        clear();
        if (command instanceof LocatesKeys own) {
            own.locateKeys(args, first, this);
            return count;
        }
        List<KeySpec> specs = command.spec().keys();
        for (int i = 0; i < specs.size(); i++) {
            KeySpec spec = specs.get(i);
            if (!spec.flags().contains(KeyFlag.NOT_KEY) && !addAll(spec, args, first)) {
                clear();
                return 0;
            }
        }
        return count;
    }

    /** Adds a key; for commands that locate theirs themselves. */
    public void add(int argument, Set<KeyFlag> keyFlags) {
        if (count == arguments.length) {
            arguments = Arrays.copyOf(arguments, 2 * count);
        }
        arguments[count++] = argument;
        flags.add(keyFlags);
    }

    private void clear() {
        count = 0;
        flags.clear();
    }

    private boolean addAll(KeySpec spec, Args args, int first) {
        int begin = begin(spec.begin(), args, first);
        if (begin == NOT_FOUND) {
            // A keyword that is not there leads to no keys, which is no fault.
            return spec.begin() instanceof AtKeyword;
        }
        Find find = spec.find();
        if (find instanceof Range range) {
            return add(begin, last(range, begin, args), range.step(), args, spec);
        } else if (find instanceof Counted counted) {
            return addCounted(counted, begin, args, spec);
        }
        return false;
    }

    private static int begin(Begin begin, Args args, int first) {
        if (begin instanceof AtIndex at) {
            return first + at.index();
        } else if (begin instanceof AtKeyword at) {
            return behind(at, args, first);
        }
        return NOT_FOUND;
    }

    private static int behind(AtKeyword at, Args args, int first) {
        String keyword = at.keyword().toUpperCase(Locale.ROOT);
        int step = at.startFrom() > 0 ? 1 : -1;
        int start = at.startFrom() > 0 ? first + at.startFrom() : args.count() + at.startFrom();
        // The last argument has no key behind it.
        int end = step > 0 ? args.count() - 1 : args.count();
        for (int i = start; i > first && i < end; i += step) {
            if (args.isWord(i, keyword)) {
                return i + 1;
            }
        }
        return NOT_FOUND;
    }

    private static int last(Range range, int begin, Args args) {
        if (range.lastKey() >= 0) {
            return begin + range.lastKey();
        }
        int divisor = Math.max(range.limit(), 1);
        return begin + (args.count() - begin) / divisor + range.lastKey();
    }

    private boolean addCounted(Counted counted, int begin, Args args, KeySpec spec) {
        int countAt = begin + counted.countIndex();
        if (countAt >= args.count() || !args.isLong(countAt)) {
            return false;
        }
        long keys = args.toLong(countAt);
        if (keys < 0 || keys > args.count()) {
            return false;
        }
        int from = begin + counted.firstKey();
        return add(from, from + (keys - 1) * counted.step(), counted.step(), args, spec);
    }

    private boolean add(int from, long to, int step, Args args, KeySpec spec) {
        if (from >= args.count() || to >= args.count() || to < from) {
            return false;
        }
        for (int i = from; i <= to; i += step) {
            add(i, spec.flags());
        }
        return !spec.flags().contains(KeyFlag.INCOMPLETE);
    }
}
