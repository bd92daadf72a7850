/** Tests of the offline tools: reports, random damage against a model, real Redis on what was written. */
@NullMarked
package io.cairn.persistence.offline;

import org.jspecify.annotations.NullMarked;
