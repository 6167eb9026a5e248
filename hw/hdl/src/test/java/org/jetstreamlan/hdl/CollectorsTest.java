package org.jetstreamlan.hdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What [Collectors] finds in code that the compiler made.
class CollectorsTest {
    private static String made(int i) {
        return "made " + i;
    }

    private static long wide(long a, double b) {
        return a + (long) b;
    }

    /// In each statement, calls of `made`; the comment says where they go.
    static final class Statements {
        private String[] field = {};
        private final List<String> list = new ArrayList<>();

        void statements(boolean choice, long[] longs) {
            String[] array = new String[4];
            int i = 0;
            array[i++] = made(0); // array
            array[choice ? 1 : 2] = choice ? made(1) : made(2); // array, array
            array[(int) wide(longs[0] << 3, 2.5) % 4] = made(3); // array
            longs[1] += longs[0]++;
            field = new String[] {made(4), "x" + made(5)}; // field, nothing
            field[0] = made(6); // field
            list.add(0, made(7)); // list
            var of = List.of(made(8), made(9), made(10)); // of, of, of
            Map<String, List<String>> map = new HashMap<>();
            map.put("a", List.of(made(11))); // map
            try {
                array[3] = made(12).trim(); // nothing
            } catch (IllegalStateException e) {
                array[2] = made(13); // array
            }
            String alone = made(14) + of; // nothing
            switch (i) {
                case 1 -> array[0] = made(15); // array
                default -> list.add(alone + made(16)); // nothing
            }
            String[][] grid = new String[2][2];
            grid[i][1] = made(17); // grid
            List<List<String>> rows = List.of(new ArrayList<>());
            rows.get(0).add(made(18)); // rows
        }
    }

    @Test
    void callsAreNamedAfterWhatTheirResultsArePutInto() throws IOException {
        assertThat(collectors(Statements.class))
                .containsExactly(
                        "array", "array", "array", "array", "field", "", "field", "list", "of",
                        "of", "of", "map", "", "array", "", "array", "", "grid", "rows");
    }

    /// The variables of the calls of `made`, in order.
    private static List<String> collectors(Class<?> type) throws IOException {
        String name = type.getName();
        byte[] file;
        try (var in =
                type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            file = in.readAllBytes();
        }
        List<String> found = new ArrayList<>();
        for (MethodModel method : ClassFile.of().parse(file).methods()) {
            if (!method.methodName().equalsString("statements")) {
                continue;
            }
            Map<Integer, String> names =
                    Collectors.of(file, "statements", method.methodType().stringValue());
            int index = 0;
            for (CodeElement element : method.code().orElseThrow()) {
                if (element instanceof Instruction instruction) {
                    if (instruction instanceof InvokeInstruction call
                            && call.name().equalsString("made")) {
                        found.add(names.getOrDefault(index, ""));
                    }
                    index += instruction.sizeInBytes();
                }
            }
        }
        return found;
    }

    /// No code of the JDK's own collections and class file reader stops it, and what is named is called so in the method.
    @Test
    void anyCodeIsWalkedToItsEnd() throws IOException {
        Path modules =
                FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
        int methods = 0;
        for (String folder : List.of("java/util", "java/lang", "jdk/internal/classfile/impl")) {
            try (Stream<Path> files = Files.list(modules.resolve(folder))) {
                for (Path path : files.filter(p -> p.toString().endsWith(".class")).toList()) {
                    byte[] file = Files.readAllBytes(path);
                    for (MethodModel method : ClassFile.of().parse(file).methods()) {
                        var names =
                                Collectors.of(
                                        file,
                                        method.methodName().stringValue(),
                                        method.methodType().stringValue());
                        assertThat(names.keySet()).allMatch(index -> index >= 0);
                        methods++;
                    }
                }
            }
        }
        assertThat(methods).isGreaterThan(10_000);
    }
}
