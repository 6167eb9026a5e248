package org.jetstreamlan.sim.semantics;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;

/// Memories: sentences 20 to 23.
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
}
