package io.cairn.server.config;

import io.cairn.server.config.Setting.Check;
import io.cairn.server.config.Setting.Rule;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A setting while it is being declared; the last word says what it does and puts it into the catalog. */
final class Declaration<T> {
    private final Catalog catalog;
    final String name;
    final SettingType<T> type;
    final T fallback;
    final EnumSet<Rule> rules = EnumSet.noneOf(Rule.class);

    @Nullable
    String alias;

    @Nullable
    Check<T> check;

    UnaryOperator<T> adjustment = UnaryOperator.identity();

    Declaration(Catalog catalog, String name, SettingType<T> type, T fallback) {
        this.catalog = catalog;
        this.name = name;
        this.type = type;
        this.fallback = fallback;
    }

    Declaration<T> alias(String olderName) {
        alias = olderName;
        return this;
    }

    Declaration<T> immutable() {
        rules.add(Rule.IMMUTABLE);
        return this;
    }

    Declaration<T> guarded() {
        rules.add(Rule.PROTECTED);
        return this;
    }

    Declaration<T> hidden() {
        rules.add(Rule.HIDDEN);
        return this;
    }

    Declaration<T> sensitive() {
        rules.add(Rule.SENSITIVE);
        return this;
    }

    Declaration<T> fixedWhileLoading() {
        rules.add(Rule.FIXED_WHILE_LOADING);
        return this;
    }

    Declaration<T> checked(Check<T> valueCheck) {
        check = valueCheck;
        return this;
    }

    /** Brings a valid value into the range that makes sense. */
    Declaration<T> adjusted(UnaryOperator<T> valueAdjustment) {
        adjustment = valueAdjustment;
        return this;
    }

    Setting<T> effective(String summary) {
        return catalog.add(this, Effect.EFFECTIVE, summary);
    }

    Setting<T> moot(String reason) {
        return catalog.add(this, Effect.MOOT, reason);
    }

    Setting<T> accepted() {
        return accepted("Not implemented.");
    }

    Setting<T> accepted(String advice) {
        return catalog.add(this, Effect.ACCEPTED, advice);
    }
}
