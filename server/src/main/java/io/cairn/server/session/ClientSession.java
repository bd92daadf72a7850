package io.cairn.server.session;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a client. Changed by the holder of the engine's lock and by the client's own event loop;
 * other threads may call only {@link #kill}.
 */
public final class ClientSession extends Session {
    /** What happens to the connection. */
    private enum Fate {
        STAYS,
        CLOSES_AFTER_REPLY,
        CLOSES_AT_ONCE
    }

    /** Which replies the client wants (CLIENT REPLY). */
    public enum ReplyMode {
        ON,
        OFF,
        SKIP_NEXT,
        SKIP_THIS
    }

    private final long id;
    private final String address;
    private final String localAddress;
    private final boolean local;
    private final long createdAtMs;
    private final Password password;
    private final Runnable wakeUp;

    private boolean authenticated;
    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";
    private boolean evictable = true;
    private ReplyMode replyMode = ReplyMode.ON;
    private @Nullable CommandSpec lastCommand;
    private long lastActiveMs;
    private int protocol = 2;
    private boolean waiting;
    private long waitsFor;
    private long waitsUntilNanos;
    private int inputBytes;
    private int outputBytes;
    private volatile Fate fate = Fate.STAYS;
    private volatile @Nullable String reason;

    /**
     * @param address the client's address, as CLIENT LIST shows it
     * @param localAddress the server's side of it
     * @param local whether the connection comes from this machine
     * @param password the one to give, if there is one
     * @param wakeUp makes the client's event loop look at it
     */
    public ClientSession(
            long id,
            String address,
            String localAddress,
            boolean local,
            long createdAtMs,
            Password password,
            Runnable wakeUp) {
        this.id = id;
        this.address = address;
        this.localAddress = localAddress;
        this.local = local;
        this.createdAtMs = createdAtMs;
        this.lastActiveMs = createdAtMs;
        this.password = password;
        this.wakeUp = wakeUp;
        this.authenticated = !password.isSet();
    }

    public long id() {
        return id;
    }

    public String address() {
        return address;
    }

    public String localAddress() {
        return localAddress;
    }

    /** Whether the connection comes from this machine, by loopback or a unix socket. */
    public boolean isLocal() {
        return local;
    }

    public long createdAtMs() {
        return createdAtMs;
    }

    /** When it last sent something, or took some of a reply that was too large for its socket. */
    public long lastActiveMs() {
        return lastActiveMs;
    }

    public void setLastActiveMs(long nowMs) {
        lastActiveMs = nowMs;
    }

    /** Whether the client has said who it is, or needs not. */
    public boolean isAuthenticated() {
        return authenticated || !password.isSet();
    }

    public void setAuthenticated(boolean on) {
        authenticated = on;
    }

    /** The name it gave itself; empty if none. */
    public String name() {
        return name;
    }

    public void setName(String newName) {
        name = newName;
    }

    public String libraryName() {
        return libraryName;
    }

    public void setLibraryName(String newName) {
        libraryName = newName;
    }

    public String libraryVersion() {
        return libraryVersion;
    }

    public void setLibraryVersion(String newVersion) {
        libraryVersion = newVersion;
    }

    /** Whether it may be closed to free memory (CLIENT NO-EVICT). */
    public boolean isEvictable() {
        return evictable;
    }

    public void setEvictable(boolean on) {
        evictable = on;
    }

    /** Whether it came by a unix socket: such an address begins with the socket's path. */
    public boolean isUnix() {
        return localAddress.startsWith("/");
    }

    /** Forgets all that the client has set; {@code open}: whether nobody needs a password. */
    public void reset(boolean open) {
        select(0);
        setTouching(true);
        name = "";
        evictable = true;
        replyMode = ReplyMode.ON;
        authenticated = open;
    }

    public void setReplyMode(ReplyMode mode) {
        replyMode = mode;
    }

    public ReplyMode replyMode() {
        return replyMode;
    }

    /** Whether the reply to the next request is dropped. */
    public boolean isMuted() {
        return replyMode == ReplyMode.OFF || replyMode == ReplyMode.SKIP_THIS;
    }

    /** Moves on to the next request: a reply to be skipped has been skipped. */
    public void afterRequest() {
        if (replyMode == ReplyMode.SKIP_THIS) {
            replyMode = ReplyMode.ON;
        } else if (replyMode == ReplyMode.SKIP_NEXT) {
            replyMode = ReplyMode.SKIP_THIS;
        }
    }

    /** The version of RESP it speaks; a copy of its reply writer's, for other clients' eyes. */
    public int protocol() {
        return protocol;
    }

    public void setProtocol(int version) {
        protocol = version;
    }

    /** Says what its connection holds at the beginning of a turn. */
    public void beginTurn(int newInputBytes, int newOutputBytes) {
        inputBytes = newInputBytes;
        outputBytes = newOutputBytes;
    }

    public int inputBytes() {
        return inputBytes;
    }

    public int outputBytes() {
        return outputBytes;
    }

    /** The command it last sent. */
    public @Nullable CommandSpec lastCommand() {
        return lastCommand;
    }

    /** What WAITAOF answers where there is no log to wait for. */
    public static final String NO_LOG = "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.";

    /**
     * Has the client wait until the log is durable up to {@code position} or the time has come (WAITAOF). Its request is
     * answered then, and what it sends behind that is not executed before.
     *
     * @param untilNanos of the clock that only goes forward
     */
    public void waitForLog(long position, long untilNanos) {
        waiting = true;
        waitsFor = position;
        waitsUntilNanos = untilNanos;
    }

    public boolean isWaiting() {
        return waiting;
    }

    /** Position of the log that it waits for. */
    public long waitsFor() {
        return waitsFor;
    }

    public long waitsUntilNanos() {
        return waitsUntilNanos;
    }

    public void endWait() {
        waiting = false;
    }

    /** Ends the connection once its replies have been sent. */
    public void closeAfterReply() {
        if (fate == Fate.STAYS) {
            fate = Fate.CLOSES_AFTER_REPLY;
        }
    }

    /** Ends the connection without sending anything more. */
    public void closeAtOnce(String why) {
        fate = Fate.CLOSES_AT_ONCE;
        reason = why;
    }

    /** Ends the connection, from any thread. */
    public void kill(String why) {
        closeAtOnce(why);
        wakeUp.run();
    }

    /** Whether no request of it is executed any more. */
    public boolean isClosing() {
        return fate != Fate.STAYS;
    }

    public boolean isClosingAtOnce() {
        return fate == Fate.CLOSES_AT_ONCE;
    }

    /** Why it is closed, if not by its own wish. */
    public @Nullable String reason() {
        return reason;
    }

    /** A browser that was tricked into posting to this port would begin like this; Redis hangs up on it as well. */
    @Override
    protected boolean hangUpOn(Args unknown) {
        boolean http = unknown.isWord(0, "POST") || unknown.isWord(0, "HOST:");
        if (http) {
            closeAtOnce("it speaks HTTP: somebody may be attacking through a browser");
        }
        return http;
    }

    @Override
    protected @Nullable String refusal(CommandSpec spec) {
        lastCommand = spec;
        return isAuthenticated() || spec.is(Flag.NO_AUTH) ? null : "NOAUTH Authentication required.";
    }
}
