package org.jetstreamlan.nic.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.Registers.REASON_NONE;

import java.util.List;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;

/// A block manager, one operation after the other, each checked against the ledger.
final class BlockManagerBench implements AutoCloseable {
    final Bench bench;
    final BlockLedger ledger;
    private static final int PATIENCE_CLOCKS = 1_000;

    BlockManagerBench(Model model, int blocks, int pools) {
        bench = new Bench(model);
        ledger = new BlockLedger(blocks, pools);
        bench.set("blocks", blocks);
        awaitReady();
    }

    void awaitReady() {
        for (int i = 0; !bench.is("ready"); i++) {
            assertThat(i).as("clocks of initialisation").isLessThan(PATIENCE_CLOCKS);
            bench.step();
        }
    }

    @Override
    public void close() {
        bench.close();
    }

    /// Holds `request` until it is taken, then waits for `answer`; gives the clocks between.
    long ask(String request, String answer) {
        long from = bench.cycle();
        bench.set(request + "_valid", true);
        while (!bench.is(request + "_ready")) {
            bench.step();
            assertThat(bench.cycle() - from)
                    .as("clocks until %s is taken", request)
                    .isLessThan(PATIENCE_CLOCKS);
        }
        bench.step();
        bench.set(request + "_valid", false);
        while (!answer.isEmpty() && !bench.is(answer + "_valid")) {
            bench.step();
            assertThat(bench.cycle() - from)
                    .as("clocks until %s", answer)
                    .isLessThan(PATIENCE_CLOCKS);
        }
        return bench.cycle() - from;
    }

    void limits(int pool, int transmit, int receive) {
        bench.set("inspectedPool", pool);
        bench.set("poolSetting_valid", true);
        bench.set("poolSetting_payload_setLimits", true);
        bench.set("poolSetting_payload_limits_transmit", transmit);
        bench.set("poolSetting_payload_limits_receive", receive);
        bench.step();
        bench.set("poolSetting_valid", false);
        bench.set("poolSetting_payload_setLimits", false);
        ledger.transmitLimit[pool] = Math.min(transmit, ledger.blocks);
        ledger.receiveLimit[pool] = Math.min(receive, ledger.blocks);
    }

    /// Whether the reserve was accepted.
    boolean reserve(int pool, boolean transmit, int blocks) {
        bench.set("setReserve_payload_pool", pool);
        bench.set("setReserve_payload_transmit", transmit);
        bench.set("setReserve_payload_blocks", blocks);
        ask("setReserve", "");
        bench.simulator().step(4);
        boolean accepted = ledger.reserve(pool, transmit, blocks);
        checkCounts(pool);
        return accepted;
    }

    /// The block, or -1.
    int allocate(int pool) {
        bench.set("hostAllocate_payload", pool);
        ask("hostAllocate", "hostGranted");
        long reason = bench.get("hostGranted_payload_reason");
        assertThat(reason).as("reason for pool %d", pool).isEqualTo(ledger.transmitReason(pool));
        if (reason != REASON_NONE) {
            return -1;
        }
        int block = (int) bench.get("hostGranted_payload_block");
        ledger.allocateTransmit(block, pool);
        return block;
    }

    /// Whether the block was somebody's.
    boolean free(int block) {
        bench.set("hostFree_payload", block);
        ask("hostFree", "hostFreed");
        boolean refused = bench.is("hostFreed_payload");
        assertThat(refused).as("free of block %d refused", block).isEqualTo(!ledger.free(block));
        return !refused;
    }

    /// Another block for `frame`, put at its end.
    boolean receive(int pool, List<Integer> frame) {
        bench.set("receiveAllocate_payload_pool", pool);
        bench.set("receiveAllocate_payload_linked", !frame.isEmpty());
        bench.set("receiveAllocate_payload_previous", frame.isEmpty() ? 0 : frame.getLast());
        ask("receiveAllocate", "receiveGranted");
        long reason = bench.get("receiveGranted_payload_reason");
        assertThat(reason).as("reason for pool %d", pool).isEqualTo(ledger.receiveReason(pool));
        if (reason != REASON_NONE) {
            return false;
        }
        int block = (int) bench.get("receiveGranted_payload_block");
        ledger.allocateReceive(block, pool, frame);
        frame.add(block);
        return true;
    }

    void release(int pool, List<Integer> frame) {
        chain("receiveRelease", pool, frame);
        ask("receiveRelease", "");
        ledger.release(frame);
    }

    void deliver(int pool, List<Integer> frame) {
        chain("deliver", pool, frame);
        ask("deliver", "");
        ledger.deliver(frame);
    }

    private void chain(String port, int pool, List<Integer> frame) {
        bench.set(port + "_payload_pool", pool);
        bench.set(port + "_payload_head", frame.getFirst());
        bench.set(port + "_payload_tail", frame.getLast());
        bench.set(port + "_payload_count", frame.size());
    }

    int readChain(int block) {
        bench.set("chainAccess_payload_write", false);
        bench.set("chainAccess_payload_block", block);
        ask("chainAccess", "chainValue");
        return (int) bench.get("chainValue_payload_block");
    }

    void writeChain(int block, int value) {
        bench.set("chainAccess_payload_write", true);
        bench.set("chainAccess_payload_block", block);
        bench.set("chainAccess_payload_value", value);
        ask("chainAccess", "chainValue");
        if (ledger.held(block)) {
            ledger.next[block] = value;
        }
    }

    void checkNext(int block) {
        bench.set("transmitNext_payload", block);
        ask("transmitNext", "transmitNextBlock");
        assertThat(bench.is("transmitNextBlock_payload_held"))
                .as("held %d", block)
                .isEqualTo(ledger.held(block));
        if (ledger.held(block) && ledger.next[block] != BlockLedger.UNKNOWN) {
            assertThat(bench.get("transmitNextBlock_payload_link_block"))
                    .as("block behind %d", block)
                    .isEqualTo(ledger.next[block]);
        }
    }

    void checkCounts(int pool) {
        bench.set("inspectedPool", pool);
        bench.simulator().step(3);
        assertThat(bench.get("freeBlocks")).as("free blocks").isEqualTo(ledger.free());
        assertThat(bench.get("promised")).as("promised").isEqualTo(ledger.promised());
        assertThat(bench.get("inspectedEntry_reserves_transmit"))
                .isEqualTo(ledger.transmitReserve[pool]);
        assertThat(bench.get("inspectedEntry_reserves_receive"))
                .isEqualTo(ledger.receiveReserve[pool]);
        assertThat(bench.get("inspectedEntry_counts_transmit"))
                .isEqualTo(ledger.transmitCount[pool]);
        assertThat(bench.get("inspectedEntry_counts_receive")).isEqualTo(ledger.receiveCount[pool]);
        assertThat(bench.get("inspectedEntry_limits_transmit"))
                .isEqualTo(ledger.transmitLimit[pool]);
        assertThat(bench.get("inspectedEntry_limits_receive")).isEqualTo(ledger.receiveLimit[pool]);
    }
}
