package org.jetstreamlan.sim.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jetstreamlan.hdl.Module;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// The compiled listings of a page. Imports stand in front of a listing's first line, so that lines are those of the listing.
final class Listings implements AutoCloseable {
    private static final String IMPORTS =
            String.join(
                    " ",
                    "import module java.base;",
                    "import org.jetstreamlan.hdl.*;",
                    "import org.jetstreamlan.hdl.Module;",
                    "import org.jetstreamlan.hdl.check.*;",
                    "import org.jetstreamlan.hdl.doc.*;",
                    "import org.jetstreamlan.hdl.ir.*;",
                    "import org.jetstreamlan.hdl.lib.*;",
                    "import org.jetstreamlan.hdl.lib.clock.*;",
                    "import org.jetstreamlan.hdl.lib.coding.*;",
                    "import org.jetstreamlan.hdl.lib.count.*;",
                    "import org.jetstreamlan.hdl.lib.state.*;",
                    "import org.jetstreamlan.hdl.verilog.*;",
                    "import org.jetstreamlan.regs.*;",
                    "import org.jetstreamlan.sim.*;",
                    "import org.jetstreamlan.sim.axi.*;",
                    "import org.jetstreamlan.sim.bench.*;",
                    "import org.jetstreamlan.sim.cover.*;",
                    "import org.jetstreamlan.sim.junit.*;",
                    "import org.jetstreamlan.sim.wave.*;",
                    "import org.junit.jupiter.api.Test;",
                    "import static org.junit.jupiter.api.Assertions.*;",
                    "import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.*;",
                    "import static org.jetstreamlan.sim.Trigger.*;",
                    "");

    private final URLClassLoader loader;

    private Listings(URLClassLoader loader) {
        this.loader = loader;
    }

    /// @param engine the one that the page's programs run on, `jit` or `verilator`
    static Listings compile(Page page, String engine, Path folder) throws IOException {
        List<JavaFileObject> files = new ArrayList<>();
        page.listings()
                .forEach(
                        block ->
                                files.add(
                                        source(
                                                block.typeName(),
                                                block.text()
                                                        .replace(
                                                                "Engines.jit()",
                                                                "Engines." + engine + "()"))));
        for (Page.Shown shown : page.shown()) {
            if (shown.main() == null) {
                files.add(
                        source(
                                "Shown" + shown.block().line(),
                                "final class Shown%d { static java.util.function.Supplier<Module> module() { return () -> %s; } }"
                                        .formatted(
                                                shown.block().line(), shown.block().argument())));
            }
        }
        if (files.isEmpty()) {
            return new Listings(new URLClassLoader(new URL[0], Listings.class.getClassLoader()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        List<String> options =
                List.of(
                        "-g",
                        "-d",
                        folder.toString(),
                        "--class-path",
                        System.getProperty("java.class.path"));
        try (var manager = compiler.getStandardFileManager(diagnostics, Locale.ROOT, UTF_8)) {
            compiler.getTask(null, manager, diagnostics, options, null, files).call();
        }
        for (Diagnostic<?> each : diagnostics.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                throw new AssertionError(page.file().getFileName() + ": " + each);
            }
        }
        return new Listings(
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, Listings.class.getClassLoader()));
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public String getCharContent(boolean ignoreEncodingErrors) {
                return IMPORTS + text;
            }
        };
    }

    /// What the program prints; an exception that ends it is printed without its frames.
    String run(Page.Block main) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(main.typeName());
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Method method = type.getDeclaredMethod("main");
        method.setAccessible(true);
        var printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setProperty("jetstream.seed", "1");
        try (var captured = new PrintStream(printed, true, UTF_8)) {
            System.setOut(captured);
            method.invoke(constructor.newInstance());
        } catch (InvocationTargetException ended) {
            printed.writeBytes(String.valueOf(ended.getCause()).getBytes(UTF_8));
        } finally {
            System.setOut(console);
            System.clearProperty("jetstream.seed");
        }
        return printed.toString(UTF_8);
    }

    /// What makes the module that a block shows.
    @SuppressWarnings("unchecked")
    Supplier<Module> module(Page.Block shown) throws ReflectiveOperationException {
        Method method = loader.loadClass("Shown" + shown.line()).getDeclaredMethod("module");
        method.setAccessible(true);
        return (Supplier<Module>) method.invoke(null);
    }

    /// Runs the tests of a listing.
    void test(Page.Block listing) throws ClassNotFoundException {
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(loader.loadClass(listing.typeName())))
                        .build();
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        for (var failure : summary.getSummary().getFailures()) {
            throw new AssertionError(listing.typeName(), failure.getException());
        }
        if (summary.getSummary().getTestsStartedCount() == 0) {
            throw new AssertionError(listing.typeName() + " has no tests");
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
