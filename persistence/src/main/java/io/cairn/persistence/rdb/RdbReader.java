package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;
import static io.cairn.persistence.rdb.RdbFormat.firstVersionOf;
import static io.cairn.persistence.rdb.RdbFormat.isModifier;
import static io.cairn.persistence.rdb.RdbFormat.isType;
import static io.cairn.persistence.rdb.RdbInput.hex;

import io.cairn.persistence.rdb.RdbException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one RDB file from its first byte to its checksum and hands its records to a sink.
 *
 * <p>The layout is that of {@link RdbFormat}. Versions 1 … 12 and {@code VALKEY080} are read.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. When {@link #read} returns, the sink has had every record, and the checksum was right, or there is none.
 *   <li>I2. Otherwise {@link #read} throws: an {@link RdbException} for what is in the file, another
 *       {@link IOException} from the source only.
 *   <li>I3. Memory is bounded by the buffer and by a few times the longest string that the file holds, not declares.
 * </ul>
 *
 * <p>Stricter than Redis, which loads all of these: an opcode in a file older than the opcode, an expiry without a key
 * behind it, and an empty compressed string are damage. More lenient: the data of modules that are not there is passed
 * over, where Redis stops.
 *
 * <p>Cost: O(file), no allocation per record. One thread, one use.
 */
public final class RdbReader {
    private final RdbInput in;
    private final RdbSink sink;
    private final RdbKey key = new RdbKey();
    private final RdbString string = new RdbString();
    private final ValueInput value;
    private int version;
    private boolean valkey;
    private boolean checksumVerified;
    private long recordOffset;

    /** Creates a reader; it reads ahead, so {@code source} will have given more than belongs to the RDB. */
    public RdbReader(RdbSource source, RdbSink sink) {
        this(new RdbInput(source), sink);
    }

    RdbReader(RdbInput in, RdbSink sink) {
        this.in = in;
        this.sink = sink;
        value = new ValueInput(in, sink);
    }

    /** Reads all of it. */
    public void read() throws IOException {
        readHeader();
        do {
            recordOffset = in.offset();
        } while (readRecord(in.readByte()));
        readChecksum();
    }

    /** The version in the header. */
    public int version() {
        return version;
    }

    /** Whether the header is Valkey's own. */
    public boolean isValkey() {
        return valkey;
    }

    /** Whether the file had a checksum; if not, damage may have gone unnoticed. */
    public boolean checksumVerified() {
        return checksumVerified;
    }

    /** Offset of the first byte of the record that the sink is being given. */
    public long recordOffset() {
        return recordOffset;
    }

    /** Where the element stands that the sink is being given: what is wrong with it is said of this offset. */
    long elementOffset() {
        return value.elementOffset();
    }

    /** How many elements the collection is said to have that the sink is being given; 0 if it is not said. */
    long elementCount() {
        return value.count();
    }

    /** Offset of the first byte after what was read: after {@link #read}, where an AOF may follow in a BASE file. */
    public long endOffset() {
        return in.offset();
    }

    private void readHeader() throws IOException {
        byte[] header = new byte[RdbFormat.HEADER_LENGTH_BYTES];
        for (int i = 0; i < header.length; i++) {
            if (!in.hasMore()) {
                throw damaged(0, i == 0 ? "the file is empty" : "this is not an RDB file");
            }
            header[i] = (byte) in.readByte();
        }
        valkey = startsWith(header, RdbFormat.VALKEY_MAGIC);
        value.valkey(valkey);
        if (!valkey && !startsWith(header, RdbFormat.REDIS_MAGIC)) {
            throw damaged(0, "this is not an RDB file");
        }
        version = parseVersion(header, valkey ? RdbFormat.VALKEY_MAGIC.length : RdbFormat.REDIS_MAGIC.length);
        checkVersion();
    }

    private static boolean startsWith(byte[] header, byte[] magic) {
        return Arrays.equals(header, 0, magic.length, magic, 0, magic.length);
    }

    private static int parseVersion(byte[] header, int from) throws RdbException {
        int version = 0;
        for (int i = from; i < header.length; i++) {
            int digit = header[i] - '0';
            if (digit < 0 || digit > 9) {
                throw damaged(i, "the version in the header is not a number");
            }
            version = version * 10 + digit;
        }
        return version;
    }

    private void checkVersion() throws RdbException {
        int oldest = valkey ? RdbFormat.VALKEY_VERSION : RdbFormat.OLDEST_VERSION;
        int newest = valkey ? RdbFormat.VALKEY_VERSION : RdbFormat.NEWEST_VERSION;
        if (version > newest) {
            throw new RdbException(
                    Kind.TOO_NEW, 0, "RDB version " + version + " is newer than " + newest + ", the newest known");
        }
        if (version < oldest) {
            throw new RdbException(
                    Kind.TOO_OLD, 0, "RDB version " + version + " is older than " + oldest + ", the first there was");
        }
    }

    /** Reads what begins with {@code opcode}, or returns false if that is the end. */
    private boolean readRecord(int opcode) throws IOException {
        if (isType(opcode)) {
            key.clear();
            readKeyAndValue(opcode);
            return true;
        }
        if (version < firstVersionOf(opcode)) {
            throw damaged(recordOffset, hex(opcode) + " begins no record of RDB version " + version);
        }
        if (isModifier(opcode)) {
            readModifiedKey(opcode);
            return true;
        }
        return readOther(opcode);
    }

    private void readModifiedKey(int first) throws IOException {
        key.clear();
        int opcode = first;
        while (isModifier(opcode) && version >= firstVersionOf(opcode)) {
            readModifier(opcode);
            opcode = in.readByte();
        }
        if (!isType(opcode)) {
            throw damaged(
                    in.offset() - 1, "an expiry, idle time or frequency has no key behind it, but " + hex(opcode));
        }
        readKeyAndValue(opcode);
    }

    private void readModifier(int opcode) throws IOException {
        switch (opcode) {
            case RdbFormat.OPCODE_EXPIRETIME_MS -> setExpiry(in.readLong());
            case RdbFormat.OPCODE_EXPIRETIME -> {
                int seconds = in.readInt();
                setExpiry(seconds == -1 ? -1 : seconds * 1000L);
            }
            case RdbFormat.OPCODE_IDLE -> key.idleSeconds = in.readLength();
            default -> key.frequency = in.readByte();
        }
    }

    /** Redis writes no -1, and takes it for "no expiry" when it meets one. */
    private void setExpiry(long expireAtMs) {
        key.expireAtMs = expireAtMs == -1 ? RdbKey.NO_EXPIRY : expireAtMs;
    }

    private void readKeyAndValue(int type) throws IOException {
        RdbString name = key.name;
        in.pin(name);
        in.readString(name);
        name.toDigits();
        if (!ValueCodecs.read(type, key, value)) {
            // Redis had a defect that left such keys; it passes over them, too.
            sink.notice(recordOffset, value + " has no elements, so it was passed over");
        }
        in.unpin();
        name.release();
    }

    private boolean readOther(int opcode) throws IOException {
        switch (opcode) {
            case RdbFormat.OPCODE_EOF -> {
                return false;
            }
            case RdbFormat.OPCODE_SELECTDB -> readDatabase();
            case RdbFormat.OPCODE_RESIZEDB -> sink.sizes(in.readLength(), in.readLength());
            case RdbFormat.OPCODE_AUX -> readAuxiliary();
            case RdbFormat.OPCODE_SLOT_INFO -> skipSlotInfo();
            case RdbFormat.OPCODE_MODULE_AUX -> skipModuleData();
            case RdbFormat.OPCODE_FUNCTION2 -> readLibrary();
            default ->
                throw new RdbException(
                        Kind.UNSUPPORTED,
                        recordOffset,
                        "function libraries in their form before Redis 7.0 was released are not supported");
        }
        return true;
    }

    /** A hint to servers of a cluster: which slot, how many keys, how many that expire. */
    private void skipSlotInfo() throws IOException {
        for (int i = 0; i < 3; i++) {
            in.readLength();
        }
    }

    private void readDatabase() throws IOException {
        long index = in.readLength();
        if (index > Integer.MAX_VALUE) {
            throw damaged(recordOffset, "there cannot be a database " + index);
        }
        sink.database((int) index);
    }

    private void readAuxiliary() throws IOException {
        in.readString(string);
        String name = text(string);
        in.readString(string);
        sink.auxiliary(name, text(string));
        string.release();
    }

    private void readLibrary() throws IOException {
        in.readString(string);
        string.toDigits();
        sink.library(Arrays.copyOfRange(string.bytes, string.offset, string.offset + string.length));
        string.release();
    }

    private static String text(RdbString string) {
        string.toDigits();
        return new String(string.bytes, string.offset, string.length, StandardCharsets.ISO_8859_1);
    }

    /** Passes over data that a module keeps for itself outside any key. */
    private void skipModuleData() throws IOException {
        String module = moduleName(in.readUnsigned());
        requireModuleValue(RdbFormat.MODULE_VALUE_UNSIGNED, in.readLength());
        in.readUnsigned();
        for (long opcode = in.readLength(); opcode != RdbFormat.MODULE_VALUE_EOF; opcode = in.readLength()) {
            skipModuleValue(opcode);
        }
        sink.notice(recordOffset, "data of the module '" + module + "' was passed over");
    }

    private void requireModuleValue(int wanted, long opcode) throws RdbException {
        if (opcode != wanted) {
            throw damaged(recordOffset, "the data of a module is malformed: opcode " + opcode);
        }
    }

    private void skipModuleValue(long opcode) throws IOException {
        if (opcode == RdbFormat.MODULE_VALUE_SIGNED || opcode == RdbFormat.MODULE_VALUE_UNSIGNED) {
            in.readUnsigned();
        } else if (opcode == RdbFormat.MODULE_VALUE_FLOAT) {
            in.skip(Float.BYTES);
        } else if (opcode == RdbFormat.MODULE_VALUE_DOUBLE) {
            in.skip(Double.BYTES);
        } else {
            requireModuleValue(RdbFormat.MODULE_VALUE_STRING, opcode);
            in.skipString();
        }
    }

    /** A module's id is its name, nine characters of 6 bits, above 10 bits of a version. */
    private static String moduleName(long id) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        StringBuilder name = new StringBuilder(9);
        for (int shift = 58; shift >= 10; shift -= 6) {
            name.append(alphabet.charAt((int) (id >>> shift) & 0x3f));
        }
        return name.toString();
    }

    private void readChecksum() throws IOException {
        if (version < RdbFormat.FIRST_VERSION_WITH_CHECKSUM) {
            return;
        }
        long computed = in.checksum();
        long stored = in.readLong();
        if (stored == 0) {
            sink.notice(recordOffset, "the file was written without a checksum, so it was not checked");
            return;
        }
        if (stored != computed) {
            throw new RdbException(
                    Kind.CHECKSUM,
                    recordOffset + 1,
                    String.format("the checksum is %016x, but that of the content is %016x", stored, computed));
        }
        checksumVerified = true;
    }
}
