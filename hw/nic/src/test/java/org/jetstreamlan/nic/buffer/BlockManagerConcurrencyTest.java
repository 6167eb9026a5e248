package org.jetstreamlan.nic.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.Registers.REASON_NONE;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;

/// All clients of the block manager at once, at random. A request counts when it is taken; what is taken is done in that order.
class BlockManagerConcurrencyTest {
    private static final int BLOCKS = 16;
    private static final int POOLS = 3;
    private static final int CLOCKS = 60_000;
    private static final Model MODEL = Bench.compile(() -> new BlockManager(BLOCKS, POOLS));

    private final Random random = Bench.random("block-manager-concurrency");
    private final BlockManagerBench manager = new BlockManagerBench(MODEL, BLOCKS, POOLS);
    private final Bench bench = manager.bench;
    private final BlockLedger ledger = manager.ledger;

    /// What was taken, in order: its effect, and the port of its answer (empty where there is none).
    private record Operation(String answer, Runnable effect) {}

    private final Queue<Operation> underWay = new ArrayDeque<>();
    private final List<String> taken = new ArrayList<>();

    private List<Integer> arriving = new ArrayList<>();
    private int pool;
    private boolean asking;
    private List<Integer> releasing = List.of();
    private List<Integer> delivering = List.of();
    private int granted;

    @Test
    void everyOperationTakesEffectInTheOrderInWhichItIsTaken() {
        for (int i = 0; i < POOLS; i++) {
            manager.limits(i, 4 + i, 6 + i);
        }
        for (int clock = 0; clock < CLOCKS; clock++) {
            engine();
            host();
            reserve();
            take();
            bench.step();
            answer();
        }
        assertThat(granted).isGreaterThan(CLOCKS / 20);
        manager.bench.close();
    }

    /// The receive engine: a frame at a time, its end beside the next one's begin.
    private void engine() {
        if (!bench.is("receiveAllocate_valid") && !asking && random.nextInt(4) == 0) {
            if (arriving.isEmpty()) {
                pool = random.nextInt(POOLS);
            }
            bench.set("receiveAllocate_payload_pool", pool);
            bench.set("receiveAllocate_payload_linked", !arriving.isEmpty());
            bench.set(
                    "receiveAllocate_payload_previous",
                    arriving.isEmpty() ? 0 : arriving.getLast());
            bench.set("receiveAllocate_valid", true);
            asking = true;
        }
        if (!asking && !arriving.isEmpty() && random.nextInt(8) == 0) {
            if (releasing.isEmpty() && random.nextBoolean()) {
                releasing = arriving;
                offer("receiveRelease", releasing);
                arriving = new ArrayList<>();
            } else if (delivering.isEmpty() && nobodyAsksAbout(arriving)) {
                delivering = arriving;
                offer("deliver", delivering);
                arriving = new ArrayList<>();
            }
        }
    }

    private void offer(String port, List<Integer> frame) {
        bench.set(port + "_payload_pool", pool);
        bench.set(port + "_payload_head", frame.getFirst());
        bench.set(port + "_payload_tail", frame.getLast());
        bench.set(port + "_payload_count", frame.size());
        bench.set(port + "_valid", true);
    }

    private void host() {
        maybe("hostAllocate", () -> bench.set("hostAllocate_payload", random.nextInt(POOLS)));
        maybe("hostFree", () -> bench.set("hostFree_payload", anyBlock()));
        maybe("transmitNext", () -> bench.set("transmitNext_payload", anyBlock()));
        maybe(
                "chainAccess",
                () -> {
                    bench.set("chainAccess_payload_write", random.nextBoolean());
                    bench.set("chainAccess_payload_block", anyBlock());
                    bench.set("chainAccess_payload_value", random.nextInt(BLOCKS));
                });
    }

    private void reserve() {
        maybe(
                "setReserve",
                () -> {
                    bench.set("setReserve_payload_pool", random.nextInt(POOLS));
                    bench.set("setReserve_payload_transmit", random.nextBoolean());
                    bench.set("setReserve_payload_blocks", random.nextInt(5));
                });
    }

    private void maybe(String port, Runnable prepare) {
        if (!bench.is(port + "_valid") && random.nextInt(6) == 0) {
            prepare.run();
            bench.set(port + "_valid", true);
        }
    }

