package io.cairn.engine.command.sort;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.pattern;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.word;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFinder;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.LocatesKeys;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.SetValue;
import io.cairn.engine.value.SortedSetValue;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code SORT key [BY pattern] [LIMIT offset count] [GET pattern ...] [ASC | DESC] [ALPHA] [STORE destination]}: the
 * elements of a list, set or sorted set in order; {@code SORT_RO} without STORE.
 *
 * <p>Elements that are equal in that order stay in that of their list or sorted set; those of a set, which has none, come
 * in the order of their bytes.
 */
public final class Sort implements LocatesKeys {
    private static final KeySpec ANYWHERE_READ =
            new KeySpec(new KeySpec.UnknownBegin(), new KeySpec.UnknownFind(), Set.of(KeyFlag.RO, KeyFlag.ACCESS));
    private static final KeySpec ANYWHERE_WRITTEN =
            new KeySpec(new KeySpec.UnknownBegin(), new KeySpec.UnknownFind(), Set.of(KeyFlag.OW, KeyFlag.UPDATE));

    private final CommandSpec spec;
    private final boolean storing;

    private Sort(CommandSpec spec, boolean storing) {
        this.spec = spec;
        this.storing = storing;
    }

    /** Both commands. */
    public static List<Command> all() {
        return List.of(sort(), sortReadOnly());
    }

