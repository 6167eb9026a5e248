package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names come out of the class files of the user's code: what becomes of them where `javac -g:none` left out lines and locals.
class WithoutDebugTablesTest {
    private static final String SOURCE =
            """
            import java.util.ArrayList;
            import java.util.List;
            import org.jetstreamlan.hdl.*;
            import org.jetstreamlan.hdl.Module;

            public final class Averager extends Module {
                final UInt sample = input(uint(8));
                final Bool take = input(bool());
                final UInt average = output(uint(8));
                private final UInt total = reg(uint(10), init(0));
                private final List<UInt> history = new ArrayList<>();

                @Override protected void build() {
                    for (int i = 0; i < 4; i++) {
                        history.add(reg(uint(8), init(0)));
                    }
                    var oldest = history.get(3);
                    var difference = sample.zext(10).sub(oldest.zext(10));
                    var sum = total.add(difference);
                    when(take, () -> {
                        total.next(sum);
                        var before = sample;
                        for (UInt each : history) {
                            each.next(before);
                            before = each;
                        }
                    });
                    var rounded = wire(uint(10));
                    rounded.assign(total.add(2));
                    average.assign(rounded.shr(2).trunc(8));
                }
            }
            """;

    @TempDir Path folder;

    private static final class Source extends SimpleJavaFileObject {
        Source() {
            super(URI.create("string:///Averager.java"), JavaFileObject.Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return SOURCE;
        }
    }

    private Path compiled(String debug) throws IOException {
        Path out = Files.createDirectories(folder.resolve(debug.replace(':', '_')));
        var options =
                List.of(debug, "-d", out.toString(), "-cp", System.getProperty("java.class.path"));
        var task =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, options, null, List.of(new Source()));
        assertThat(task.call()).isTrue();
        return out;
    }

    /// By a class loader of its own.
    private static Circuit elaborated(Path classes) throws Exception {
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            var constructor = loader.loadClass("Averager").getDeclaredConstructor();
            return Design.<Module>of(() -> made(constructor)).circuit();
        }
    }

    private static Module made(Constructor<?> constructor) {
        try {
            return (Module) constructor.newInstance();
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void withoutDebugTablesTheVerilogIsLegalAndStable() throws Exception {
        Path classes = compiled("-g:none");
        Circuit circuit = elaborated(classes);
        String text = Verilog.of(circuit).text();
        assertThat(Verilog.of(elaborated(classes)).text()).isEqualTo(text);
        assertThat(text).contains("sample", "average", "total").doesNotContain("difference");
        Subject.ICARUS.engine().compile(circuit).close();
    }
}