    /// Not one of a chain that is half the host's.
    private int anyBlock() {
        int block = random.nextInt(BLOCKS);
        while (delivering.contains(block)) {
            block = random.nextInt(BLOCKS);
        }
        return block;
    }

    private boolean nobodyAsksAbout(List<Integer> frame) {
        return !asksAbout("hostFree", "hostFree_payload", frame)
                && !asksAbout("transmitNext", "transmitNext_payload", frame)
                && !asksAbout("chainAccess", "chainAccess_payload_block", frame);
    }

    private boolean asksAbout(String port, String block, List<Integer> frame) {
        return bench.is(port + "_valid") && frame.contains((int) bench.get(block));
    }

    /// `deliver` says that it is done, the others that they begin: so it comes first.
    private void take() {
        var delivered = delivering;
        if (taken("deliver", "", () -> ledger.deliver(delivered))) {
            delivering = List.of();
        }
        var frame = arriving;
        int frames = pool;
        taken(
                "receiveAllocate",
                "receiveGranted",
                () -> {
                    asking = false;
                    assertThat(bench.get("receiveGranted_payload_reason"))
                            .isEqualTo(ledger.receiveReason(frames));
                    if (bench.get("receiveGranted_payload_reason") == REASON_NONE) {
                        int block = (int) bench.get("receiveGranted_payload_block");
                        ledger.allocateReceive(block, frames, frame);
                        frame.add(block);
                        granted++;
                    }
                });
        var released = releasing;
        if (taken("receiveRelease", "", () -> ledger.release(released))) {
            releasing = List.of();
        }
        int hostPool = (int) bench.get("hostAllocate_payload");
        taken(
                "hostAllocate",
                "hostGranted",
                () -> {
                    assertThat(bench.get("hostGranted_payload_reason"))
                            .isEqualTo(ledger.transmitReason(hostPool));
                    if (bench.get("hostGranted_payload_reason") == REASON_NONE) {
                        ledger.allocateTransmit(
                                (int) bench.get("hostGranted_payload_block"), hostPool);
                        granted++;
                    }
                });
        int freed = (int) bench.get("hostFree_payload");
        taken(
                "hostFree",
                "hostFreed",
                () ->
                        assertThat(bench.is("hostFreed_payload"))
                                .as("refused")
                                .isEqualTo(!ledger.free(freed)));
        int asked = (int) bench.get("transmitNext_payload");
        taken(
                "transmitNext",
                "transmitNextBlock",
                () -> {
                    assertThat(bench.is("transmitNextBlock_payload_held"))
                            .isEqualTo(ledger.held(asked));
                    if (ledger.held(asked) && ledger.next[asked] != BlockLedger.UNKNOWN) {
                        assertThat(bench.get("transmitNextBlock_payload_link_block"))
                                .isEqualTo(ledger.next[asked]);
                    }
                });
        boolean writes = bench.is("chainAccess_payload_write");
        int linked = (int) bench.get("chainAccess_payload_block");
        int value = (int) bench.get("chainAccess_payload_value");
        taken(
                "chainAccess",
                "chainValue",
                () -> {
                    if (writes && ledger.held(linked)) {
                        ledger.next[linked] = value;
                    }
                });
        int reserving = (int) bench.get("setReserve_payload_pool");
        boolean transmit = bench.is("setReserve_payload_transmit");
        int reserve = (int) bench.get("setReserve_payload_blocks");
        taken("setReserve", "", () -> ledger.reserve(reserving, transmit, reserve));
    }

    private boolean taken(String port, String answer, Runnable effect) {
        if (bench.is(port + "_valid") && bench.is(port + "_ready")) {
            underWay.add(new Operation(answer, effect));
            return taken.add(port);
        }
        return false;
    }

    /// One answer a clock at most, in the order of the requests.
    private void answer() {
        taken.forEach(port -> bench.set(port + "_valid", false));
        taken.clear();
        List<String> answers =
                List.of(
                        "receiveGranted",
                        "hostGranted",
                        "hostFreed",
                        "transmitNextBlock",
                        "chainValue");
        for (String port : answers) {
            if (bench.is(port + "_valid")) {
                while (underWay.element().answer().isEmpty()) {
                    underWay.remove().effect().run();
                }
                var operation = underWay.remove();
                assertThat(port).isEqualTo(operation.answer());
                operation.effect().run();
            }
        }
    }
}
