package io.cairn.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Says that a test or a property, or each one of a class, runs real programs: it is skipped, and counted as skipped, where one of them is not
 * installed, and fails there in CI. For Jupiter and jqwik alike.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsProgramCondition.class)
@AddLifecycleHook(NeedsProgramHook.class)
public @interface NeedsProgram {
    /** Names as typed in a shell, such as {@code redis-server}. */
    String[] value();
}
