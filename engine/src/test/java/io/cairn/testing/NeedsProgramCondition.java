package io.cairn.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Carries out {@link NeedsProgram} for Jupiter. */
final class NeedsProgramCondition implements ExecutionCondition {
    private final Programs programs = Programs.ofThisMachine();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NeedsProgram.class)
                .flatMap(needs -> programs.reasonToSkip(needs.value()))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled(null));
    }
}
