package org.jetstreamlan.hdl.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlErrors;
import org.jetstreamlan.hdl.check.HdlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// One page an error in `docs/errors`: what it means, an example, what the library says of it, the example put right. A page that is not what
/// the code says fails; `-Djetstream.pages=write` writes them anew.
class ErrorPagesTest {
    private static final Path PAGES = Path.of("../../docs/errors");
    private static final Path SOURCES = Path.of("src/test/java/org/jetstreamlan/hdl/errors");
    private static final boolean WRITE = "write".equals(System.getProperty("jetstream.pages"));

    record Example(
            String id,
            Class<?> source,
            Supplier<? extends Module> wrong,
            Supplier<? extends Module> fixed) {
        @Override
        public String toString() {
            return id;
        }
    }

    static final List<Example> EXAMPLES =
            List.of(
                    new Example(
                            "JH-WIDTH",
                            WidthMismatch.class,
                            WidthMismatch.Wrong::new,
                            WidthMismatch.Fixed::new),
                    new Example(
                            "JH-LITERAL",
                            LiteralRange.class,
                            LiteralRange.Wrong::new,
                            LiteralRange.Fixed::new),
                    new Example(
                            "JH-FOREIGN",
                            ForeignSignal.class,
                            ForeignSignal.Wrong::new,
                            ForeignSignal.Fixed::new),
                    new Example(
                            "JH-ADOPT",
                            NotAdopted.class,
                            NotAdopted.Wrong::new,
                            NotAdopted.Fixed::new),
                    new Example(
                            "JH-ROLE", WrongRole.class, WrongRole.Wrong::new, WrongRole.Fixed::new),
                    new Example(
                            "JH-UNREACHABLE",
                            UnreachableCase.class,
                            UnreachableCase.Wrong::new,
                            UnreachableCase.Fixed::new),
                    new Example(
                            "JH-ARGUMENT",
                            BadArgument.class,
                            BadArgument.Wrong::new,
                            BadArgument.Fixed::new),
                    new Example(
                            "JH-EXCEPTION",
                            EndedByException.class,
                            EndedByException.Wrong::new,
                            EndedByException.Fixed::new),
                    new Example(
                            "JH-DRIVERS",
                            MultipleDrivers.class,
                            MultipleDrivers.Wrong::new,
                            MultipleDrivers.Fixed::new),
                    new Example(
                            "JH-UNDRIVEN",
                            Undriven.class,
                            Undriven.Wrong::new,
                            Undriven.Fixed::new),
                    new Example("JH-LATCH", Latch.class, Latch.Wrong::new, Latch.Fixed::new),
                    new Example(
                            "JH-LOOP",
                            CombinationalLoop.class,
                            CombinationalLoop.Wrong::new,
                            CombinationalLoop.Fixed::new),
                    new Example(
                            "JH-CROSSING",
                            DomainCrossing.class,
                            DomainCrossing.Wrong::new,
                            DomainCrossing.Fixed::new),
                    new Example("JH-NAME", BadName.class, BadName.Wrong::new, BadName.Fixed::new),
                    new Example(
                            "JH-MEMORY",
                            MemoryShape.class,
                            MemoryShape.Wrong::new,
                            MemoryShape.Fixed::new),
                    new Example(
                            "JH-BRANCH",
                            LateBranch.class,
                            LateBranch.Wrong::new,
                            LateBranch.Fixed::new),
                    new Example(
                            "JH-EMPTY",
                            EmptyBody.class,
                            EmptyBody.Wrong::new,
                            EmptyBody.Fixed::new),
                    new Example("JH-UNUSED", Unused.class, Unused.Wrong::new, Unused.Fixed::new));

    private static List<HdlError> errorsOf(Supplier<? extends Module> module) {
        try {
            return Design.of(module).hints();
        } catch (HdlException found) {
            return found.errors();
        }
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void aPageSaysWhatTheCodeDoes(Example example) throws IOException {
        List<HdlError> errors = errorsOf(example.wrong);
        assertThat(errors).extracting(HdlError::id).containsExactly(example.id);
        assertThat(errorsOf(example.fixed)).as("the example put right").isEmpty();
        String page = page(example, errors);
        Path file = PAGES.resolve(example.id + ".md");
        if (WRITE) {
            Files.createDirectories(PAGES);
            Files.writeString(file, page);
        }
        assertThat(file).as("write the pages with -Djetstream.pages=write").hasContent(page);
    }

    @Test
    void everyErrorHasAPage() {
        List<String> withPage = EXAMPLES.stream().map(Example::id).toList();
        Stream<String> all =
                Stream.of(HdlError.class.getPermittedSubclasses()).map(Class::getSimpleName);
        assertThat(all.count()).as("kinds of errors").isEqualTo(withPage.size());
        assertThat(withPage).doesNotHaveDuplicates();
    }

    @Test
    void theIndexListsEveryPage() throws IOException {
        StringBuilder index =
                new StringBuilder(
                        "# Errors\n\nWhat the construction library finds, each with an example. Made from the code by `ErrorPagesTest`.\n\n");
        for (Example example : EXAMPLES) {
            String first = about(example).lines().findFirst().orElse("");
            index.append("- [%s](%1$s.md): %s%n".formatted(example.id, first));
        }
        Path file = PAGES.resolve("README.md");
        if (WRITE) {
            Files.createDirectories(PAGES);
            Files.writeString(file, index);
        }
        assertThat(file).hasContent(index.toString());
    }

    private static String page(Example example, List<HdlError> errors) throws IOException {
        return """
               # %s

               %s

               ```java
               %s
               ```
               is answered with
               ```
               %s
               ```
               Put right:
               ```java
               %s
               ```
               """
                .formatted(
                        example.id,
                        about(example),
                        code(example, "Wrong"),
                        HdlErrors.report(errors),
                        code(example, "Fixed"));
    }

    private static List<String> lines(Example example) throws IOException {
        return Files.readAllLines(SOURCES.resolve(example.source.getSimpleName() + ".java"));
    }

    /// The comment of the example's class.
    private static String about(Example example) throws IOException {
        return lines(example).stream()
                .filter(line -> line.startsWith("/// "))
                .map(line -> line.substring(4))
                .collect(Collectors.joining("\n"));
    }

    /// What stands in the class `name` of an example, with what stands before `Wrong` in the file.
    private static String code(Example example, String name) throws IOException {
        List<String> lines = lines(example);
        Optional<String> head =
                lines.stream().filter(line -> line.contains("class " + name)).findFirst();
        int from = lines.indexOf(head.orElseThrow());
        int to = from;
        while (!lines.get(to).equals("    }")) {
            to++;
        }
        return lines.subList(from + 1, to).stream()
                .map(line -> line.startsWith("        ") ? line.substring(8) : line)
                .collect(Collectors.joining("\n"));
    }
}
