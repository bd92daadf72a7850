package io.cairn.tools.bench;

import io.cairn.tools.bench.report.BenchReport.Server;
import java.io.IOException;

/** What a server says of itself. */
public final class Info {
    private Info() {}

    /** Its name and version. */
    public static Server describe(ServerProcess process) throws IOException, InterruptedException {
        String info = process.ask("INFO", "everything");
        for (String field : new String[] {"cairn_version", "valkey_version", "redis_version"}) {
            String version = field(info, field);
            if (!version.isEmpty()) {
                return new Server(process.name(), version);
            }
        }
        return new Server(process.name(), "");
    }

    /** A field of INFO; empty if there is none. */
    public static String field(String info, String field) {
        int start = info.indexOf("\n" + field + ":");
        if (start < 0) {
            return "";
        }
        int from = start + field.length() + 2;
        return info.substring(from, info.indexOf('\r', from));
    }
}
