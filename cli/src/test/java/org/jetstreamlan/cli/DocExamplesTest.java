package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The Java examples of the documentation run, and print what they say they print.
///
/// Those of `docs/guide` have a test of their own. An example is complete if it has a `main`; a comment `// prints ...` stands behind each statement that prints.
class DocExamplesTest {
    private static final Pattern BLOCK =
            Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern PRINTS = Pattern.compile("// prints (.*)$", Pattern.MULTILINE);

    @TempDir private Path folder;

    /// A block, and where it stands.
    private record Example(String place, String source) {}

    private static List<Example> complete() throws IOException {
        Path root = Tree.root();
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .filter(page -> !page.startsWith(root.resolve("docs/guide")))
                    .forEach(pages::add);
        }
        List<Example> examples = new ArrayList<>();
        for (Path page : pages) {
            String text = Files.readString(page);
            for (MatchResult block : BLOCK.matcher(text).results().toList()) {
                long line = text.substring(0, block.start()).lines().count() + 1;
                if (block.group(1).contains("void main(")) {
                    examples.add(new Example(root.relativize(page) + ":" + line, block.group(1)));
                }
            }
        }
        return examples;
    }

    @TestFactory
    Stream<DynamicTest> aCompleteExamplePrintsWhatItSays() throws IOException {
        return complete().stream().map(each -> dynamicTest(each.place(), () -> run(each)));
    }

    @Test
    void thereAreExamples() throws IOException {
        assertThat(complete())
                .extracting(Example::place)
                .anyMatch(place -> place.contains("simulation.md"));
    }

    private void run(Example example) throws Exception {
        Path file = Files.writeString(folder.resolve("Example.java"), example.source());
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--class-path",
                                System.getProperty("java.class.path"),
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().toList())
                .isEqualTo(
                        PRINTS.matcher(example.source())
                                .results()
                                .map(found -> found.group(1))
                                .toList());
    }
}
