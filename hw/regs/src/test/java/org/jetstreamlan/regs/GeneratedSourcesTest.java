package org.jetstreamlan.regs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the printers write is taken by those who read it: javac, gcc, an XML parser, and for SystemRDL a grammar of the part that is used.
class GeneratedSourcesTest {
    private static final RegisterBlock BLOCK =
            new RegisterBlock(
                    "Timer",
                    64,
                    List.of(
                            Register.of(
                                            "CONTROL",
                                            0,
                                            Access.RW,
                                            "What it does & \"how\".",
                                            Field.bit("RUN", 0, "Counts <or> stops."),
                                            Field.choice(
                                                    "MODE",
                                                    4,
                                                    2,
                                                    "How.",
                                                    new EnumValue("ONCE", 0, "stops at 0"),
                                                    new EnumValue("LOOP", 1, "reloads")),
                                            Field.of("PRE_SCALE", 8, 24, "Clocks a count."))
                                    .resetTo(0x10),
                            Register.of(
                                    "EVENTS",
                                    4,
                                    Access.W1C,
                                    "What came.",
                                    Field.bit("DONE", 31, "Over.")),
                            Register.of("KICK", 8, Access.WO, "Start."),
                            Register.of("NEXT", 16, Access.RO, "Takes one.")
                                    .withReadEffect()
                                    .times(4)));

    @TempDir Path folder;

    // ---- Java

    private Object accessors(Map<Integer, Integer> memory) throws Exception {
        Path source = folder.resolve("made/Timer.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, JavaPrinter.print("made", "Timer", BLOCK));
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-Xlint:all",
                                "-Werror",
                                "-d",
                                folder.toString(),
                                source.toString());
        assertThat(failed).isZero();
        ClassLoader loader = new URLClassLoader(new java.net.URL[] {folder.toUri().toURL()});
        Class<?> bus = loader.loadClass("made.Timer$Bus");
        InvocationHandler access =
                (proxy, method, values) -> {
                    if (method.getName().equals("read")) {
                        return memory.getOrDefault((Integer) values[0], 0);
                    }
                    memory.put((Integer) values[0], (Integer) values[1]);
                    return null;
                };
        return loader.loadClass("made.Timer")
                .getConstructor(bus)
                .newInstance(Proxy.newProxyInstance(loader, new Class<?>[] {bus}, access));
    }

