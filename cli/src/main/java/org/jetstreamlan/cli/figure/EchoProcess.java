package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// A process that gives back what it gets, and how long that takes: what others would use between two processes.
final class EchoProcess {
    private static final int BYTES = 40;

    private EchoProcess() {}

    /// @param arguments path of a socket, or of two pipes: the one to read, the one to write
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1) {
            try (var socket = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
                echo(socket, socket);
            }
        } else {
            try (var in = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ);
                    var out = FileChannel.open(Path.of(arguments[1]), StandardOpenOption.WRITE)) {
                echo(in, out);
            }
        }
    }

    private static void echo(ReadableByteChannel in, WritableByteChannel out) throws IOException {
        var message = ByteBuffer.allocateDirect(BYTES);
        while (in.read(message.clear()) == BYTES) {
            out.write(message.flip());
        }
    }

    /// Nanoseconds there and back by two pipes.
    static Histogram pipe(int warm, int turns) throws IOException {
        var folder = Files.createTempDirectory("echo");
        var there = folder.resolve("there");
        var back = folder.resolve("back");
        try {
            Measured.lines(folder, "mkfifo", there.toString(), back.toString());
            var process = start(there, back);
            try (var out = FileChannel.open(there, StandardOpenOption.WRITE);
                    var in = FileChannel.open(back, StandardOpenOption.READ)) {
                return turns(in, out, warm, turns);
            } finally {
                process.destroy();
            }
        } finally {
            Files.deleteIfExists(there);
            Files.deleteIfExists(back);
            Files.delete(folder);
        }
    }

    /// Nanoseconds there and back by a Unix socket.
    static Histogram socket(int warm, int turns) throws IOException {
        var folder = Files.createTempDirectory("echo");
        var path = folder.resolve("socket");
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(path));
            var process = start(path);
            try (var socket = listening.accept()) {
                return turns(socket, socket, warm, turns);
            } finally {
                process.destroy();
            }
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    private static Process start(Path... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EchoProcess.class.getName()));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static Histogram turns(
            ReadableByteChannel in, WritableByteChannel out, int warm, int turns)
            throws IOException {
        var histogram = new Histogram(3);
        var message = ByteBuffer.allocateDirect(BYTES);
        for (int i = -warm; i < turns; i++) {
            long begin = System.nanoTime();
            out.write(message.clear());
            if (in.read(message.clear()) != BYTES) {
                throw new IOException("the echo has ended");
            }
            if (i >= 0) {
                histogram.recordValue(System.nanoTime() - begin);
            }
        }
        return histogram;
    }
}
