package org.jetstreamlan.cli.vipl;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.regs.RegisterBlock;
import org.jetstreamlan.via.vipl.ViplLibrary;

/// Makes `vipl.h` and `libvipl.so` for programs in C.
public final class ViplBuild {
    private ViplBuild() {}

    /// What was made.
    ///
    /// @param header to be included
    /// @param library to be linked with
    public record Made(Path header, Path library) {}

    /// Writes the header and the shim, and compiles that.
    ///
    /// @param folder made if it is not there
    /// @param compiler of C
    /// @throws IOException if something cannot be written, the compiler is not there or does not like it, or this JDK has no headers for C
    public static Made make(Path folder, String compiler) throws IOException {
        Files.createDirectories(folder);
        var home = Path.of(System.getProperty("java.home"));
        var headers = home.resolve("include");
        if (!Files.exists(headers.resolve("jni.h"))) {
            throw new IOException(
                    "libvipl.so: %s has no jni.h; take a JDK, not a JRE, by JAVA_HOME"
                            .formatted(headers));
        }
        var header = folder.resolve("vipl.h");
        var source = folder.resolve("vipl.c");
        var library = folder.resolve("libvipl.so");
        Files.writeString(header, ViplHeader.text());
        Files.writeString(source, ViplShim.text(home.toString(), classPath()));
        run(
                compiler,
                "-std=gnu11",
                "-O1",
                "-Wall",
                "-Werror",
                "-shared",
                "-fPIC",
                "-Wl,-soname,libvipl.so",
                "-I",
                headers.toString(),
                "-I",
                headers.resolve("linux").toString(),
                "-o",
                library.toString(),
                source.toString(),
                "-ldl",
                "-lpthread");
        return new Made(header, library);
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(
                        "libvipl.so: %s ends with %d: %s"
                                .formatted(command[0], process.exitValue(), said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("libvipl.so: interrupted", e);
        }
    }

    /// Where this process has the library's parts from.
    private static String classPath() {
        return Stream.of(
                        RegisterBlock.class,
                        Registers.class,
                        JetstreamClient.class,
                        ViplLibrary.class)
                .map(ViplBuild::place)
                .distinct()
                .collect(Collectors.joining(":"));
    }

    private static String place(Class<?> part) {
        try {
            return Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toAbsolutePath()
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How a program is compiled with it.
    public static List<String> flags(Path folder) {
        return List.of(
                "-I", folder.toString(), "-L", folder.toString(), "-lvipl", "-Wl,-rpath," + folder);
    }
}
