package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipPtag;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViState;

/// Descriptors with each field right, nearly right, or any, on both work queues of both ends of a connection. What may not be written must stay as it was.
///
/// ```
/// 0x0000  gap: not registered
/// 0x1000  open: registered with all rights; receives, sends and RDMA name it
/// 0x3000  gap
/// 0x4000  shut: registered without rights, named by no receive
/// 0x6000  gap
/// 0x7000  foreign: registered with all rights, of another tag
/// 0x8000  gap
/// ```
final class DescriptorFuzz {
    private static final int OPEN_AT = 0x1000;
    private static final int OPEN_BYTES = 0x2000;
    private static final int SHUT_AT = 0x4000;
    private static final int FOREIGN_AT = 0x7000;
    private static final int BYTES = 0x9000;
    private static final int SLOTS = 64;
    private static final int LOOK = 256;

    private final ViaBench bench;
    private final Random random;
    private final Side near;
    private final Side far;

    /// Whether the descriptor that is being made may have anything wrong.
    private boolean wild;

    /// A host's memory, and what it was.
    private final class Side {
        final ViaHost host;
        final MemorySegment memory = Arena.ofAuto().allocate(BYTES, 4_096);
        final MemorySegment before = Arena.ofAuto().allocate(BYTES, 4_096);
        final int open;
        final int shut;
        final int foreign;

        Side(ViaHost host) {
            this.host = host;
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, BYTES);
            before.copyFrom(memory);
            open = register(OPEN_AT, OPEN_BYTES, host.tag(), true);
            shut = register(SHUT_AT, OPEN_BYTES, host.tag(), false);
            foreign = register(FOREIGN_AT, 0x1000, host.ptag(), true);
        }

        private int register(int at, int bytes, VipPtag tag, boolean rights) {
            var handle = new VipOut<Integer>();
            host.nic()
                    .registerMem(
                            memory.asSlice(at, bytes),
                            new VipMemAttributes(tag, rights, rights),
                            handle);
            return handle.value();
        }

        void check(long count) {
            for (int at = 0; at < BYTES; at++) {
                boolean may = at >= OPEN_AT && at < OPEN_AT + OPEN_BYTES;
                if (!may
                        && memory.get(ValueLayout.JAVA_BYTE, at)
                                != before.get(ValueLayout.JAVA_BYTE, at)) {
                    throw new AssertionError(
                            "within %,d descriptors byte %#x of host %d was written"
                                    .formatted(count, at, host.station()));
                }
            }
        }

        /// Mostly a place in the open memory or at its borders.
        long address() {
            int within =
                    switch (wild ? random.nextInt(8) : 8) {
                        case 0 -> OPEN_AT - random.nextInt(64);
                        case 1 -> OPEN_AT + OPEN_BYTES - random.nextInt(64);
                        case 2 -> random.nextInt(BYTES);
                        case 3 -> random.nextInt();
                        default -> OPEN_AT + random.nextInt(OPEN_BYTES - 200);
                    };
            return wild && random.nextInt(64) == 0 ? random.nextLong() : memory.address() + within;
        }

