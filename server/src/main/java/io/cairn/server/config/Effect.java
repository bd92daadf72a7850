package io.cairn.server.config;

/** What a setting does here. */
enum Effect {
    /** What it says. */
    EFFECTIVE,
    /** Nothing needs doing: what it asks for holds anyway, or tunes a mechanism that Cairn does not have. Taken without a word. */
    MOOT,
    /** Nothing, though somebody who sets it expects something: one warning at start. */
    ACCEPTED
}
