package org.jetstreamlan.nic.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.lib.Axi4.OKAY;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.axi.Axi4Manager;
import org.jetstreamlan.sim.axi.Axi4Transfer.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The window's channels clock by clock: order of data and response, back-pressure, reset.
class WindowHandshakeTest {
    private final WindowRig rig = new WindowRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private boolean peek(String path) {
        return rig.simulator.peek(rig.probe(path)) != 0;
    }

    private void offerWrite(long address, int beats) {
        rig.poke("s_axi_awvalid", 1);
        rig.poke("s_axi_awaddr", address);
        rig.poke("s_axi_awlen", beats - 1);
        rig.poke("s_axi_awsize", 2);
        rig.poke("s_axi_awburst", 1);
    }

    private void offerBeat(long data, boolean last) {
        rig.poke("s_axi_wvalid", 1);
        rig.poke("s_axi_wdata", data);
        rig.poke("s_axi_wstrb", 15);
        rig.poke("s_axi_wlast", last ? 1 : 0);
    }

    @Test
    void responseIsNotVisibleBeforeTheData() {
        rig.poke("ringRead_valid", 1);
        rig.poke("ringWrite_valid", 1);
        rig.poke("ringWrite_payload_address", 100);
        offerWrite(0x40, 1);
        offerBeat(0xCAFE, true);
        rig.simulator.step();
        rig.poke("s_axi_awvalid", 0);
        rig.poke("s_axi_wvalid", 0);
        for (int i = 0; i < 20; i++) {
            assertThat(peek("s_axi_bvalid")).as("clock %d, memory taken by the ring", i).isFalse();
            rig.simulator.step();
        }
        rig.poke("ringWrite_valid", 0);
        int waited = 0;
        while (!peek("s_axi_bvalid")) {
            assertThat(waited++).isLessThan(5);
            rig.simulator.step();
        }
        // Who sees the response in this clock asks in the next one at the earliest.
        rig.simulator.step();
        rig.poke("ringRead_payload_address", 8);
        rig.simulator.step();
        assertThat(rig.simulator.peek(rig.probe("ringData")))
                .as("read by the ring side")
                .isEqualTo(0xCAFE);
        assertThat(Bench.bytes(rig.simulator.peekMemory("blocks.cells", 8))).isEqualTo(0xCAFE);
    }

    @Test
    void firstReadBeatComesAsLateAsPromised() {
        rig.write(0x10, 77);
        rig.poke("s_axi_rready", 0);
        rig.poke("s_axi_arvalid", 1);
        rig.poke("s_axi_araddr", 0x10);
        rig.poke("s_axi_arlen", 0);
        rig.poke("s_axi_arsize", 2);
        rig.poke("s_axi_arburst", 1);
        rig.simulator.step();
        rig.poke("s_axi_arvalid", 0);
        int clocks = 1;
        while (!peek("s_axi_rvalid")) {
            rig.simulator.step();
            assertThat(clocks++).isLessThan(20);
        }
        assertThat(clocks).isEqualTo(HostWindow.READ_LATENCY);
    }

    @Test
    void responseComesAsLateAsPromised() {
        offerWrite(0x40, 1);
        rig.simulator.step();
        rig.poke("s_axi_awvalid", 0);
        rig.simulator.step();
        rig.simulator.step();
        offerBeat(1, true);
        rig.simulator.step();
        rig.poke("s_axi_wvalid", 0);
        int clocks = 1;
        while (!peek("s_axi_bvalid")) {
            rig.simulator.step();
            assertThat(clocks++).isLessThan(20);
        }
        assertThat(clocks).isEqualTo(HostWindow.WRITE_LATENCY);
    }

