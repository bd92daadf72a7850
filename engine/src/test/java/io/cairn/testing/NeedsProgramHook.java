package io.cairn.testing;

import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/**
 * Carries out {@link NeedsProgram} for jqwik. It takes two hooks: an exception where jqwik asks what to skip stops all properties of the module,
 * and an abort around a property counts as its failure.
 */
final class NeedsProgramHook implements SkipExecutionHook, AroundPropertyHook {
    private final Programs programs = Programs.ofThisMachine();

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
        return context.findAnnotation(NeedsProgram.class)
                .filter(needs -> !programs.ci())
                .flatMap(needs -> programs.reasonToSkip(needs.value()))
                .map(SkipResult::skip)
                .orElseGet(SkipResult::doNotSkip);
    }

    /** In CI: fails when a program is missing. At home such a property does not come here. */
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        Stream.concat(
                        context.findAnnotation(NeedsProgram.class).stream(),
                        context.findAnnotationsInContainer(NeedsProgram.class).stream())
                .forEach(needs -> programs.reasonToSkip(needs.value()));
        return property.execute();
    }
}
