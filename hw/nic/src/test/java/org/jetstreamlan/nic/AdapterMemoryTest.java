package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.lib.Axi4.SLVERR;

import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bits turn over in each memory of an adapter: what the host and the other station see of it.
class AdapterMemoryTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small().injecting();
    private static final int BLOCKS = PARAMETERS.blocks();
    private static final Model MODEL = Bench.compile(() -> new Adapter(PARAMETERS));
    private static final int CHANNEL = 0x345;
    private static final int POOL = 7;
    private static final int OTHER_POOL = 8;

    private final Random random = Bench.random("adapter-memory");
    private final AdapterRing ring = new AdapterRing(MODEL, PARAMETERS, 2);
    private final AdapterBench sender = ring.station(0);
    private final AdapterBench receiver = ring.station(1);

    @AfterEach
    void close() {
        ring.close();
    }

    @BeforeEach
    void open() {
        ring.start();
        for (int pool : new int[] {POOL, OTHER_POOL}) {
            sender.pool(pool, BLOCKS, BLOCKS, false);
            receiver.pool(pool, BLOCKS, BLOCKS, false);
        }
        receiver.associate(StationVci.of(1, CHANNEL), POOL);
    }

    private int[] words(int count) {
        return random.ints(count).toArray();
    }

    private static void inject(AdapterBench at, MemoryKind memory, int flip) {
        at.write(
                Registers.MEMORY_INJECT,
                Registers.MEMORY_INJECT_MEMORY.of(memory.ordinal())
                        | Registers.MEMORY_INJECT_FLIP.of(flip));
    }

    private CompletionResult send(int block, int words) {
        int atm = AtmHeader.endOfPdu(StationVci.of(1, CHANNEL)).word();
        sender.send(new TransmitDescriptor(block, true, false, 4 * words, atm, 1));
        sender.ring();
        var completion = sender.completion();
        if (completion.result() == CompletionResult.MEMORY_ERROR) {
            assertThat(FrameStatus.accepted(completion.status())).isFalse();
        }
        ring.run(200);
        return completion.result();
    }

    private static void assertError(
            AdapterBench at, MemoryKind memory, int place, Counter counter) {
        int error = at.read(Registers.MEMORY_ERROR);
        assertThat(Registers.MEMORY_ERROR_VALID.isSet(error)).isTrue();
        assertThat(Registers.MEMORY_ERROR_MEMORY.get(error)).isEqualTo(memory.ordinal());
        assertThat(Registers.MEMORY_ERROR_PLACE.get(error)).isEqualTo(place);
        assertThat(at.count(counter)).isPositive();
        assertThat(Registers.INTERRUPT_MEMORY.isSet(at.read(Registers.INTERRUPT_STATUS))).isTrue();
    }

    private static void assertNoError(AdapterBench at) {
        assertThat(Registers.MEMORY_ERROR_VALID.isSet(at.read(Registers.MEMORY_ERROR))).isFalse();
    }

    private int slverr(AdapterBench at, int address, int words) {
        var transfer = at.window.read(address, new int[words]);
        while (!at.window.isIdle()) {
            ring.run(1);
        }
        return transfer.response();
    }

    // ---- block memory

    @Test
    void aFrameWithABrokenCellIsCutAndNotDelivered() {
        int block = sender.store(POOL, words(40)).getFirst();
        inject(sender, MemoryKind.BLOCKS, 0x40);
        sender.copyIn(block * PARAMETERS.blockBytes() + 48, words(2));
        assertThat(send(block, 40)).isEqualTo(CompletionResult.MEMORY_ERROR);
        assertError(sender, MemoryKind.BLOCKS, block * 256 + 6, Counter.BLOCK_ERROR);
        assertThat(receiver.count(Counter.DELIVERED)).isZero();
        assertThat(receiver.count(Counter.DROP_ABORTED)).isEqualTo(1);
        sender.copyIn(block * PARAMETERS.blockBytes() + 48, words(2));
        assertThat(send(block, 40)).isEqualTo(CompletionResult.RETURNED);
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(1);
    }

    @Test
    void theLastWordOfAFrameMayBeTheBrokenOne() {
        int block = sender.store(POOL, words(13)).getFirst();
        inject(sender, MemoryKind.BLOCKS, 0x01);
        sender.copyIn(block * PARAMETERS.blockBytes() + 48, words(1));
        assertThat(send(block, 13)).isEqualTo(CompletionResult.MEMORY_ERROR);
        assertThat(receiver.count(Counter.DROP_ABORTED)).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            assertThat(send(block, 12)).isEqualTo(CompletionResult.RETURNED);
        }
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(3);
    }

    @Test
    void aHostReadOfABrokenCellAnswersSlverrForTheWordsThatAreBroken() {
        int block = sender.store(POOL, words(8)).getFirst();
        int base = block * PARAMETERS.blockBytes();
        inject(sender, MemoryKind.BLOCKS, 0x10);
        sender.copyIn(base + 8, words(2));
        assertThat(slverr(sender, base + 8, 1)).isZero();
        assertNoError(sender);
        assertThat(slverr(sender, base, 3)).isZero();
        assertThat(slverr(sender, base + 12, 1)).isEqualTo(SLVERR);
        assertError(sender, MemoryKind.BLOCKS, block * 256 + 1, Counter.BLOCK_ERROR);
        assertThat(slverr(sender, base + 16, 4)).isZero();
    }

    @Test
    void aReceivedFramesBrokenCellIsSeenByTheHost() {
        int block = sender.store(POOL, words(40)).getFirst();
        inject(receiver, MemoryKind.BLOCKS, 0x01);
        assertThat(send(block, 40)).isEqualTo(CompletionResult.RETURNED);
        var event = receiver.event();
        int base = event.firstBlock() * PARAMETERS.blockBytes();
        assertThat(slverr(receiver, base, 1)).isEqualTo(SLVERR);
        assertThat(slverr(receiver, base + 4, 39)).isZero();
        assertError(receiver, MemoryKind.BLOCKS, event.firstBlock() * 256, Counter.BLOCK_ERROR);
    }

    // ---- tables of the block manager

    @Test
    void aBrokenLinkEndsAFrameAndAnswersSlverr() {
        List<Integer> blocks = sender.store(POOL, words(600));
        inject(sender, MemoryKind.CHAIN, 0x04);
        sender.copyIn(Window.chain(blocks.getFirst()), blocks.getLast());
        assertThat(slverr(sender, Window.chain(blocks.getFirst()), 1)).isEqualTo(SLVERR);
        assertError(sender, MemoryKind.CHAIN, blocks.getFirst(), Counter.TABLE_ERROR);
        assertThat(send(blocks.getFirst(), 600)).isEqualTo(CompletionResult.MEMORY_ERROR);
        assertThat(receiver.count(Counter.DROP_ABORTED)).isEqualTo(1);
        sender.copyIn(Window.chain(blocks.getFirst()), blocks.getLast());
        assertThat(send(blocks.getFirst(), 600)).isEqualTo(CompletionResult.RETURNED);
    }

    /// The list is broken behind the block that was freed last: it ends there, and goes on with what is freed later.
    @Test
    void behindABrokenLinkTheFreeListEnds() {
        int first = sender.allocate(POOL);
        int second = sender.allocate(POOL);
        inject(sender, MemoryKind.CHAIN, 0x01);
        sender.free(first);
        assertThat(sender.allocate(OTHER_POOL)).isEqualTo(first);
        assertError(sender, MemoryKind.CHAIN, first, Counter.TABLE_ERROR);
        assertThat(sender.freeBlocks()).isZero();
        int answer = sender.read(Registers.ALLOC.offset(POOL));
        assertThat(Registers.ALLOC_REASON_FIELD.get(answer)).isEqualTo(Registers.REASON_NO_BLOCK);
        sender.free(second);
        assertThat(sender.allocate(OTHER_POOL)).isEqualTo(second);
        assertThat(sender.read(Registers.ALLOC.offset(POOL))).isNegative();
    }

    /// The second block of a frame is linked when it is granted; so the first one's link is the write that is hit.
    @Test
    void aDeliveryEndsBeforeABrokenLink() {
        List<Integer> blocks = sender.store(POOL, words(1_200));
        inject(receiver, MemoryKind.CHAIN, 0x02);
        assertThat(send(blocks.getFirst(), 1_200)).isEqualTo(CompletionResult.RETURNED);
        var event = receiver.event();
        assertThat(event.blocks()).isEqualTo(3);
        assertError(receiver, MemoryKind.CHAIN, event.firstBlock(), Counter.TABLE_ERROR);
        assertThat(slverr(receiver, Window.chain(event.firstBlock()), 1)).isEqualTo(SLVERR);
        int refused = receiver.count(Counter.FREE_REFUSED);
        for (int block = 0; block < BLOCKS; block++) {
            receiver.free(block);
        }
        assertThat(receiver.count(Counter.FREE_REFUSED) - refused)
                .as("one block alone was handed over")
                .isEqualTo(BLOCKS - 1);
        assertThat(receiver.freeBlocks()).isEqualTo(BLOCKS - 2);
    }

    @Test
    void aBlockWhoseOwnerIsUnknownIsNeitherSentNorFreedNorLinked() {
        inject(sender, MemoryKind.OWNER, 0x08);
        int block = sender.allocate(POOL);
        assertThat(send(block, 20)).isEqualTo(CompletionResult.MEMORY_ERROR);
        assertError(sender, MemoryKind.OWNER, block, Counter.TABLE_ERROR);
        assertThat(sender.count(Counter.OWN_RETURNED)).as("nothing was sent").isZero();
        sender.free(block);
        sender.copyIn(Window.chain(block), 5);
        assertThat(sender.copyOut(Window.chain(block), 1)[0]).isEqualTo(block + 1);
        assertThat(sender.count(Counter.FREE_REFUSED)).isEqualTo(1);
        assertThat(sender.freeBlocks()).isEqualTo(BLOCKS - 1);
    }

    /// What waited is lost until RESET; what comes later is taken, and other pools go on.
    @Test
    void aListOfWaitingFramesThatIsBrokenEnds() {
        receiver.write(Registers.POOL_INDEX, POOL);
        receiver.write(Registers.POOL_POLICY, Registers.POOL_POLICY_DROP_OLD.mask());
        int block = sender.store(POOL, words(20)).getFirst();
        inject(receiver, MemoryKind.WAITING, 0x02);
        send(block, 20);
        assertNoError(receiver);
        assertThat(receiver.read(Registers.CLAIM.offset(POOL))).isZero();
        assertError(receiver, MemoryKind.WAITING, POOL, Counter.TABLE_ERROR);
        send(block, 20);
        assertThat(receiver.count(Counter.DELIVERED)).as("it was claimed").isEqualTo(1);
        send(block, 20);
        assertThat(receiver.read(Registers.CLAIM.offset(POOL)))
                .isEqualTo(Registers.CLAIM_GIVEN.mask());
        assertThat(receiver.freeBlocks()).isEqualTo(BLOCKS - 3);
    }

    /// What a pool holds is not known any more: it gets nothing, neither to send nor to receive; what it gives back is there for others, whose counts and
    /// reserves are as they were.
    @Test
    void aPoolWhoseCountsAreLostGetsNoBlockUntilReset() {
        assertThat(receiver.reserve(OTHER_POOL, 3, 2))
                .isEqualTo(
                        Registers.POOL_RESERVE_TRANSMIT.of(3)
                                | Registers.POOL_RESERVE_RECEIVE.of(2));
        int sent = sender.store(POOL, words(20)).getFirst();
        int first = receiver.allocate(POOL);
        inject(receiver, MemoryKind.POOL, 0x01);
        int second = receiver.allocate(POOL);
        assertNoError(receiver);

        int answer = receiver.read(Registers.ALLOC.offset(POOL));
        assertThat(Registers.ALLOC_REFUSED.isSet(answer)).isTrue();
        assertThat(Registers.ALLOC_REASON_FIELD.get(answer)).isEqualTo(Registers.REASON_LIMIT);
        assertError(receiver, MemoryKind.POOL, POOL, Counter.TABLE_ERROR);
        receiver.write(Registers.MEMORY_ERROR, 0);
        send(sent, 20);
        assertThat(receiver.count(Counter.DROP_POOL_LIMIT)).isEqualTo(1);
        assertError(receiver, MemoryKind.POOL, POOL, Counter.TABLE_ERROR);
        assertThat(receiver.reserve(POOL, 1, 1)).as("no reserve either").isZero();

        receiver.free(first);
        receiver.free(second);
        ring.run(20);
        assertThat(receiver.freeBlocks()).isEqualTo(BLOCKS);
        assertThat(receiver.count(Counter.FREE_REFUSED)).isZero();
        assertThat(receiver.read(Registers.POOL_PROMISED)).isEqualTo(5);
        for (int i = 0; i < BLOCKS - 2; i++) {
            receiver.allocate(OTHER_POOL);
        }
        assertThat(receiver.read(Registers.ALLOC.offset(POOL))).isNegative();
        assertThat(receiver.transmitCount(OTHER_POOL)).isEqualTo(BLOCKS - 2);

        receiver.reset();
        receiver.pool(POOL, BLOCKS, 0, false);
        for (int i = 0; i < BLOCKS; i++) {
            receiver.allocate(POOL);
        }
    }

    // ---- VCI table

    @Test
    void aBrokenEntryMatchesNoVciUntilItIsWrittenAnew() {
        int vci = StationVci.of(1, CHANNEL);
        inject(receiver, MemoryKind.VCI, 0x01);
        receiver.associate(vci, OTHER_POOL);
        int block = sender.store(POOL, words(20)).getFirst();
        send(block, 20);
        assertError(receiver, MemoryKind.VCI, vci, Counter.VCI_ERROR);
        assertThat(receiver.count(Counter.DROP_UNKNOWN_VCI)).isEqualTo(1);
        assertThat(receiver.freeBlocks()).isEqualTo(BLOCKS);
        receiver.write(Registers.VCI_INDEX, Registers.VCI_INDEX_SET.of(VciHash.set(vci, 0, 4)));
        receiver.command(Registers.VCI_COMMAND_READ);
        assertThat(Registers.VCI_COMMAND_BROKEN.isSet(receiver.read(Registers.VCI_COMMAND)))
                .isTrue();

        receiver.associate(vci, OTHER_POOL);
        receiver.command(Registers.VCI_COMMAND_READ);
        assertThat(Registers.VCI_COMMAND_BROKEN.isSet(receiver.read(Registers.VCI_COMMAND)))
                .isFalse();
        send(block, 20);
        assertThat(receiver.event().pool()).isEqualTo(OTHER_POOL);
    }

    /// The other VCI's look-up meets it, too: it is told, and does no harm.
    @Test
    void aBrokenEntryOfAnotherVciIsToldOf() {
        int vci = StationVci.of(1, CHANNEL);
        int set = VciHash.set(vci, 2, 4);
        inject(receiver, MemoryKind.VCI, 0x80);
        receiver.entry(StationVci.of(1, 0x999), 2, set, OTHER_POOL, true);
        int block = sender.store(POOL, words(20)).getFirst();
        send(block, 20);
        assertThat(receiver.event().verdict()).isEqualTo(CrcVerdict.GOOD);
        assertError(receiver, MemoryKind.VCI, vci, Counter.VCI_ERROR);
    }

    // ---- registers

    @Test
    void theFirstErrorIsKeptUntilItIsForgotten() {
        int block = sender.store(POOL, words(8)).getFirst();
        int base = block * PARAMETERS.blockBytes();
        for (int cell = 0; cell < 2; cell++) {
            inject(sender, MemoryKind.BLOCKS, 0x01);
            sender.copyIn(base + 8 * cell, words(2));
        }
        slverr(sender, base, 1);
        slverr(sender, base + 8, 1);
        assertError(sender, MemoryKind.BLOCKS, block * 256, Counter.BLOCK_ERROR);
        assertThat(sender.count(Counter.BLOCK_ERROR)).isEqualTo(2);
        sender.write(Registers.MEMORY_ERROR, 0);
        assertNoError(sender);
        slverr(sender, base + 8, 1);
        assertError(sender, MemoryKind.BLOCKS, block * 256 + 1, Counter.BLOCK_ERROR);
    }

    @Test
    void aResetMendsTheTables() {
        inject(sender, MemoryKind.OWNER, 0xFF);
        sender.allocate(POOL);
        sender.reset();
        sender.pool(POOL, BLOCKS, 0, false);
        for (int i = 0; i < BLOCKS; i++) {
            sender.free(sender.allocate(POOL));
        }
        assertThat(sender.count(Counter.FREE_REFUSED)).isZero();
        assertNoError(sender);
    }
}
