package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.hyperloglog.HyperLogLogFormat.REGISTERS;

import io.cairn.engine.command.CommandError;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A HyperLogLog taken out of its string to be changed: sparse, until it becomes too long or a number too great for that.
 * What goes wrong with a damaged one so happens to a copy.
 */
final class HyperLogLog {
    static final String DAMAGED = "INVALIDOBJ Corrupted HLL object detected";
    private static final String NO_HYPER_LOG_LOG = "WRONGTYPE Key is not a valid HyperLogLog string value.";

    private final Packed pack;
    private final long sparseMaxBytes;

    private HyperLogLog(Packed pack, long sparseMaxBytes) {
        this.pack = pack;
        this.sparseMaxBytes = sparseMaxBytes;
    }

    /**
     * Takes one out, or begins one.
     *
     * @param workspace whose content it becomes
     * @param string what to take out; null for none
     * @param sparseMaxBytes the setting hll-sparse-max-bytes
     */
    static HyperLogLog lift(Packed workspace, @Nullable StringValue string, long sparseMaxBytes) {
        if (string == null) {
            SparseRegisters.clear(workspace);
        } else {
            workspace.load(string.bytes(), string.offset(), string.length());
        }
        return new HyperLogLog(workspace, sparseMaxBytes);
    }

    /** The value as a string that is a HyperLogLog; null after the error reply that it is none. */
    static @Nullable StringValue require(Value value, ReplyWriter reply) {
        if (!(value instanceof StringValue string)) {
            reply.error(CommandError.WRONG_TYPE);
            return null;
        }
        if (!HyperLogLogFormat.isHyperLogLog(string)) {
            reply.error(NO_HYPER_LOG_LOG);
            return null;
        }
        return string;
    }

    /** Whether a string is damaged beyond what may be taken out: it may be as long as any, and memory stays as large. */
    static boolean isTooLong(StringValue string) {
        return !HyperLogLogFormat.isDense(string) && string.length() > SparseRegisters.MOST_BYTES;
    }

    /** Raises each of {@code registers} to what a HyperLogLog holds; false if it is damaged. */
    static boolean mergeInto(byte[] registers, StringValue string) {
        if (HyperLogLogFormat.isDense(string)) {
            DenseRegisters.mergeInto(registers, string.bytes(), string.offset());
            return true;
        }
        return !isTooLong(string)
                && SparseRegisters.mergeInto(registers, string.bytes(), string.offset(), string.length());
    }

    /** How many elements a HyperLogLog has by its registers; -1 if it is damaged. */
    static long count(StringValue string, int[] histogram) {
        if (HyperLogLogFormat.isDense(string)) {
            DenseRegisters.addTo(histogram, string.bytes(), string.offset());
            return Cardinality.estimate(histogram);
        }
        boolean sound = !isTooLong(string)
                && SparseRegisters.forEach(
                        string.bytes(),
                        string.offset(),
                        string.length(),
                        (first, run, number) -> histogram[number] += run);
        return sound ? Cardinality.estimate(histogram) : -1;
    }

    boolean isDense() {
        return pack.bytes()[HyperLogLogFormat.ENCODING_AT] == HyperLogLogFormat.DENSE;
    }

    /** Makes it dense; false if it is damaged. */
    boolean makeDense() {
        if (isDense()) {
            return true;
        }
        byte[] registers = new byte[REGISTERS];
        boolean sound = SparseRegisters.mergeInto(registers, pack.bytes(), 0, pack.length());
        if (sound) {
            DenseRegisters.replace(pack, registers);
        }
        return sound;
    }

    /** Sees to it that a register holds at least {@code value}: 1 if it held less, 0 if not, -1 if all is damaged. */
    int raise(int register, int value) {
        if (!isDense()) {
            SparseRegisters.Outcome outcome = SparseRegisters.raise(pack, register, value, sparseMaxBytes);
            boolean damaged = outcome == SparseRegisters.Outcome.DAMAGED
                    || (outcome == SparseRegisters.Outcome.TOO_LONG && !makeDense());
            if (damaged) {
                return -1;
            }
            if (outcome != SparseRegisters.Outcome.TOO_LONG) {
                return outcome == SparseRegisters.Outcome.RAISED ? 1 : 0;
            }
        }
        return DenseRegisters.raise(pack.bytes(), 0, register, value) ? 1 : 0;
    }

    /** Puts it to its key. */
    void store(Entry entry) {
        entry.rewriteString(pack.bytes(), 0, pack.length());
    }

    /** Says that the count that it carries does not fit any more. */
    void invalidateCount() {
        HyperLogLogFormat.invalidateCount(pack.bytes(), 0);
    }
}