        /// @param others whether the shut memory's may be among them
        int handle(boolean others) {
            return switch (wild ? random.nextInt(16) : 16) {
                case 0 -> foreign;
                case 1 -> open ^ 1 << random.nextInt(Integer.SIZE);
                case 2 -> random.nextInt();
                case 3 -> others ? shut : 0;
                default -> open;
            };
        }
    }

    DescriptorFuzz(ViaBench bench) {
        this.bench = bench;
        random = bench.random();
        near = new Side(bench.near());
        far = new Side(bench.far());
    }

    private int length() {
        return switch (wild ? random.nextInt(16) : 16) {
            case 0 -> random.nextInt();
            case 1, 2, 3 -> random.nextInt(OPEN_BYTES + 64);
            case 4 -> 0;
            default -> random.nextInt(200);
        };
    }

    private VipDescriptor descriptor(Side own, Side other, boolean receive) {
        int slot = random.nextInt(SLOTS);
        wild = random.nextInt(4) == 0;
        int control =
                switch (random.nextInt(receive ? 16 : 4)) {
                    case 0 -> wild ? random.nextInt(16) : 0;
                    case 1 -> receive ? 0 : VipDescriptor.OP_RDMAWRITE;
                    case 2 -> receive ? 0 : VipDescriptor.OP_RDMAREAD;
                    default -> 0;
                };
        if (wild && random.nextInt(100) == 0) {
            control = random.nextInt();
        }
        int count = wild && random.nextInt(50) == 0 ? random.nextInt(20) : random.nextInt(4);
        var descriptor = own.host.memory().descriptor(slot, control & 0xFFFF, 0);
        if ((control & VipDescriptor.OP_MASK) != 0 && !(wild && random.nextInt(32) == 0)) {
            descriptor.remote(other.address(), other.handle(true));
        }
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int bytes = length();
            descriptor.data(own.address(), own.handle(false), bytes);
            sum += bytes;
        }
        var memory = own.host.memory().segment();
        long at = (long) slot * ViaMemory.SLOT_BYTES;
        memory.set(
                ValueLayout.JAVA_INT,
                at + VipDescriptor.LENGTH_AT,
                wild && random.nextInt(16) == 0 ? random.nextInt() : sum);
        if (wild && random.nextInt(100) == 0) {
            int field = 4 * random.nextInt(7);
            memory.set(ValueLayout.JAVA_INT, at + field, random.nextInt());
        }
        return descriptor;
    }

    /// @return of the descriptors those that were done without an error
    long run(VipReliability level, long count) {
        var pair = bench.pair(level);
        long good = 0;
        for (long i = 0; i < count; i++) {
            boolean ours = random.nextBoolean();
            boolean receive = random.nextInt(3) == 0;
            var own = ours ? near : far;
            var vi = ours ? pair.client() : pair.server();
            var descriptor = descriptor(own, ours ? far : near, receive);
            int handle = random.nextInt(200) == 0 ? random.nextInt() : own.host.memory().handle();
            if (receive) {
                vi.postRecv(descriptor, handle);
            } else {
                vi.postSend(descriptor, handle);
            }
            if (i % 16 == 15) {
                bench.pass(500);
                good += take(pair.client()) + take(pair.server());
                again(pair);
            }
            if (i % LOOK == LOOK - 1) {
                near.check(i);
                far.check(i);
            }
        }
        bench.turns(10_000);
        near.check(count);
        far.check(count);
        return good;
    }

    private static long take(VipVi vi) {
        var done = new VipOut<VipDescriptor>();
        long good = 0;
        do {
            vi.sendDone(done);
            good += isGood(done) ? 1 : 0;
        } while (!done.isEmpty());
        do {
            vi.recvDone(done);
            good += isGood(done) ? 1 : 0;
        } while (!done.isEmpty());
        return good;
    }

    private static boolean isGood(VipOut<VipDescriptor> done) {
        return !done.isEmpty() && (done.value().status() & VipDescriptor.ERROR_MASK) == 0;
    }

    /// A connection that is over is made again; one whose sends wait for receives that do not come, too.
    private void again(ViaBench.Pair pair) {
        boolean over =
                ViaHost.stateOf(pair.client()) != VipViState.CONNECTED
                        || ViaHost.stateOf(pair.server()) != VipViState.CONNECTED
                        || random.nextInt(64) == 0;
        if (over) {
            pair.client().disconnect();
            pair.server().disconnect();
            take(pair.client());
            take(pair.server());
            bench.connect(pair.client(), pair.server());
        }
    }

    static void run(ViaBench bench) {
        int count = Integer.getInteger("jetstream.via.fuzz", 6_000);
        long good = 0;
        for (var level : VipReliability.values()) {
            good += new DescriptorFuzz(bench).run(level, count / 3);
        }
        expect(good > count / 20, "%,d of %,d are good".formatted(good, count));
    }
}
