package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.Reply;

/** What of a reply two servers must have in common. */
enum ReplyOrder {
    /** All of it. */
    AS_SENT {
        @Override
        boolean same(Reply one, Reply other) {
            return one.equals(other);
        }
    },

    /** All of it but for the order of the elements, which is chance in Redis. */
    ANY {
        @Override
        boolean same(Reply one, Reply other) {
            return one.sorted().equals(other.sorted());
        }
    },

    /** All of it but for the order of the pairs, which is chance in Redis. */
    ANY_OF_PAIRS {
        @Override
        boolean same(Reply one, Reply other) {
            return one.sortedPairs().equals(other.sortedPairs());
        }
    },

    /** Its kind: what it says depends on the time. */
    KIND {
        @Override
        boolean same(Reply one, Reply other) {
            return one.kind() == other.kind();
        }
    };

    abstract boolean same(Reply one, Reply other);
}
