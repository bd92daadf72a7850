package io.cairn.testing;

import io.cairn.engine.DataCommands;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.generic.PayloadCodec;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.value.Value;
import java.util.List;

/** All commands that the engine has. */
public final class EngineCommands {
    private EngineCommands() {}

    /** All of them, but that DUMP and RESTORE do not work: their format belongs to another module. */
    public static List<Command> all() {
        return with(new NoPayloads());
    }

    /** All of them. */
    public static List<Command> with(PayloadCodec payloads) {
        return DataCommands.all(payloads);
    }

    private static final class NoPayloads implements PayloadCodec {
        @Override
        public byte[] dump(Value value) {
            throw new UnsupportedOperationException("DUMP needs the format of another module");
        }

        @Override
        public void restore(byte[] bytes, int offset, int length, Entry into) throws PayloadException {
            throw new PayloadException("ERR Bad data format");
        }
    }
}
