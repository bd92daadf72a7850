package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.hyperloglog.HyperLogLogFormat.HEADER_BYTES;
import static io.cairn.engine.command.hyperloglog.HyperLogLogFormat.REGISTERS;

import io.cairn.engine.structure.Packed;
import java.util.Arrays;

/**
 * The registers of a sparse HyperLogLog: runs of registers with the same number, in order.
 *
 * <pre>{@code
 * 00nnnnnn             a short run of zeros: n + 1 registers
 * 01nnnnnn nnnnnnnn    a long run of zeros: n + 1 registers
 * 1vvvvvnn             n + 1 registers that hold v + 1
 * }</pre>
 *
 * <p>A run is replaced as Redis does it, so that the same elements in the same order give the same bytes: it is split
 * around the register, and then equal short runs side by side, in the five runs from the one before on, become one.
 *
 * <p>Cost: adding walks over the runs, of which there are no more than {@code hll-sparse-max-bytes}. The array is at most
 * some kilobytes long, else it becomes dense.
 */
final class SparseRegisters {
    /** No sound one is longer: a run takes two bytes at most and stands for a register at least. */
    static final int MOST_BYTES = HEADER_BYTES + 2 * REGISTERS;

    /** The greatest number that a run can hold. */
    static final int MOST = 32;

    /** What {@link #raise} found: the register held that much already, holds it now, is missing, or needs the dense form. */
    enum Outcome {
        SAME,
        RAISED,
        DAMAGED,
        TOO_LONG
    }

    private static final int KIND_MASK = 0xc0;
    private static final int LONG_ZEROS = 0x40;
    private static final int NUMBER = 0x80;
    private static final int MOST_SHORT_ZEROS = 64;
    private static final int MOST_EQUAL = 4;
    private static final int SCANNED_RUNS = 5;
    private static final int MOST_NEW_BYTES = 5;

    private SparseRegisters() {}

    /** Makes it one without elements. */
    static void clear(Packed pack) {
        pack.splice(0, pack.length(), HEADER_BYTES + 2);
        HyperLogLogFormat.putHeader(pack.bytes(), HyperLogLogFormat.SPARSE);
        putZeros(pack.bytes(), HEADER_BYTES, REGISTERS);
    }

    // ---- runs

    /** Whether there is a run from {@code at} on, and not the half of one. */
    private static boolean isRun(byte[] bytes, int at, int end) {
        return at + runBytes(bytes, at) <= end;
    }

    private static boolean isNumber(byte[] bytes, int at) {
        return (bytes[at] & NUMBER) != 0;
    }

    private static int runBytes(byte[] bytes, int at) {
        return (bytes[at] & KIND_MASK) == LONG_ZEROS ? 2 : 1;
    }

    private static int runLength(byte[] bytes, int at) {
        if (isNumber(bytes, at)) {
            return (bytes[at] & MOST_EQUAL - 1) + 1;
        }
        int high = bytes[at] & ~KIND_MASK;
        return runBytes(bytes, at) == 1 ? high + 1 : (high << Byte.SIZE | bytes[at + 1] & 0xff) + 1;
    }

    /** What the registers of a run hold. */
    private static int number(byte[] bytes, int at) {
        return isNumber(bytes, at) ? (bytes[at] >>> 2 & MOST - 1) + 1 : 0;
    }

    private static int putNumber(byte[] bytes, int at, int number, int length) {
        bytes[at] = (byte) (NUMBER | number - 1 << 2 | length - 1);
        return at + 1;
    }

    private static int putZeros(byte[] bytes, int at, int length) {
        if (length <= MOST_SHORT_ZEROS) {
            bytes[at] = (byte) (length - 1);
            return at + 1;
        }
        bytes[at] = (byte) (LONG_ZEROS | length - 1 >>> Byte.SIZE);
        bytes[at + 1] = (byte) (length - 1);
        return at + 2;
    }

    private static int put(byte[] bytes, int at, int number, int length) {
        if (length == 0) {
            return at;
        }
        return number == 0 ? putZeros(bytes, at, length) : putNumber(bytes, at, number, length);
    }

    // ---- changing