    private static Command sort() {
        List<ArgSpec> arguments = new ArrayList<>(sharedArguments());
        arguments.add(key("destination", 2).after("STORE").optional());
        CommandSpec spec = declare("SORT", "Sorts the elements of a list, set or sorted set, and may store the result.")
                .since("1.0.0")
                .flags(Flag.DENYOOM, Flag.MOVABLEKEYS, Flag.WRITE)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS), ANYWHERE_READ, ANYWHERE_WRITTEN)
                .arguments(arguments.toArray(ArgSpec[]::new))
                .build();
        return new Sort(spec, true);
    }

    private static Command sortReadOnly() {
        CommandSpec spec = declare("SORT_RO", "Sorts the elements of a list, set or sorted set.")
                .since("7.0.0")
                .flags(Flag.MOVABLEKEYS, Flag.READONLY)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS), ANYWHERE_READ)
                .arguments(sharedArguments().toArray(ArgSpec[]::new))
                .build();
        return new Sort(spec, false);
    }

    private static CommandSpec.Builder declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(N*log(N)+M) where N is the number of elements and M the number of those returned.")
                .group(Group.GENERIC)
                .arity(-2)
                .categories(AclCategory.DANGEROUS, AclCategory.LIST, AclCategory.SET, AclCategory.SORTEDSET);
    }

    private static List<ArgSpec> sharedArguments() {
        return List.of(
                key("key", 0),
                patternBehind("by-pattern", "BY").optional(),
                block("limit", integer("offset"), integer("count"))
                        .after("LIMIT")
                        .optional(),
                patternBehind("get-pattern", "GET").optional().multipleToken(),
                oneOf("order", token("ASC"), token("DESC")).optional(),
                word("sorting", "ALPHA").optional());
    }

    private static ArgSpec patternBehind(String name, String word) {
        ArgSpec shape = pattern(name);
        return new ArgSpec(shape.name(), shape.type(), word, 1, shape.since(), shape.flags(), shape.arguments());
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void locateKeys(Args args, int first, KeyFinder keys) {
        keys.add(first + 1, spec.keys().get(0).flags());
        int destination = storing ? SortOptions.destination(args, first) : SortOptions.NONE;
        if (destination != SortOptions.NONE) {
            keys.add(destination, ANYWHERE_WRITTEN.flags());
        }
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        SortOptions options = SortOptions.usual();
        String fault = SortOptions.read(args, storing, options);
        if (fault != null) {
            reply.error(fault);
            return;
        }
        Value value = context.read(args, 1).value();
        if (value instanceof StringValue || value != null && !isSortable(value)) {
            reply.error(CommandError.WRONG_TYPE);
            return;
        }
        boolean stores = options.destination() != SortOptions.NONE;
        boolean unordered = value instanceof SetValue;
        if (stores && unordered && options.keepsOrder()) {
            // What is stored must not depend on where a set's members happen to lie.
            options.sortByText();
        }
        List<SortItem> items = load(value, options);
        if (!options.keepsOrder()) {
            if (!weigh(items, options, context)) {
                reply.error("ERR One or more scores can't be converted into double");
                return;
            }
            items.sort(order(options, unordered));
            int first = options.first(items.size());
            items = items.subList(first, first + options.wanted(items.size()));
        }
        if (stores) {
            store(items, options, args, context);
        } else {
            reply(items, options, context);
        }
    }

    private static boolean isSortable(Value value) {
        return value instanceof ListValue || value instanceof SetValue || value instanceof SortedSetValue;
    }

    // ---- loading

    /** All elements to be sorted; those that are wanted, if they keep their order. */
    private static List<SortItem> load(@Nullable Value value, SortOptions options) {
        List<SortItem> items = new ArrayList<>();
        if (value instanceof ListValue list) {
            int size = (int) list.size();
            if (options.keepsOrder()) {
                int first = options.first(size);
                boolean backwards = options.isDescending();
                addAll(list.walk(backwards ? size - 1L - first : first, options.wanted(size), backwards), items);
            } else {
                addAll(list.walk(0, size, false), items);
            }
        } else if (value instanceof SortedSetValue set) {
            loadMembers(set, options, items);
        } else if (value instanceof SetValue set) {
            addAll(set.walk(), items);
            if (options.keepsOrder()) {
                int first = options.first(items.size());
                return items.subList(first, first + options.wanted(items.size()));
            }
        }
        return items;
    }

    private static void addAll(ElementWalk walk, List<SortItem> items) {
        while (walk.next()) {
            items.add(new SortItem(walk.element().copy()));
        }
    }

    private static void loadMembers(SortedSetValue set, SortOptions options, List<SortItem> items) {
        int size = (int) set.size();
        boolean part = options.keepsOrder();
        boolean backwards = part && options.isDescending();
        int first = part ? options.first(size) : 0;
        int wanted = part ? options.wanted(size) : size;
        if (wanted > 0) {
            MemberWalk walk = set.walk(backwards ? size - 1L - first : first, backwards);
            while (items.size() < wanted && walk.next()) {
                items.add(new SortItem(walk.member().copy()));
            }
        }
    }

    // ---- sorting

    /** Finds out what each element is sorted by; false if that should be a number and is none. */
    private static boolean weigh(List<SortItem> items, SortOptions options, CommandContext context) {
        SortPattern by = options.by();
        if (by == null && options.isAlphabetic()) {
            return true;
        }
        Element own = new Element();
        // Equal elements have one weight, which may be any string: else a short list could ask for a copy of it each.
        Map<ByteBuffer, SortItem> weighed = new HashMap<>();
        boolean numbers = true;
        for (SortItem item : items) {
            SortItem equal = by == null ? null : weighed.putIfAbsent(ByteBuffer.wrap(item.element), item);
            if (equal != null) {
                item.setWeightOf(equal);
                continue;
            }
            own.point(item.element, 0, item.element.length);
            Element weight = by == null ? own : by.find(item.element, context, own);
            if (weight != null && options.isAlphabetic()) {
                item.setWeight(weight.copy());
            } else if (weight != null) {
                numbers &= item.setNumber(weight);
            }
        }
        return numbers;
    }

    private static Comparator<SortItem> order(SortOptions options, boolean unordered) {
        Comparator<SortItem> ascending = !options.isAlphabetic()
                ? SortItem.BY_NUMBER
                : options.by() == null ? SortItem.BY_TEXT : SortItem.BY_WEIGHT;
        Comparator<SortItem> order = options.isDescending() ? ascending.reversed() : ascending;
        return unordered ? order.thenComparing(SortItem.BY_TEXT) : order;
    }

    // ---- answering

    private static void reply(List<SortItem> items, SortOptions options, CommandContext context) {
        ReplyWriter reply = context.reply();
        List<SortPattern> gets = options.gets();
        reply.array((long) items.size() * Math.max(1, gets.size()));
        Element own = new Element();
        for (SortItem item : items) {
            if (gets.isEmpty()) {
                reply.bulk(item.element);
            }
            for (SortPattern get : gets) {
                Element found = get.find(item.element, context, own);
                if (found == null) {
                    reply.nullValue();
                } else {
                    reply.bulk(found);
                }
            }
        }
    }

    private static void store(List<SortItem> items, SortOptions options, Args args, CommandContext context) {
        Entry result = context.databases().scratch();
        Element own = new Element();
        long count = 0;
        for (SortItem item : items) {
            if (options.gets().isEmpty()) {
                push(result, item.element, 0, item.element.length);
                count++;
            }
            for (SortPattern get : options.gets()) {
                Element found = get.find(item.element, context, own);
                if (found == null) {
                    push(result, item.element, 0, 0);
                } else {
                    push(result, found.bytes(), found.offset(), found.length());
                }
                count++;
            }
        }
        Entry destination = context.entry(args, options.destination());
        if (count > 0) {
            destination.put(result.detach(), RecordTable.NO_EXPIRY);
            // Redis counts every element that is stored.
            destination.changed(count - 1);
        } else if (destination.exists()) {
            destination.remove();
        }
        context.reply().integer(count);
    }

    private static void push(Entry result, byte[] bytes, int offset, int length) {
        ListValue list = result.collection(ListValue.class);
        if (list == null) {
            throw new IllegalStateException("the result of SORT is no list");
        }
        list.pushTail(bytes, offset, length);
    }
}
