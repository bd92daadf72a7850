package io.cairn.engine.structure;

/** The fields and values of an entry that is added to a stream: texts in turn, name and value. */
public interface StreamFields {
    /** How many texts there are: twice the number of fields. */
    int count();

    /** The array in which all of them lie. Read only. */
    byte[] bytes();

    /** Where text {@code index} begins. */
    int offset(int index);

    /** Length of text {@code index} in bytes. */
    int length(int index);
}
