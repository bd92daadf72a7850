package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.Reply;
import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Sends the first requests of a workload to all servers, which have the same data: they must answer alike. */
final class SampleCheck {
    private static final int SAMPLES = 200;
    private static final int MOST_SHOWN = 300;

    private final Workload workload;
    private final Supplier<WorkloadData> data;
    private final int protocol;

    /** @param data the data of the workload, from the beginning */
    SampleCheck(Workload workload, Supplier<WorkloadData> data, int protocol) {
        this.workload = workload;
        this.data = data;
        this.protocol = protocol;
    }

    /** Says by an exception which replies differ. */
    void compare(List<Contestant> contestants) throws IOException, InterruptedException {
        List<String[]> requests = requests();
        List<List<Reply>> replies = new ArrayList<>();
        for (Contestant contestant : contestants) {
            replies.add(contestant.process().talk(connection -> ask(connection, requests)));
        }
        for (int i = 1; i < contestants.size(); i++) {
            String one = contestants.get(0).process().name();
            String other = contestants.get(i).process().name();
            for (int j = 0; j < requests.size(); j++) {
                ReplyOrder order = j < requests.size() - 1 ? workload.order() : ReplyOrder.AS_SENT;
                Reply first = replies.get(0).get(j);
                Reply second = replies.get(i).get(j);
                if (!order.same(first, second)) {
                    throw new IOException(workload + ": different replies to "
                            + shown(String.join(" ", requests.get(j))) + "\n"
                            + one + ": " + shown(first.kind() + first.toString()) + "\n"
                            + other + ": " + shown(second.kind() + second.toString()));
                }
            }
        }
    }

    /** The first of the workload, and at the end the one for the size of the data. */
    private List<String[]> requests() {
        WorkloadData from = data.get();
        List<String[]> requests = new ArrayList<>();
        for (int i = 0; i < Math.min(SAMPLES, workload.requests(from)); i++) {
            requests.add(workload.request(from, i));
        }
        requests.add(workload.size());
        return requests;
    }

    private List<Reply> ask(RespConnection connection, List<String[]> requests) throws IOException {
        connection.call("HELLO", Integer.toString(protocol));
        List<Reply> replies = new ArrayList<>();
        for (String[] request : requests) {
            try {
                connection.send(request);
                connection.flush();
                replies.add(connection.reply());
            } catch (IOException e) {
                throw new IOException(shown(String.join(" ", request)) + ": " + e.getMessage(), e);
            }
        }
        return replies;
    }

    private static String shown(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