    @Test
    void manyBurstsWithoutASingleResponseTakenLoseNothing() {
        rig.poke("s_axi_bready", 0);
        Probe awready = rig.probe("s_axi_awready");
        Probe wready = rig.probe("s_axi_wready");
        int addresses = 0;
        int beats = 0;
        for (int clock = 0; clock < 200; clock++) {
            offerWrite(8L * addresses, 1);
            offerBeat(beats + 1, true);
            boolean addressTaken = rig.simulator.peek(awready) != 0;
            boolean beatTaken = rig.simulator.peek(wready) != 0;
            rig.simulator.step();
            addresses += addressTaken ? 1 : 0;
            beats += beatTaken ? 1 : 0;
        }
        rig.poke("s_axi_awvalid", 0);
        rig.poke("s_axi_wvalid", 0);
        assertThat(addresses).isBetween(5, 12);
        rig.poke("s_axi_bready", 1);
        int responses = 0;
        for (int clock = 0; clock < 50; clock++) {
            responses += peek("s_axi_bvalid") ? 1 : 0;
            rig.simulator.step();
        }
        int whole = Math.min(addresses, beats);
        assertThat(responses).isEqualTo(whole);
        for (int i = 0; i < whole; i++) {
            assertThat((int) Bench.bytes(rig.simulator.peekMemory("blocks.cells", i)))
                    .isEqualTo(i + 1);
        }
    }

    @Test
    void offeredBeatAndResponseStayUntilTaken() {
        rig.write(0x0, 5, 6);
        rig.host.tick();
        rig.poke("s_axi_rready", 0);
        rig.poke("s_axi_bready", 0);
        offerWrite(0x40, 1);
        offerBeat(1, true);
        rig.poke("s_axi_arvalid", 1);
        rig.poke("s_axi_araddr", 0);
        rig.poke("s_axi_arlen", 1);
        rig.poke("s_axi_arsize", 2);
        rig.poke("s_axi_arburst", 1);
        rig.simulator.step();
        rig.poke("s_axi_awvalid", 0);
        rig.poke("s_axi_wvalid", 0);
        rig.poke("s_axi_arvalid", 0);
        rig.simulator.step(20);
        Random random = new Random(3);
        for (int clock = 0; clock < 100; clock++) {
            assertThat(peek("s_axi_rvalid") && peek("s_axi_bvalid")).isTrue();
            assertThat(rig.simulator.peek(rig.probe("s_axi_rdata"))).isEqualTo(5);
            rig.poke("ringRead_valid", random.nextInt(2));
            rig.poke("ringWrite_valid", random.nextInt(2));
            rig.poke("ringWrite_payload_address", 1_000);
            rig.simulator.step();
        }
    }

    @Test
    void resetInAnyStateLeavesTheWindowReady() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 4; i++) {
                int beats = 1 + random.nextInt(8);
                byte[] lanes = new byte[beats];
                Arrays.fill(lanes, (byte) 0xF);
                rig.host.writeBurst(
                        Shape.incr(beats),
                        random.nextBoolean() ? 0x800 : Window.CHAIN_TABLE,
                        new int[beats],
                        lanes);
                rig.host.readBurst(
                        Shape.incr(beats),
                        random.nextBoolean() ? 0x800 : Window.CHAIN_TABLE,
                        new int[beats]);
            }
            for (int clocks = random.nextInt(60); clocks > 0; clocks--) {
                rig.clock();
            }
            for (String valid : List.of("awvalid", "wvalid", "arvalid", "bready", "rready")) {
                rig.poke("s_axi_" + valid, 0);
            }
            rig.reset();
            rig.host = new Axi4Manager(rig.simulator, "s_axi");
            assertThat(peek("s_axi_bvalid") || peek("s_axi_rvalid")).isFalse();
            int[] words = random.ints(9).toArray();
            assertThat(rig.write(0x104, words)).isEqualTo(OKAY);
            assertThat(rig.read(0x104, 9)).as("round %d", round).isEqualTo(words);
            assertThat(rig.write(Window.CHAIN_TABLE, round % 64)).isEqualTo(OKAY);
            assertThat(rig.read(Window.CHAIN_TABLE, 1)).containsExactly(round % 64);
        }
    }
}
