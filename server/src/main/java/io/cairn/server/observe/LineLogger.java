package io.cairn.server.observe;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** Hands what it is told to {@link LogLines}. Its name does not appear there: the lines are for who runs the server. */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    LineLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return isWanted(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isWanted(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isWanted(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isWanted(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isWanted(Level.ERROR);
    }

    /** Of what libraries say below a warning, nothing is about the data. */
    private boolean isWanted(Level level) {
        return LogLines.isWanted(level) && (level.toInt() >= Level.WARN.toInt() || name.startsWith("io.cairn"));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        LogLines.write(level, pattern, arguments, cause);
    }
}
