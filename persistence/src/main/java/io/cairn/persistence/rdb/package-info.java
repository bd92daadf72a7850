/**
 * RDB files and DUMP payloads: Redis' own binary form of a data set and of one value.
 *
 * <p>{@link io.cairn.persistence.rdb.RdbWriter} takes records from whoever walks a snapshot and hands bytes to an
 * {@link io.cairn.persistence.rdb.RdbTarget}. {@link io.cairn.persistence.rdb.RdbReader} takes bytes from an
 * {@link io.cairn.persistence.rdb.RdbSource} and hands records to an {@link io.cairn.persistence.rdb.RdbSink}, which
 * builds a keyspace. {@link io.cairn.persistence.rdb.RdbPayload} does both for one value, as DUMP and RESTORE need it.
 * Nothing here opens a file, and nothing keeps a record after it was handed on.
 *
 * <p>Each kind of value has a codec ({@code StringCodec}, {@code ListCodec}, …), found by {@code ValueCodecs}, and each kind
 * of blob a reader that checks it ({@code BlobReader}). Elements go one by one to an
 * {@link io.cairn.persistence.rdb.RdbValueSink}; {@link io.cairn.persistence.rdb.ValueBuilder} makes values in memory of
 * them, for whoever loads a file or restores a payload.
 *
 * <p>The bytes are described in {@code docs/formats/rdb.md} and their numbers are in
 * {@link io.cairn.persistence.rdb.RdbFormat}.
 */
@NullMarked
package io.cairn.persistence.rdb;

import org.jspecify.annotations.NullMarked;
