package io.cairn.engine.value;

import io.cairn.engine.structure.Element;

/** Is shown fields and their values one after another; each is valid during the call, which must not change the hash. */
@FunctionalInterface
public interface FieldVisitor {
    void visit(Element name, Element value);
}
