package org.jetstreamlan.cli.figure.circuit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;

/// Models that come and go in one JVM: `Soak <engine> <models> <different>` compiles chains of `different` kinds, runs each and drops it. After each
/// quarter it prints the bytes that are in use after a collection, `memory <heap> <metaspace> <resident>`. Then 24 models at once run on two threads and
/// must give what they give alone.
final class Soak {
    private static final int CLOCKS = 200;
    private static final int AT_ONCE = 24;

    private Soak() {}

    public static void main(String[] arguments) throws Exception {
        Engine engine = arguments[0].equals("jit") ? Engines.jit() : Engines.verilator();
        int models = Integer.parseInt(arguments[1]);
        int different = Integer.parseInt(arguments[2]);
        for (int i = 0; i < models; i++) {
            try (Model model = compile(engine, i % different)) {
                run(model);
            }
            if ((i + 1) % (models / 4) == 0) {
                System.out.println("memory " + memory());
            }
        }
        together(engine, different);
    }

    private static Model compile(Engine engine, int number) {
        return engine.compile(
                Design.of(() -> Chain.of(2 + number % 100, 2 + number / 100)).circuit());
    }

    private static long run(Model model) {
        try (Simulator simulator = model.instantiate()) {
            return ChainStimulus.run(simulator, CLOCKS);
        }
    }

    private static String memory() throws IOException {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long metaspace =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getName().equals("Metaspace"))
                        .mapToLong(pool -> pool.getUsage().getUsed())
                        .sum();
        String resident =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll("\\D", "");
        return heap.getUsed() + " " + metaspace + " " + (Long.parseLong(resident) << 10);
    }

    private static void together(Engine engine, int different) throws Exception {
        List<Model> models =
                IntStream.range(0, AT_ONCE).mapToObj(i -> compile(engine, i % different)).toList();
        List<Long> alone = models.stream().map(Soak::run).toList();
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Future<Long>> sums = new ArrayList<>();
            for (Model model : models) {
                sums.add(threads.submit(() -> run(model)));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                if (!sums.get(i).get().equals(alone.get(i))) {
                    throw new IllegalStateException("model " + i + " does something else");
                }
            }
        }
        models.forEach(Model::close);
    }
}
