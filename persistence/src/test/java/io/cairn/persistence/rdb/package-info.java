/** Tests of the RDB format, with real redis-server as the oracle. */
@NullMarked
package io.cairn.persistence.rdb;

import org.jspecify.annotations.NullMarked;
