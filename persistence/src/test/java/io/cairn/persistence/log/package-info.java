/** Tests of the command log: crashes on a simulated disk, damage of every kind, real Redis. */
@NullMarked
package io.cairn.persistence.log;

import org.jspecify.annotations.NullMarked;
