package io.cairn.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.util.Date;
import java.util.List;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Time, randomness, files and threads come in through ports, so that every test can be replayed. The engine has the ports only. Elsewhere the
 * class that implements one for the real machine is called {@code System…}, as in {@code SystemClock}, and may do what the port is for. Tools
 * measure and make loads, so of time and randomness they may use all but the wall clock.
 */
@AnalyzeClasses(packages = "io.cairn", importOptions = ProductionClasses.class)
class PortsTest {
    private static final String ENGINE = "io.cairn.engine..";
    private static final String PERSISTENCE = "io.cairn.persistence..";
    private static final String STORAGE = "io.cairn.persistence.storage..";
    private static final String SERVER = "io.cairn.server..";
    private static final String TOOLS = "io.cairn.tools..";

    @ArchTest
    static final ArchRule onlyStorageKnowsChronicle = noClasses()
            .that()
            .resideOutsideOfPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule onlyStructuresAndTheArchiveKnowLz4 = noClasses()
            .that()
            .resideOutsideOfPackages("io.cairn.engine.structure..", "io.cairn.persistence.archive..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.jpountz..");

    @ArchTest
    static final ArchRule onlyStorageUsesFileChannels = noClasses()
            .that()
            .resideOutsideOfPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(FileChannel.class);

    @ArchTest
    static final ArchRule engineOpensNoFileAndNoSocket = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "javax.net..")
                            .or(isOrExtends(
                                    File.class,
                                    FileInputStream.class,
                                    FileOutputStream.class,
                                    FileReader.class,
                                    FileWriter.class,
                                    RandomAccessFile.class)));

    @ArchTest
    static final ArchRule engineStartsNoThread = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .accessTargetWhere(creates(Thread.class))
            .orShould()
            .dependOnClassesThat(isOrExtends(Executor.class, Executors.class, CompletableFuture.class, Timer.class));

    @ArchTest
    static final ArchRule engineReadsNoClock = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .accessTargetWhere(readsTheWallClock().or(readsTheTimer()));

    @ArchTest
    static final ArchRule engineMakesNoRandomness =
            noClasses().that().resideInAPackage(ENGINE).should().accessTargetWhere(makesRandomness());

    @ArchTest
    static final ArchRule wallClockComesThroughAPort =
            noClassesButPortsOf(PERSISTENCE, SERVER, TOOLS).should().accessTargetWhere(readsTheWallClock());

    @ArchTest
    static final ArchRule timerComesThroughAPort =
            noClassesButPortsOf(PERSISTENCE, SERVER).should().accessTargetWhere(readsTheTimer());

    @ArchTest
    static final ArchRule randomnessComesThroughAPort =
            noClassesButPortsOf(PERSISTENCE, SERVER).should().accessTargetWhere(makesRandomness());

    private static GivenClassesConjunction noClassesButPortsOf(String... packages) {
        return noClasses().that().resideInAnyPackage(packages).and().haveSimpleNameNotStartingWith("System");
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheWallClock() {
        return calls(System.class, "currentTimeMillis")
                .or(creates(Date.class))
                .or(describe(
                        "java.time is asked what time it is",
                        access -> access.getTargetOwner().getPackageName().equals("java.time")
                                && (access.getName().equals("now")
                                        || access.getName().startsWith("system"))));
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheTimer() {
        return calls(System.class, "nanoTime");
    }

    private static DescribedPredicate<JavaAccess<?>> makesRandomness() {
        return calls(Math.class, "random")
                .or(calls(UUID.class, "randomUUID"))
                .or(describe(
                        "a source of random numbers is used",
                        access -> access.getTargetOwner().isAssignableTo(RandomGenerator.class)));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String method) {
        return describe(
                "%s.%s is called".formatted(owner.getSimpleName(), method),
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && access.getName().equals(method));
    }

    private static DescribedPredicate<JavaAccess<?>> creates(Class<?> type) {
        return describe(
                "a %s is created".formatted(type.getSimpleName()),
                access -> access.getTargetOwner().isAssignableTo(type)
                        && access.getName().equals(JavaConstructor.CONSTRUCTOR_NAME));
    }

    private static DescribedPredicate<JavaClass> isOrExtends(Class<?>... types) {
        return describe(
                "are or extend one of " + List.of(types),
                candidate -> Stream.of(types).anyMatch(candidate::isAssignableTo));
    }
}
