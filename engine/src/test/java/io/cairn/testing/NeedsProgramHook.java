package io.cairn.testing;

import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Carries out {@link NeedsProgram} for jqwik. */
final class NeedsProgramHook implements SkipExecutionHook {
    private final Programs programs = Programs.ofThisMachine();

    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
        return context.findAnnotation(NeedsProgram.class)
                .flatMap(needs -> programs.reasonToSkip(needs.value()))
                .map(SkipResult::skip)
                .orElseGet(SkipResult::doNotSkip);
    }
}
