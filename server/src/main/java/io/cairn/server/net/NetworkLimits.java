package io.cairn.server.net;

import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.server.config.OutputBufferLimits.Limit;
import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.Settings;
import java.util.concurrent.TimeUnit;

/**
 * What clients may do, read from the settings once and again when they change.
 *
 * @param requests how much a request may be
 * @param output how much may wait for a client
 * @param maxInputBytes how much may have come from a client and not be executed
 * @param idleMs after how long without a request a client is closed; {@link Long#MAX_VALUE} for never
 * @param maxClients how many there may be
 */
public record NetworkLimits(
        ProtocolLimits requests, OutputLimit output, long maxInputBytes, long idleMs, long maxClients) {

    /** What waits of a client lies in one array, and one more read is made before the limit is looked at. */
    private static final int MAX_INPUT_BYTES = Integer.MAX_VALUE - (1 << 20);

    /** An argument comes with its length, and with the request around it. */
    private static final int MAX_BULK_BYTES = MAX_INPUT_BYTES - (1 << 20);

    /** The limits that the settings describe. */
    public static NetworkLimits of(ServerConfig config) {
        int maxBulk = (int) Math.min(config.get(Settings.PROTO_MAX_BULK_LEN), MAX_BULK_BYTES);
        int timeoutSeconds = config.get(Settings.TIMEOUT);
        return new NetworkLimits(
                new ProtocolLimits(maxBulk, ProtocolLimits.MAX_ARGUMENT_COUNT),
                of(config.get(Settings.CLIENT_OUTPUT_BUFFER_LIMIT).normal()),
                Math.min(config.get(Settings.CLIENT_QUERY_BUFFER_LIMIT), MAX_INPUT_BYTES),
                timeoutSeconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toMillis(timeoutSeconds),
                config.get(Settings.MAXCLIENTS));
    }

    /** Zero means no limit to Redis. */
    private static OutputLimit of(Limit limit) {
        return new OutputLimit(
                limit.hardBytes() == 0 ? Long.MAX_VALUE : limit.hardBytes(),
                limit.softBytes() == 0 ? Long.MAX_VALUE : limit.softBytes(),
                TimeUnit.SECONDS.toMillis(limit.softSeconds()));
    }
}
