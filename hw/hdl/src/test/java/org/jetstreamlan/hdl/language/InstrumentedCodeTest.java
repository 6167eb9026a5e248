package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jacoco.agent.rt.RT;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Under an agent that puts instructions of its own into the code, as one that measures coverage does, names and lines stay what they are without.
class InstrumentedCodeTest {
    /// Locals in all places that Java has for them; some lines have several calls of one name.
    private static final String SOURCE =
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.function.BinaryOperator;
            import org.jetstreamlan.hdl.*;
            import org.jetstreamlan.hdl.Module;
            import org.jetstreamlan.hdl.lib.Stream;
            import org.jetstreamlan.hdl.verilog.Verilog;

            public final class ManyNames extends Module {
                final UInt a = input(uint(8));
                final UInt b = input(uint(8));
                final UInt c = input(uint(8));
                final UInt d = input(uint(8));
                final Bool take = input(bool());
                final Stream<Bits> in = input(stream(bits(8)));
                final Stream<Bits> out = output(stream(bits(8)));
                final List<UInt> results = new ArrayList<>();
                private final List<UInt> history = new ArrayList<>();
                private final UInt total = reg(uint(10), init(0));
                private int shown;

                public ManyNames() {
                    for (int i = 0; i < 20; i++) {
                        results.add(output(uint(8)));
                    }
                    var first = reg(uint(8), init(1));
                    history.add(first);
                    while (history.size() < 4) {
                        history.add(reg(uint(8), init(0)));
                    }
                }

                @Override protected void build() {
                    chains();
                    upwards(true);
                    downwards(false);
                    bothWays(true);
                    bothWays(false);
                    loops();
                    indirectly(UInt::xor, (left, right) -> left.sub(right.add(left)));
                    var staged = in.stage().map(word -> word.not());
                    var delayed = staged.map(word -> word.asUInt().add(1).asBits()).queue(4);
                    delayed.into(out);
                }

                private void show(UInt value) {
                    results.get(shown++).assign(value.xor(a));
                }

                private void chains() {
                    var long1 = a.add(b).add(c).add(d).add(a); var long2 = a.add(c).add(b);
                    UInt x = a; UInt y = b; UInt z = c;
                    var short1 = x.add(y).add(z).add(y); var short2 = x.add(z).add(y);
                    var same = a.zext(8).add(b.zext(8)).zext(8).add(c); var wide = a.zext(9).add(b.zext(9)).trunc(8);
                    show(long1); show(long2); show(short1); show(short2); show(same); show(wide);
                }

                private void upwards(boolean up) {
                    var chosen = up ? a.add(b) : a.add(c);
                    var other = up ? helped(chosen, b) : helped(c, d).and(chosen);
                    show(other);
                }

                private void downwards(boolean up) {
                    var chosen = up ? a.sub(b) : a.sub(c);
                    var other = up ? helped(chosen, b) : helped(c, d).and(chosen);
                    show(other);
                }

                private void bothWays(boolean up) {
                    if (up) { var inside = b.sub(a); show(inside); } else { var instead = c.sub(b); show(instead); }
                    var last = switch (shown % 2) { case 0 -> a.or(d); case 1 -> b.or(d); default -> c.or(d); };
                    show(last);
                }

                private static UInt helped(UInt left, UInt right) {
                    var inner = left.mul(right);
                    try {
                        return inner.add(1);
                    } finally {
                        left.eq(right);
                    }
                }

                private void loops() {
                    var oldest = history.getLast();
                    var difference = a.zext(10).sub(oldest.zext(10));
                    var sum = total.add(difference);
                    when(take, () -> {
                        total.next(sum);
                        var before = a;
                        for (UInt each : history) {
                            var kept = each.xor(before);
                            each.next(kept);
                            before = each;
                        }
                    }).otherwise(() -> { var decayed = total.sub(total.shr(2)); total.next(decayed); });
                    var rounded = wire(uint(10));
                    rounded.assign(total.add(2));
                    for (int i = 1; i < 4; i++) {
                        var scaled = rounded.shr(i).trunc(8);
                        var mixed = i == 2 ? scaled.and(b) : scaled.or(c);
                        show(mixed);
                    }
                }

                private void indirectly(BinaryOperator<UInt> first, BinaryOperator<UInt> second) {
                    var left = first.apply(a, b);
                    var right = second.apply(left, first.apply(c, d)).add(first.apply(a, d));
                    var all = List.of(c, d).stream().map(each -> each.add(1)).reduce(left, UInt::add);
                    show(left); show(right); show(all);
                    var operators = List.of(first, second);
                    var applied = operators.get(1).apply(a, operators.get(0).apply(b, c));
                    show(applied);
                    results.subList(shown, results.size()).forEach(each -> each.assign(a));
                }

