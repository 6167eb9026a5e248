package org.jetstreamlan.sim.semantics;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;

/// Memories: sentences 20 to 23, and 40.
class SemanticsMemoriesTest {
    private static final class Port extends Module {
        private final ReadUnderWrite policy;
        final Bool write = input(bool());
        final UInt writeAddress = input(uint(3));
        final Bits data = input(bits(16));
        final Bool enable = input(bool());
        final UInt readAddress = input(uint(3));
        final Bits later = output(bits(16));
        final Bits now = output(bits(16));

        Port(ReadUnderWrite policy) {
            this.policy = policy;
            super();
        }

        @Override
        protected void build() {
            Mem<Bits> cells = mem(bits(16), 8, policy);
            when(write, () -> cells.write(writeAddress, data));
            later.assign(cells.read(readAddress, enable));
            now.assign(cells.readAsync(readAddress));
        }
    }

    @OnEveryEngine
    void s20ASynchronousReadHoldsWhileItsEnableIsZero(Subject subject) {
        for (var policy : ReadUnderWrite.values()) {
            try (var bench = subject.run(() -> new Port(policy))) {
                bench.poke("write", 1).poke("writeAddress", 2).poke("data", 0x1234).step();
                bench.poke("write", 0).poke("readAddress", 2).poke("enable", 1).step();
                bench.expect("later", 0x1234);
                bench.poke("enable", 0).poke("readAddress", 3).step().expect("later", 0x1234);
                bench.poke("write", 1).poke("data", 0x9999).step().expect("later", 0x1234);
                bench.poke("readAddress", 2).poke("data", 0x1111).step().expect("later", 0x1234);
                bench.poke("write", 0).poke("enable", 1).step().expect("later", 0x1111);
            }
        }
    }

    @OnEveryEngine
    void s21AReadUnderWriteGivesWhatThePolicySays(Subject subject) {
        for (var policy :
                new ReadUnderWrite[] {ReadUnderWrite.READ_FIRST, ReadUnderWrite.WRITE_FIRST}) {
            try (var bench = subject.run(() -> new Port(policy))) {
                bench.poke("write", 1).poke("writeAddress", 5).poke("data", 0xAAAA).step();
                bench.poke("data", 0xBBBB).poke("readAddress", 5).poke("enable", 1).step();
                bench.expect("later", policy == ReadUnderWrite.READ_FIRST ? 0xAAAA : 0xBBBB);
                bench.poke("writeAddress", 4).step().expect("later", 0xBBBB);
            }
        }
    }

    @OnEveryEngine
    void s22AnAsynchronousReadGivesThePresentCell(Subject subject) {
        for (var policy : ReadUnderWrite.values()) {
            try (var bench = subject.run(() -> new Port(policy))) {
                bench.poke("write", 1).poke("writeAddress", 7).poke("data", 0x4321);
                bench.poke("readAddress", 7).expect("now", 0).step().expect("now", 0x4321);
                bench.poke("readAddress", 6).expect("now", 0);
            }
        }
    }

    private static final class Writers extends Module {
        final Bool first = input(bool());
        final Bool second = input(bool());
        final UInt firstAddress = input(uint(2));
        final UInt secondAddress = input(uint(2));
        final Bits firstData = input(bits(12));
        final Bits secondData = input(bits(12));
        final Bits firstMask = input(bits(3));
        final Bits secondMask = input(bits(3));

        @Override
        protected void build() {
            Mem<Bits> cells = mem(bits(12), 4, ReadUnderWrite.READ_FIRST);
            when(first, () -> cells.write(firstAddress, firstData, firstMask));
            when(second, () -> cells.write(secondAddress, secondData, secondMask));
            var seen = output(bits(12));
            seen.assign(cells.readAsync(firstAddress));
        }
    }

    @OnEveryEngine
    void s23TheLaterPortWinsAndAMaskBitOfZeroLeavesItsGranule(Subject subject) {
        try (var bench = subject.run(Writers::new)) {
            bench.poke("first", 1).poke("firstData", 0x123).poke("firstMask", 0b111).step();
            bench.expectCell("cells", 0, 0x123);
            bench.poke("firstData", 0x456).poke("firstMask", 0b010).step();
            bench.expectCell("cells", 0, 0x153);
            bench.poke("second", 1).poke("secondData", 0x789).poke("secondMask", 0b110);
            bench.poke("firstMask", 0b011).step().expectCell("cells", 0, 0x786);
            bench.poke("secondAddress", 1).poke("firstMask", 0).step();
            bench.expectCell("cells", 0, 0x786).expectCell("cells", 1, 0x780);
        }
    }

    /// Bytes that are written one by one and two at a time, read one by one and four at a time.
    private static final class Widths extends Module {
        private final ReadUnderWrite policy;
        final Bool write = input(bool());
        final UInt address = input(uint(4));
        final Bits data = input(bits(8));
        final Bits pairMask = input(bits(2));
        final UInt pair = input(uint(3));
        final Bits pairData = input(bits(16));
        final UInt readAddress = input(uint(4));
        final Bool enable = input(bool());
        final UInt group = input(uint(2));
        final Bits narrow = output(bits(8));
        final Bits wide = output(bits(32));
        final Bits now = output(bits(32));

        Widths(ReadUnderWrite policy) {
            this.policy = policy;
            super();
        }

        @Override
        protected void build() {
            Mem<Bits> bytes = mem(bits(8), 12, policy);
            when(write, () -> bytes.write(address, data));
            bytes.wide(2).write(pair, vec(2, bits(8)).fromBits(pairData), pairMask);
            narrow.assign(bytes.read(readAddress));
            wide.assign(bytes.wide(4).read(group, enable).asBits());
            now.assign(bytes.wide(4).readAsync(group).asBits());
        }
    }

    @OnEveryEngine
    void s40AWidePortIsTheNarrowPortsOfItsCellsTheFirstAtTheLowEnd(Subject subject) {
        for (var policy :
                new ReadUnderWrite[] {ReadUnderWrite.READ_FIRST, ReadUnderWrite.WRITE_FIRST}) {
            try (var bench = subject.run(() -> new Widths(policy))) {
                bench.poke("pairMask", 0b11).poke("pair", 2).poke("pairData", 0x5544).step();
                bench.expectCell("bytes", 4, 0x44).expectCell("bytes", 5, 0x55);
                bench.poke("pair", 3).poke("pairData", 0x7766).poke("group", 1);
                bench.expect("now", 0x5544).poke("enable", 1).step();
                boolean old = policy == ReadUnderWrite.READ_FIRST;
                bench.expect("wide", old ? 0x5544 : 0x7766_5544).expect("now", 0x7766_5544);
                bench.poke("pairMask", 0b10).poke("pairData", 0xAABB).poke("readAddress", 6).step();
                bench.expect("narrow", 0x66).expect("now", 0xAA66_5544L);
                bench.poke("enable", 0).poke("pairMask", 0b01).poke("pairData", 0xCCDD);
                bench.poke("write", 1).poke("address", 7).poke("data", 0x99).step();
                bench.expect("now", 0x99DD_5544L).expect("wide", old ? 0x7766_5544 : 0xAA66_5544L);
                bench.poke("pairMask", 0b11).poke("pair", 4).poke("pairData", 0x2211);
                bench.poke("address", 8).step().poke("group", 2);
                bench.expect("now", 0x2211).poke("group", 3).expect("now", 0);
            }
        }
    }
}
