package org.jetstreamlan.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Holds the arrows of `docs/architecture.md`: which part may know which.
///
/// A part may use what it knows and what that knows in turn, because a part's types show in the
/// signatures of the parts above it. Parts that do not exist yet have their rule already.
class LayerTest {
    private static final String ROOT = "org.jetstreamlan.";

    private static final Map<String, List<String>> KNOWS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("regs", List.of()),
                            Map.entry("hdl", List.of("regs")),
                            Map.entry("abi", List.of("regs")),
                            Map.entry("nic", List.of("hdl", "abi")),
                            Map.entry("driver", List.of("abi")),
                            Map.entry("net", List.of("driver")),
                            Map.entry("via", List.of("driver")),
                            Map.entry("sim", List.of("hdl")),
                            Map.entry("model", List.of("abi", "driver")),
                            Map.entry("ring", List.of("nic", "sim", "driver", "model")),
                            Map.entry("examples", List.of("hdl", "regs", "sim")),
                            Map.entry("regress", List.of("sim")),
                            Map.entry("cli", List.of("ring", "net", "via", "regress"))));

    private static final JavaClasses PROJECT =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.jetstreamlan");

    @TestFactory
    Stream<DynamicTest> aPartKnowsOnlyThePartsBelowIt() {
        return KNOWS.keySet().stream().map(part -> dynamicTest(part, () -> checkArrowsOf(part)));
    }

    private static void checkArrowsOf(String part) {
        var others = new TreeSet<>(KNOWS.keySet());
        others.removeAll(closureOf(part));
        noClasses()
                .that()
                .resideInAPackage(ROOT + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagesOf(others))
                .because("%s knows %s and what these know".formatted(part, KNOWS.get(part)))
                .allowEmptyShould(true)
                .check(PROJECT);
    }

    @Test
    void everyClassLiesInAPartWithArrows() {
        classes().should().resideInAnyPackage(packagesOf(KNOWS.keySet())).check(PROJECT);
    }

    @Test
    void theTestSeesAllPartsThatExist() {
        assertThat(
                        List.of(
                                "regs",
                                "hdl",
                                "abi",
                                "nic",
                                "driver",
                                "via",
                                "sim",
                                "model",
                                "ring",
                                "cli",
                                "examples"))
                .allMatch(part -> PROJECT.containPackage(ROOT + part));
    }

    @Test
    void theHardwareLibraryAndTheDriverNeedNothingButTheJdk() {
        var parts = Set.of("regs", "hdl", "abi", "nic", "driver", "via");
        classes()
                .that()
                .resideInAnyPackage(packagesOf(parts))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "",
                        "java..",
                        "jdk.incubator.vector..",
                        "org.jspecify..",
                        "org.jetstreamlan..")
                .check(PROJECT);
    }

    @Test
    void theSimulatorNeedsNothingButTheJdkAndJUnit() {
        classes()
                .that()
                .resideInAPackage(ROOT + "sim..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "", "java..", "org.jspecify..", "org.junit..", "org.jetstreamlan..")
                .check(PROJECT);
    }

    /// Two values of the netlist are also what a designer writes: what a clock is like, and how a memory reads under a write.
    @Test
    void designsAndDriversDoNotReachIntoTheNetlist() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "hdl..", ROOT + "sim..", ROOT + "cli..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        ROOT + "hdl.ir..",
                                        ROOT + "hdl.check..",
                                        ROOT + "hdl.pass..")
                                .and(
                                        not(
                                                belongToAnyOf(
                                                        ClockSpec.class,
                                                        Memory.ReadUnderWrite.class))))
                .check(PROJECT);
    }

    @Test
    void anEngineIsReachedThroughTheSimulatorOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "sim..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "sim.jit..", ROOT + "sim.verilator..")
                .check(PROJECT);
    }

    /// The part itself and all it reaches along the arrows.
    private static Set<String> closureOf(String part) {
        var reached = new TreeSet<String>();
        var open = new ArrayDeque<>(List.of(part));
        while (!open.isEmpty()) {
            var next = open.remove();
            if (reached.add(next)) {
                open.addAll(KNOWS.getOrDefault(next, List.of()));
            }
        }
        return reached;
    }

    private static String[] packagesOf(Collection<String> parts) {
        return parts.stream().map(part -> ROOT + part + "..").toArray(String[]::new);
    }
}
