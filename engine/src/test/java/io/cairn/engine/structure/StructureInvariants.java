package io.cairn.engine.structure;

/** Lets tests of other packages check structures. */
public final class StructureInvariants {
    private StructureInvariants() {}

    public static void check(RecordTable table) {
        table.checkInvariants();
    }

    public static void check(ListTree list) {
        list.checkInvariants();
    }

    public static void check(LargeStream stream) {
        stream.checkInvariants();
    }
}
