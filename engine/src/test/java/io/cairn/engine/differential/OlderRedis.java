package io.cairn.engine.differential;

import io.cairn.testing.Requests;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Lets Redis 7.0 do what later versions do, and both sides what does not depend on the clock.
 *
 * <ul>
 *   <li>Since 7.2 XREADGROUP, XCLAIM and XAUTOCLAIM make their consumer even if it is given nothing. Where ours has
 *       succeeded, 7.0 is told to make it.
 *   <li>Since 7.2 XSETID refuses an id below that of a deleted entry. What ours has refused so is kept from 7.0.
 *   <li>Since 7.4 XREAD knows the id {@code +}, the last entry, and XREADGROUP says why it does not. Both are kept from 7.0.
 *   <li>An id {@code *} is the present moment. {@code 11-*} stands in its place, which is behind most other ids.
 * </ul>
 */
final class OlderRedis {
    private static final byte[] FIXED_ID = "11-*".getBytes(StandardCharsets.ISO_8859_1);

    private static final String REFUSED_ID =
            "-ERR The ID specified in XSETID is smaller than current max_deleted_entry_id";

    private static final String REFUSED_LAST = "-ERR The + ID is meaningless in the context of XREADGROUP";

    private OlderRedis() {}

    /** The request without what depends on the clock. */
    static byte[][] withoutClock(byte[][] request) {
        byte[][] timeless = request.clone();
        if (word(request, 0).equals("XADD")) {
            for (int i = 2; i < timeless.length; i++) {
                if (timeless[i].length > 0
                        && timeless[i][0] == '*'
                        && (timeless[i].length == 1 || timeless[i][1] == 0)) {
                    timeless[i] = FIXED_ID;
                }
            }
        }
        return timeless;
    }

    /** Has Redis execute the requests that ours has answered; returns its replies to them. */
    static List<byte[]> pipeline(RespClient redis, List<byte[][]> requests, List<byte[]> answers) throws IOException {
        List<byte[][]> sent = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            places.add(sent.size());
            sent.add(isKept(requests.get(i), answers.get(i)) ? Requests.of("PING") : requests.get(i));
            if (!RespReplies.isError(answers.get(i))) {
                addConsumers(requests.get(i), sent);
            }
        }
        List<byte[]> replies = redis.pipeline(sent);
        List<byte[]> paired = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            paired.add(isKept(requests.get(i), answers.get(i)) ? answers.get(i) : replies.get(places.get(i)));
        }
        return paired;
    }

    private static boolean isKept(byte[][] request, byte[] answer) {
        boolean lastEntry = switch (word(request, 0)) {
            case "XREAD" -> !RespReplies.isError(answer) && isAmongIds(request, "+");
            case "XREADGROUP" -> RespReplies.text(answer).startsWith(REFUSED_LAST);
            default -> false;
        };
        return lastEntry || RespReplies.text(answer).startsWith(REFUSED_ID);
    }

    private static boolean isAmongIds(byte[][] request, String id) {
        int at = 1;
        while (at < request.length && !word(request, at).equals("STREAMS")) {
            at++;
        }
        for (int i = at + 1 + (request.length - at - 1) / 2; i < request.length; i++) {
            if (word(request, i).equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static void addConsumers(byte[][] request, List<byte[][]> sent) {
        switch (word(request, 0)) {
            case "XCLAIM", "XAUTOCLAIM" -> sent.add(makeConsumer(request[1], request[2], request[3]));
            case "XREADGROUP" -> {
                int group = 0;
                int at = 1;
                while (!word(request, at).equals("STREAMS")) {
                    if (word(request, at).equals("GROUP")) {
                        group = at + 1;
                        at += 3;
                    } else {
                        at += word(request, at).equals("NOACK") ? 1 : 2;
                    }
                }
                int keys = (request.length - at - 1) / 2;
                for (int i = 1; i <= keys; i++) {
                    sent.add(makeConsumer(request[at + i], request[group], request[group + 1]));
                }
            }
            default -> {}
        }
    }

    private static byte[][] makeConsumer(byte[] key, byte[] group, byte[] consumer) {
        byte[][] request = Arrays.copyOf(Requests.of("XGROUP", "CREATECONSUMER"), 5);
        request[2] = key;
        request[3] = group;
        request[4] = consumer;
        return request;
    }

    private static String word(byte[][] request, int index) {
        return new String(request[index], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }
}