    /**
     * Sees to it that a register holds at least {@code value}.
     *
     * @param mostBytes how long the whole may become
     */
    static Outcome raise(Packed pack, int register, int value, long mostBytes) {
        if (value > MOST) {
            return Outcome.TOO_LONG;
        }
        byte[] bytes = pack.bytes();
        int end = pack.length();
        int at = HEADER_BYTES;
        int before = at;
        int first = 0;
        while (at < end && isRun(bytes, at, end) && register >= first + runLength(bytes, at)) {
            first += runLength(bytes, at);
            before = at;
            at += runBytes(bytes, at);
        }
        if (at >= end || !isRun(bytes, at, end)) {
            return Outcome.DAMAGED;
        }
        if (number(bytes, at) >= value) {
            return Outcome.SAME;
        }
        if (!split(pack, at, register - first, value, mostBytes)) {
            return Outcome.TOO_LONG;
        }
        merge(pack, before);
        return Outcome.RAISED;
    }

    /** Sets register number {@code inRun} of a run; false if that makes the whole too long. */
    private static boolean split(Packed pack, int at, int inRun, int value, long mostBytes) {
        byte[] bytes = pack.bytes();
        int number = number(bytes, at);
        int behind = runLength(bytes, at) - inRun - 1;
        int oldBytes = runBytes(bytes, at);
        int newBytes = zerosOrNumberBytes(number, inRun) + 1 + zerosOrNumberBytes(number, behind);
        if (newBytes > oldBytes && (long) pack.length() + newBytes - oldBytes > mostBytes) {
            return false;
        }
        assert newBytes <= MOST_NEW_BYTES;
        byte[] target = pack.splice(at, oldBytes, newBytes);
        int next = put(target, at, number, inRun);
        next = putNumber(target, next, value, 1);
        put(target, next, number, behind);
        return true;
    }

    private static int zerosOrNumberBytes(int number, int length) {
        if (length == 0) {
            return 0;
        }
        return number == 0 && length > MOST_SHORT_ZEROS ? 2 : 1;
    }

    /** Makes one of runs of the same number side by side, in the few runs from {@code from} on. */
    private static void merge(Packed pack, int from) {
        byte[] bytes = pack.bytes();
        int at = from;
        for (int scanned = 0; scanned < SCANNED_RUNS && at < pack.length(); scanned++) {
            if (isMergeable(bytes, at, pack.length())) {
                int length = runLength(bytes, at) + runLength(bytes, at + 1);
                putNumber(bytes, at + 1, number(bytes, at), length);
                bytes = pack.splice(at, 1, 0);
            } else {
                at += runBytes(bytes, at);
            }
        }
    }

    private static boolean isMergeable(byte[] bytes, int at, int end) {
        return at + 1 < end
                && isNumber(bytes, at)
                && isNumber(bytes, at + 1)
                && number(bytes, at) == number(bytes, at + 1)
                && runLength(bytes, at) + runLength(bytes, at + 1) <= MOST_EQUAL;
    }

    // ---- reading

    /** Takes the runs one after the other. */
    @FunctionalInterface
    interface RunVisitor {
        void visit(int firstRegister, int length, int number);
    }

    /**
     * Visits all runs, as far as they are whole and there are registers for them.
     *
     * @return whether that was all, and every register has its run
     */
    static boolean forEach(byte[] bytes, int start, int length, RunVisitor visitor) {
        int at = start + HEADER_BYTES;
        int end = start + length;
        int register = 0;
        while (at < end && isRun(bytes, at, end)) {
            int run = runLength(bytes, at);
            if (register + run > REGISTERS) {
                return false;
            }
            visitor.visit(register, run, number(bytes, at));
            register += run;
            at += runBytes(bytes, at);
        }
        return at == end && register == REGISTERS;
    }

    /** Raises each of {@code registers}, a byte each, to what is here; returns whether all runs are sound. */
    static boolean mergeInto(byte[] registers, byte[] bytes, int start, int length) {
        return forEach(bytes, start, length, (first, run, number) -> {
            for (int i = first; number > 0 && i < first + run; i++) {
                registers[i] = (byte) Math.max(registers[i], number);
            }
        });
    }

    /** All runs as PFDEBUG DECODE shows them, half of one at the end as if a zero followed. */
    static String describe(byte[] string, int start, int length) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = Arrays.copyOfRange(string, start, start + length + 1);
        bytes[length] = 0;
        for (int at = HEADER_BYTES; at < length; at += runBytes(bytes, at)) {
            text.append(text.length() == 0 ? "" : " ");
            if (isNumber(bytes, at)) {
                text.append("v:").append(number(bytes, at)).append(',');
            } else {
                text.append(runBytes(bytes, at) == 1 ? "z:" : "Z:");
            }
            text.append(runLength(bytes, at));
        }
        return text.toString();
    }
}