                public static void main(String[] arguments) throws Exception {
                    for (var method : ManyNames.class.getDeclaredMethods()) {
                        if (method.getName().equals(arguments[0])) {
                            var output = Verilog.of(Design.of(ManyNames::new).circuit());
                            System.out.print(output.text() + output.map());
                        }
                    }
                }
            }
            """;

    @TempDir Path classes;

    private static final class Source extends SimpleJavaFileObject {
        Source() {
            super(URI.create("string:///ManyNames.java"), JavaFileObject.Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return SOURCE;
        }
    }

    @BeforeEach
    void compile() {
        var path = System.getProperty("java.class.path");
        var options = List.of("-g", "-proc:none", "-d", classes.toString(), "-cp", path);
        var task =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, options, null, List.of(new Source()));
        assertThat(task.call()).isTrue();
    }

    /// Runs what `change` makes of each method; the file that a reader of the class gets is the compiler's, as under an agent.
    private static final class Loader extends URLClassLoader {
        private final Path classes;
        private final Supplier<CodeTransform> change;

        Loader(Path classes, Supplier<CodeTransform> change) throws IOException {
            super(new URL[] {classes.toUri().toURL()});
            this.classes = classes;
            this.change = change;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                var format = ClassFile.of();
                var file = format.parse(Files.readAllBytes(classes.resolve(name + ".class")));
                var methods = CodeTransform.ofStateful(change);
                byte[] code =
                        format.transformClass(
                                file, ClassTransform.transformingMethodBodies(methods));
                return defineClass(name, code, 0, code.length);
            } catch (IOException absent) {
                throw new ClassNotFoundException(name, absent);
            }
        }
    }

    /// Verilog and map.
    private String output(Supplier<CodeTransform> change) throws Exception {
        try (var loader = new Loader(classes, change)) {
            var constructor = loader.loadClass("ManyNames").getDeclaredConstructor();
            var output = Verilog.of(Design.<Module>of(() -> made(constructor)).circuit());
            return output.text() + output.map();
        }
    }

    private static Module made(Constructor<?> constructor) {
        try {
            return (Module) constructor.newInstance();
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String plain() throws Exception {
        String plain = output(() -> CodeTransform.ACCEPT_ALL);
        assertThat(plain)
                .contains("long1", "long2", "short1", "short2", "same", "wide", "inner", "inside")
                .containsSubsequence("chosen", "a + b", "chosen", "a - c", "last", "last")
                .contains("difference", "sum", "kept", "decayed", "rounded", "mixed", "applied");
        return plain;
    }

    /// Instructions that do nothing, before each method and before some of its instructions.
    private static final class Padding implements CodeTransform {
        private final int length;
        private int instructions;

        Padding(int length) {
            this.length = length;
        }

        private void pad(CodeBuilder code) {
            for (int i = 0; i < length; i++) {
                code.nop();
            }
        }

        @Override
        public void atStart(CodeBuilder code) {
            pad(code);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof Instruction && ++instructions % 40 == 0) {
                pad(code);
            }
            code.with(element);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 14, 40})
    void aShiftOfAnyLengthChangesNothing(int length) throws Exception {
        assertThat(output(() -> new Padding(length))).isEqualTo(plain());
    }

    /// An array in a local of its own, and a probe before each call.
    private static final class Probes implements CodeTransform {
        private int slot = -1;

        @Override
        public void atStart(CodeBuilder code) {
            slot = code.allocateLocal(TypeKind.REFERENCE);
            code.loadConstant(64);
            code.newarray(TypeKind.BOOLEAN);
            code.astore(slot);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof InvokeInstruction) {
                code.aload(slot).iconst_1().iconst_1().bastore();
            }
            code.with(element);
        }
    }

    @Test
    void probesBeforeEachCallChangeNothing() throws Exception {
        assertThat(output(Probes::new)).isEqualTo(plain());
    }

    /// The output of a JVM of its own, with `options`; nothing if the class that runs has not the method.
    private String ran(String method, String... options) throws Exception {
        var path = classes + System.getProperty("path.separator");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", path + System.getProperty("java.class.path")));
        command.addAll(List.of("ManyNames", method));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void jacocoChangesNothing() throws Exception {
        var agent = Path.of(RT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String plain = ran("build");
        assertThat(plain).isEqualTo(plain());
        assertThat(ran("$jacocoInit")).isEmpty();
        assertThat(ran("$jacocoInit", "-javaagent:" + agent + "=output=none").lines())
                .containsExactlyElementsOf(plain.lines().toList());
    }
}
