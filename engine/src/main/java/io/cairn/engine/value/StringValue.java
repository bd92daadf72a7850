package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A view of a string: bytes in a page or an array, a whole number kept as 8 bytes, or the pages of a long string.
 *
 * <p>Of the last one {@link #bytes} makes a copy; who reads it all, or a part, goes from run to run: {@link #runBytes}.
 */
public final class StringValue extends Element implements Value, ByteSource {
    /** The longest string that Redis keeps together with its key, which it calls {@code embstr}. */
    private static final int MAX_EMBEDDED_LENGTH = 44;

    private boolean raw;
    private @Nullable PagedString pages;

    /** Points at a slice; {@code changed}: a string that was changed in place, which OBJECT ENCODING tells apart. */
    public void point(byte[] source, int sourceOffset, int sourceLength, boolean changed) {
        point(source, sourceOffset, sourceLength);
        raw = changed;
        dropPages();
    }

    @Override
    public void pointInteger(long value) {
        super.pointInteger(value);
        dropPages();
    }

    /** Points at a string in pages. */
    public void point(PagedString string) {
        pages = string;
        raw = true;
        pointApart(string.length());
    }

    /** A store of a reference costs a barrier, and most strings have no pages. */
    private void dropPages() {
        if (pages != null) {
            pages = null;
        }
    }

    @Override
    protected byte[] gather() {
        return Objects.requireNonNull(pages).toArray();
    }

    @Override
    public String typeName() {
        return "string";
    }

    @Override
    public String encoding() {
        if (isInteger()) {
            return "int";
        }
        return raw || length() > MAX_EMBEDDED_LENGTH ? "raw" : "embstr";
    }

    /** Whether it lies in pages. */
    public boolean isPaged() {
        return pages != null;
    }

    /** The array that holds the string from {@code at} on, from {@link #runOffset} as far as {@link #runLength}. */
    public byte[] runBytes(int at) {
        return pages == null ? bytes() : pages.page(at);
    }

    /** Where in {@link #runBytes} the byte at {@code at} is. */
    public int runOffset(int at) {
        return pages == null ? offset() + at : PagedString.offsetInPage(at);
    }

    /** How many bytes from {@code at} on lie in one array. */
    public int runLength(int at) {
        return pages == null ? length() - at : pages.runLength(at);
    }

    @Override
    public int byteAt(long at) {
        if (at >= length()) {
            return 0;
        }
        return runBytes((int) at)[runOffset((int) at)] & 0xff;
    }
}
