package io.cairn.engine.command.bitmap;

import io.cairn.engine.command.Command;
import java.util.List;

/** The commands on the bits of strings. */
public final class BitmapCommands {
    private BitmapCommands() {}

    /** One instance of each. */
    public static List<Command> all() {
        return List.of(
                new BitCount(),
                BitField.bitField(),
                BitField.readOnly(),
                new BitOperation(),
                new BitPosition(),
                new GetBit(),
                new SetBit());
    }
}
