package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/** Is shown elements one after another; each is valid during the call, which must not change the value. */
@FunctionalInterface
public interface ElementVisitor {
    void visit(Element element);
}