    private static Object call(Object target, String name, Object... values) throws Exception {
        for (var method : target.getClass().getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == values.length) {
                try {
                    return method.invoke(target, values);
                } catch (InvocationTargetException e) {
                    throw (Exception) e.getCause();
                }
            }
        }
        throw new AssertionError("no method " + name);
    }

    @Test
    void javaAccessorsCompileAndChangeOnlyTheirField() throws Exception {
        Map<Integer, Integer> memory = new TreeMap<>(Map.of(0, 0x10, 24, 7));
        Object timer = accessors(memory);
        assertThat(call(timer, "controlMode")).hasToString("LOOP");
        call(timer, "controlRun", true);
        call(timer, "controlPreScale", 0xABCDEF);
        assertThat(memory.get(0)).isEqualTo(0xABCD_EF11);
        assertThat(call(timer, "controlPreScale")).isEqualTo(0xABCDEF);
        assertThat(call(timer, "controlRun")).isEqualTo(true);
        assertThat(call(timer, "readNext", 2)).isEqualTo(7);
        call(timer, "writeKick", 9);
        assertThat(memory.get(8)).isEqualTo(9);
        assertThatThrownBy(() -> call(timer, "controlPreScale", 1 << 24))
                .hasMessageContaining("CONTROL.PRE_SCALE does not fit 24 bits");
        assertThatThrownBy(() -> call(timer, "readNext", 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
        memory.put(0, 0x30);
        assertThatThrownBy(() -> call(timer, "controlMode"))
                .hasMessageContaining("CONTROL.MODE has code 3");
        assertThat(timer.getClass().getMethods())
                .extracting("name")
                .doesNotContain("writeNext", "readKick", "nextValue");
    }

    // ---- C

    @Test
    void cHeaderCompilesWithItsNumbers() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc is not installed");
        Files.writeString(
                folder.resolve("timer.h"), CHeaderPrinter.print("T", List.of(BLOCK), List.of()));
        Path source = folder.resolve("timer.c");
        Files.writeString(
                source,
                """
                #include "timer.h"
                #include "timer.h"
                _Static_assert(T_CONTROL_MODE_MASK == 3u << T_CONTROL_MODE_SHIFT, "mask");
                _Static_assert(T_CONTROL_MODE_LOOP == 1 && T_NEXT + 3 * T_NEXT_STRIDE == 28, "numbers");
                _Static_assert(T_EVENTS_DONE_MASK == 0x80000000u && T_NEXT_COUNT == 4, "numbers");
                """);
        Process gcc =
                new ProcessBuilder(
                                "gcc",
                                "-std=c11",
                                "-Wall",
                                "-Wextra",
                                "-Werror",
                                "-pedantic",
                                "-c",
                                "-o",
                                "/dev/null",
                                source.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(gcc.exitValue()).as(said).isZero();
    }

    // ---- HTML

    @Test
    void htmlIsWellFormedAndDrawsAllBits() throws Exception {
        String page = HtmlPrinter.print(BLOCK);
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        var document =
                factory.newDocumentBuilder()
                        .parse(
                                new ByteArrayInputStream(
                                        page.replace("<!DOCTYPE html>", "")
                                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("h2").getLength()).isEqualTo(2);
        assertThat(page)
                .contains(
                        "Counts &lt;or&gt; stops.",
                        "0x010 + 4 i",
                        "write 1 to clear",
                        "1 = <code>LOOP</code> reloads");
        for (String picture : page.split("<table class=\"bits\">", -1)) {
            if (picture.startsWith("\n<tr><th>31")) {
                int bits =
                        Pattern.compile("colspan=\"(\\d+)\"")
                                .matcher(picture)
                                .results()
                                .mapToInt(found -> Integer.parseInt(found.group(1)))
                                .sum();
                assertThat(bits).isEqualTo(32);
            }
        }
    }

    // ---- SystemRDL

    @Test
    void systemRdlOfABlock() {
        assertThat(SystemRdlPrinter.print(BLOCK))
                .isEqualTo(
                        """
                        addrmap Timer {
                            default regwidth = 32;
                            default accesswidth = 32;
                            littleendian;

                            enum CONTROL_MODE_VALUES {
                                ONCE = 2'h0 { desc = "stops at 0"; };
                                LOOP = 2'h1 { desc = "reloads"; };
                            };

                            reg {
                                desc = "What it does & \\"how\\".";
                                field {
                                    desc = "Counts <or> stops.";
                                    sw = rw; hw = r;
                                } RUN[0:0] = 1'h0;
                                field {
                                    desc = "How.";
                                    sw = rw; hw = r;
                                    encode = CONTROL_MODE_VALUES;
                                } MODE[5:4] = 2'h1;
                                field {
                                    desc = "Clocks a count.";
                                    sw = rw; hw = r;
                                } PRE_SCALE[31:8] = 24'h0;
                            } CONTROL @ 0x0;

                            reg {
                                desc = "What came.";
                                field {
                                    desc = "Over.";
                                    sw = rw; onwrite = woclr; hw = w;
                                } DONE[31:31] = 1'h0;
                            } EVENTS @ 0x4;

                            reg {
                                desc = "Start.";
                                field {
                                    desc = "Start.";
                                    sw = w; hw = r;
                                } VALUE[31:0] = 32'h0;
                            } KICK @ 0x8;

                            reg {
                                desc = "Takes one.";
                                field {
                                    desc = "Takes one.";
                                    sw = r; hw = w;
                                    onread = ruser;
                                } VALUE[31:0] = 32'h0;
                            } external NEXT[4] @ 0x10 += 0x4;
                        };
                        """);
    }
}
