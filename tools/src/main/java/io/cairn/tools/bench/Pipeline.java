package io.cairn.tools.bench;

import java.io.IOException;
import java.util.function.IntFunction;

/** Sends many requests, some hundred at once. */
public final class Pipeline {
    private static final int REQUESTS_AT_ONCE = 500;

    private Pipeline() {}

    /** Sends request 0, 1, 2 … and passes over their replies. */
    public static void run(RespConnection connection, int count, IntFunction<String[]> requests) throws IOException {
        for (int i = 0; i < count; i += REQUESTS_AT_ONCE) {
            int batch = Math.min(REQUESTS_AT_ONCE, count - i);
            for (int j = i; j < i + batch; j++) {
                connection.send(requests.apply(j));
            }
            connection.flush();
            skip(connection, batch);
        }
    }

    /** Passes over some replies. */
    public static void skip(RespConnection connection, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connection.skip();
        }
    }
}
