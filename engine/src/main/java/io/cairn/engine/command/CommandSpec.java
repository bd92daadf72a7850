package io.cairn.engine.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a command. COMMAND INFO, DOCS and GETKEYS, arity errors, access rules, what goes to the journal,
 * and the generators of tests all derive from it.
 *
 * @param name in lower case; a subcommand's is {@code container|name}
 * @param summary one sentence
 * @param complexity the cost, in the reference's O notation
 * @param since the version of Redis that brought it
 * @param group its chapter
 * @param arity the exact number of arguments with the name; negative: at least that many
 * @param flags what it is and when it may run
 * @param categories for access rules; those that follow from flags are included
 * @param keys where its keys are
 * @param arguments its syntax, without the name
 * @param tips hints for clients and proxies
 * @param replacedBy what to use instead, if it is deprecated
 * @param deprecatedSince the version that deprecated it
 * @param subcommands of a container
 */
public record CommandSpec(
        String name,
        String summary,
        String complexity,
        String since,
        Group group,
        int arity,
        Set<Flag> flags,
        Set<AclCategory> categories,
        List<KeySpec> keys,
        List<ArgSpec> arguments,
        List<String> tips,
        @Nullable String replacedBy,
        @Nullable String deprecatedSince,
        List<Command> subcommands) {

    /** This with other arguments. */
    public CommandSpec with(List<ArgSpec> others) {
        return new CommandSpec(
                name,
                summary,
                complexity,
                since,
                group,
                arity,
                flags,
                categories,
                keys,
                others,
                tips,
                replacedBy,
                deprecatedSince,
                subcommands);
    }

    /** Begins the declaration of a command, or with {@code CONTAINER|NAME} of a subcommand. */
    public static Builder command(String name) {
        return new Builder(name.toLowerCase(Locale.ROOT));
    }

    public boolean is(Flag flag) {
        return flags.contains(flag);
    }

    /** Whether a request with {@code count} arguments, the name included, has the right number of them. */
    public boolean acceptsCount(int count) {
        return arity >= 0 ? count == arity : count >= -arity;
    }

    /** The name by which the command is called inside its container, in upper case. */
    public String shortName() {
        return name.substring(name.indexOf('|') + 1).toUpperCase(Locale.ROOT);
    }

    /** Collects a declaration. */
    public static final class Builder {
        private final String name;
        private String summary = "";
        private String complexity = "";
        private String since = "";
        private @Nullable Group group;
        private int arity;
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private final Set<AclCategory> categories = EnumSet.noneOf(AclCategory.class);
        private List<KeySpec> keys = List.of();
        private List<ArgSpec> arguments = List.of();
        private List<String> tips = List.of();
        private @Nullable String replacedBy;
        private @Nullable String deprecatedSince;
        private List<Command> subcommands = List.of();

        private Builder(String name) {
            this.name = name;
        }

        public Builder summary(String sentence) {
            this.summary = sentence;
            return this;
        }

        public Builder complexity(String cost) {
            this.complexity = cost;
            return this;
        }

        public Builder since(String version) {
            this.since = version;
            return this;
        }

        public Builder group(Group chapter) {
            this.group = chapter;
            return this;
        }

        public Builder arity(int count) {
            this.arity = count;
            return this;
        }

        public Builder flags(Flag... all) {
            Collections.addAll(flags, all);
            return this;
        }

        /** Categories that do not follow from flags. */
        public Builder categories(AclCategory... more) {
            Collections.addAll(categories, more);
            return this;
        }

        public Builder keys(KeySpec... specs) {
            this.keys = List.of(specs);
            return this;
        }

        public Builder arguments(ArgSpec... all) {
            this.arguments = List.of(all);
            return this;
        }

        public Builder tips(String... all) {
            this.tips = List.of(all);
            return this;
        }

        /** Says that the command is deprecated, and what stands in its place. */
        public Builder deprecated(String version, String replacement) {
            this.deprecatedSince = version;
            this.replacedBy = replacement;
            return this;
        }

        public Builder subcommands(Command... all) {
            this.subcommands = List.of(all);
            return this;
        }

        public CommandSpec build() {
            if (group == null || summary.isEmpty() || since.isEmpty() || arity == 0) {
                throw new IllegalStateException("declaration lacks a group, summary, since or arity: name=" + name);
            }
            deriveCategories();
            return new CommandSpec(
                    name,
                    summary,
                    complexity,
                    since,
                    group,
                    arity,
                    Collections.unmodifiableSet(flags),
                    Collections.unmodifiableSet(categories),
                    keys,
                    arguments,
                    tips,
                    replacedBy,
                    deprecatedSince,
                    List.copyOf(new ArrayList<>(subcommands)));
        }

        private void deriveCategories() {
            boolean scripting = categories.contains(AclCategory.SCRIPTING);
            addIf(flags.contains(Flag.WRITE), AclCategory.WRITE);
            addIf(flags.contains(Flag.READONLY) && !scripting, AclCategory.READ);
            addIf(flags.contains(Flag.ADMIN), AclCategory.ADMIN);
            addIf(flags.contains(Flag.ADMIN), AclCategory.DANGEROUS);
            addIf(flags.contains(Flag.PUBSUB), AclCategory.PUBSUB);
            addIf(flags.contains(Flag.BLOCKING), AclCategory.BLOCKING);
            addIf(true, flags.contains(Flag.FAST) ? AclCategory.FAST : AclCategory.SLOW);
        }

        private void addIf(boolean condition, AclCategory category) {
            if (condition) {
                categories.add(category);
            }
        }
    }
}
