package io.cairn.engine.value;

/** What a key holds. Views are reused: one is valid until the next key of its keyspace is looked up. */
public sealed interface Value permits StringValue, CollectionValue {
    /** The kind's name, as TYPE says it. */
    String typeName();

    /** How it is kept, as OBJECT ENCODING says it. */
    String encoding();
}
