package io.cairn.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Which package may use which: {@code tools → server → persistence → engine}, and the order inside the engine. Think hard before changing this file. */
@AnalyzeClasses(packages = "io.cairn", importOptions = ProductionClasses.class)
class LayeringTest {
    @ArchTest
    static final ArchRule engineStandsAlone = usesOnly("io.cairn.engine..", "io.cairn.engine..");

    @ArchTest
    static final ArchRule persistenceUsesTheEngine =
            usesOnly("io.cairn.persistence..", "io.cairn.persistence..", "io.cairn.engine..");

    @ArchTest
    static final ArchRule serverUsesPersistenceAndEngine =
            usesOnly("io.cairn.server..", "io.cairn.server..", "io.cairn.persistence..", "io.cairn.engine..");

    @ArchTest
    static final ArchRule structureStandsAlone = usesOnly("io.cairn.engine.structure..", "io.cairn.engine.structure..");

    @ArchTest
    static final ArchRule respUsesStructure =
            usesOnly("io.cairn.engine.resp..", "io.cairn.engine.resp..", "io.cairn.engine.structure..");

    @ArchTest
    static final ArchRule valueUsesStructure =
            usesOnly("io.cairn.engine.value..", "io.cairn.engine.value..", "io.cairn.engine.structure..");

    @ArchTest
    static final ArchRule keyspaceUsesValueAndStructure = usesOnly(
            "io.cairn.engine.keyspace..",
            "io.cairn.engine.keyspace..",
            "io.cairn.engine.value..",
            "io.cairn.engine.structure..");

    @ArchTest
    static final ArchRule commandUsesAllBelowButNotTheEngineItself = usesOnly(
            "io.cairn.engine.command..",
            "io.cairn.engine.command..",
            "io.cairn.engine.keyspace..",
            "io.cairn.engine.value..",
            "io.cairn.engine.structure..",
            "io.cairn.engine.resp..");

    @ArchTest
    static final ArchRule storageStandsAlone =
            usesOnly("io.cairn.persistence.storage..", "io.cairn.persistence.storage..");

    @ArchTest
    static final ArchRule engineHasNoCycles =
            slices().matching("io.cairn.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule persistenceHasNoCycles =
            slices().matching("io.cairn.persistence.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule toolsHaveNoCycles =
            slices().matching("io.cairn.tools.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyPackageSaysWhatItIsFor = classes().should(liveInANullMarkedPackage());

    private static ArchRule usesOnly(String user, String... used) {
        return noClasses()
                .that()
                .resideInAPackage(user)
                .should()
                .dependOnClassesThat(resideInAPackage("io.cairn..").and(not(resideInAnyPackage(used))));
    }

    /** The annotation is what makes the compiler keep a package-info at all. */
    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a package whose package-info says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                JavaPackage home = type.getPackage();
                events.add(new SimpleConditionEvent(
                        type,
                        home.isAnnotatedWith(NullMarked.class),
                        home.getName() + " of " + type.getSimpleName() + " has no package-info with @NullMarked"));
            }
        };
    }
}
