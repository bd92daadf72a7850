package io.cairn.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/** Surefire runs only classes whose name it knows: a test in any other class passes by not running. */
class TestNamesTest {
    @Test
    void surefireSeesEveryTest() throws IOException, URISyntaxException {
        JavaClasses tests = new ClassFileImporter().importPaths(testDirectoriesOfAllModules());
        assertThat(tests.contain(TestNamesTest.class)).isTrue();
        members()
                .that()
                .areMetaAnnotatedWith(Testable.class)
                .should()
                .beDeclaredInClassesThat()
                .haveNameMatching("[^$]+Test(\\$.*)?")
                .check(tests);
    }

    /** Beside this module lie the others; each keeps its test classes, if it has any, where this one does. */
    private static List<Path> testDirectoriesOfAllModules() throws IOException, URISyntaxException {
        Path here = Path.of(TestNamesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path module = Path.of("").toAbsolutePath();
        try (Stream<Path> modules = Files.list(module.resolveSibling(""))) {
            return modules.map(each -> each.resolve(module.relativize(here)))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
