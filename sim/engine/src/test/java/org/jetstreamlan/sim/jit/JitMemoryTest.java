package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Memories: numbers 5, 15 and 20 to 23 of `docs/semantics.md`.
final class JitMemoryTest {
    /// One write and one synchronous read port, and an asynchronous read.
    private static ModuleBuilder memory(int width, int depth, ReadUnderWrite policy) {
        ModuleBuilder module = new ModuleBuilder("OneMemory");
        BigInteger first = BigInteger.valueOf(11);
        BigInteger second = BigInteger.ONE.shiftLeft(width - 1);
        int memory = module.memory("cells", width, depth, width, policy, List.of(first, second));
        int data = module.readData(memory, 0);
        module.write(
                memory,
                module.read(module.input("write", 1)),
                module.read(module.input("to", 5)),
                module.read(module.input("value", width)));
        int from = module.read(module.input("from", 5));
        module.readPort(memory, module.read(module.input("read", 1)), from, data);
        module.output("data", width, module.read(data));
        module.output("now", width, module.memoryRead(memory, from));
        return module;
    }

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 8, 32, 63, 64, 65, 128, 200})
    void powerUpIsInitThenZero(int width) {
        try (Bench bench = new Bench(memory(width, 20, ReadUnderWrite.READ_FIRST))) {
            assertThat(bench.cell("cells", 1)).isEqualTo(BigInteger.ONE.shiftLeft(width - 1));
            assertThat(bench.cell("cells", 2)).isZero();
            assertThat(bench.poke("from", 1).peekWide("now"))
                    .isEqualTo(BigInteger.ONE.shiftLeft(width - 1));
        }
    }

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 8, 32, 63, 64, 65, 128, 200})
    void whatIsWrittenIsRead(int width) {
        try (Bench bench = new Bench(memory(width, 20, ReadUnderWrite.READ_FIRST))) {
            BigInteger value = Patterns.values(width).getLast();
            bench.poke("write", 1).poke("to", 17).poke("value", value).step();
            bench.poke("write", 0).poke("read", 1).poke("from", 17);
            assertThat(bench.peekWide("now")).isEqualTo(value);
            assertThat(bench.step().peekWide("data")).isEqualTo(value);
            assertThat(bench.cell("cells", 17)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @CsvSource({"READ_FIRST, 11", "WRITE_FIRST, 99", "UNDEFINED, 11"})
    void readUnderWriteIsAsDeclared(ReadUnderWrite policy, long expected) {
        try (Bench bench = new Bench(memory(8, 20, policy))) {
            bench.poke("write", 1).poke("to", 0).poke("value", 99);
            bench.poke("read", 1).poke("from", 0).step();
            assertThat(bench.peek("data")).isEqualTo(expected);
            assertThat(bench.peek("now")).isEqualTo(99);
        }
    }

    @Test
    void readDataHoldsWhileItsEnableIsZero() {
        try (Bench bench = new Bench(memory(8, 20, ReadUnderWrite.WRITE_FIRST))) {
            bench.poke("read", 1).poke("from", 0).step();
            bench.poke("read", 0).poke("from", 1).step().step();
            assertThat(bench.peek("data")).isEqualTo(11);
            assertThat(bench.poke("read", 1).step().peek("data")).isEqualTo(0x80);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100})
    void beyondTheDepthReadsZeroAndWritesNothing(int width) {
        try (Bench bench = new Bench(memory(width, 20, ReadUnderWrite.READ_FIRST))) {
            bench.poke("write", 1)
                    .poke("to", 20)
                    .poke("value", BigInteger.ONE)
                    .poke("read", 1)
                    .step();
            assertThat(bench.peekWide("data")).isEqualTo(BigInteger.valueOf(11));
            bench.poke("from", 20).step();
            assertThat(bench.peekWide("data")).isZero();
            assertThat(bench.peekWide("now")).isZero();
            for (int i = 2; i < 20; i++) {
                assertThat(bench.cell("cells", i)).isZero();
            }
        }
    }

    @Test
    void addressesOfAnyWidthAreOutOfRangeNotWrapped() {
        ModuleBuilder module = new ModuleBuilder("Wide");
        int memory =
                module.memory("cells", 8, 4, 8, ReadUnderWrite.READ_FIRST, List.of(BigInteger.TWO));
        int address = module.read(module.input("address", 70));
        module.write(memory, module.literal(1, 1), address, module.literal(7, 8));
        module.output("now", 8, module.memoryRead(memory, address));
        try (Bench bench = new Bench(module)) {
            bench.poke("address", BigInteger.ONE.shiftLeft(64));
            assertThat(bench.peek("now")).isZero();
            assertThat(bench.step().cell("cells", 0)).isEqualTo(BigInteger.TWO);
            bench.poke("address", BigInteger.ONE.shiftLeft(33)).step();
            assertThat(bench.cell("cells", 0)).isEqualTo(BigInteger.TWO);
            assertThat(bench.poke("address", BigInteger.ZERO).step().peek("now")).isEqualTo(7);
        }
    }

    @Test
    void ofTwoWritesToOneCellTheLaterPortWins() {
        ModuleBuilder module = new ModuleBuilder("TwoPorts");
        int memory = module.memory("cells", 16, 4, 8, ReadUnderWrite.WRITE_FIRST, List.of());
        int on = module.literal(1, 1);
        int at = module.literal(2, 2);
        int data = module.readData(memory, 0);
        module.write(memory, on, at, module.literal(0x1111, 16));
        module.write(
                memory,
                module.read(module.input("second", 1)),
                at,
                module.literal(0x2222, 16),
                module.read(module.input("mask", 2)));
        module.readPort(memory, on, at, data);
        module.output("data", 16, module.read(data));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.step().peek("data")).isEqualTo(0x1111);
            assertThat(bench.poke("second", 1).step().peek("data")).isEqualTo(0x1111);
            assertThat(bench.poke("mask", 1).step().peek("data")).isEqualTo(0x1122);
            assertThat(bench.poke("mask", 3).step().peek("data")).isEqualTo(0x2222);
        }
    }

    @ParameterizedTest(name = "granules of {0} bits")
    @ValueSource(ints = {1, 4, 5, 20, 50, 64, 70})
    void aMaskBitOfZeroLeavesItsGranuleAlone(int granule) {
        int width = granule * 3;
        ModuleBuilder module = new ModuleBuilder("Masked");
        int memory =
                module.memory(
                        "cells",
                        width,
                        4,
                        granule,
                        ReadUnderWrite.READ_FIRST,
                        List.of(Patterns.ones(width)));
        module.write(
                memory,
                module.literal(1, 1),
                module.literal(0, 2),
                module.read(module.input("value", width)),
                module.read(module.input("mask", 3)));
        try (Bench bench = new Bench(module)) {
            BigInteger expected = Patterns.ones(width);
            BigInteger value = Patterns.values(width).getLast();
            bench.poke("value", value);
            for (int mask : new int[] {0, 2, 5, 7}) {
                bench.poke("mask", mask).step();
                for (int bit = 0; bit < width; bit++) {
                    if ((mask >> (bit / granule) & 1) == 1 && !value.testBit(bit)) {
                        expected = expected.clearBit(bit);
                    }
                }
                assertThat(bench.cell("cells", 0)).isEqualTo(expected);
            }
        }
    }

    @Test
    void writesTakeDataFromBeforeTheEdgeEvenFromTheSameMemory() {
        // Copies cell 0 to cell 1 through the read register: the write sees the register's old
        // value.
        ModuleBuilder module = new ModuleBuilder("Copy");
        int memory =
                module.memory("cells", 8, 2, 8, ReadUnderWrite.READ_FIRST, List.of(BigInteger.TEN));
        int data = module.readData(memory, 0);
        int on = module.literal(1, 1);
        module.readPort(memory, on, module.literal(0, 1), data);
        module.write(memory, on, module.literal(1, 1), module.read(data));
        module.output("data", 8, module.read(data));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.step().cell("cells", 1)).isZero();
            assertThat(bench.step().cell("cells", 1)).isEqualTo(BigInteger.TEN);
        }
    }

    @Test
    void resetLeavesMemoriesAlone() {
        try (Bench bench = new Bench(memory(8, 20, ReadUnderWrite.READ_FIRST))) {
            bench.poke("rst", 1).poke("write", 1).poke("to", 3).poke("value", 5);
            bench.poke("read", 1).poke("from", 0).step();
            assertThat(bench.cell("cells", 3)).isEqualTo(BigInteger.valueOf(5));
            assertThat(bench.peek("data")).isEqualTo(11);
        }
    }

    @Test
    void unknownMemoryOrAddressIsRefused() {
        try (Bench bench = new Bench(memory(8, 20, ReadUnderWrite.READ_FIRST))) {
            assertThatThrownBy(() -> bench.cell("cell", 0)).hasMessageContaining("cells");
            assertThatThrownBy(() -> bench.cell("cells", 20)).hasMessageContaining("20 cells");
        }
    }
}
