package org.jetstreamlan.model.adapter;

import java.util.function.Consumer;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.CopyCompletion;
import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.driver.InternetChecksum;

/// Does the copies of the copy ring, in order and each at once, and writes their completions. Of a copy that the bus refuses in part, nothing is copied.
final class CopySide {
    private static final int INDEX_MASK = 0xFFFF;

    /// About what a descriptor and its completion take on the bus.
    private static final int ENTRY_CLOCKS = 16;

    private static final int BYTES_A_CLOCK = 8;

    private final Capabilities sizes;
    private final BlockStore blocks;
    private final HostBus bus;
    private final HostRing descriptors;
    private final HostRing completions;
    private final Consumer<CopyOutcome> ended;
    private int producer;
    private int consumer;
    private int completed;
    private int completionConsumer;

    /// @param ended told of each copy
    CopySide(
            Capabilities sizes,
            BlockStore blocks,
            HostBus bus,
            HostRing descriptors,
            HostRing completions,
            Consumer<CopyOutcome> ended) {
        this.sizes = sizes;
        this.blocks = blocks;
        this.bus = bus;
        this.descriptors = descriptors;
        this.completions = completions;
        this.ended = ended;
    }

    void reset() {
        producer = 0;
        consumer = 0;
        completed = 0;
        completionConsumer = 0;
        descriptors.reset();
        completions.reset();
    }

    /// COPY_CONSUMER.
    int consumer() {
        return consumer;
    }

    /// COPY_COMPLETION_PRODUCER.
    int completionProducer() {
        return completed;
    }

    /// COPY_PRODUCER.
    ///
    /// @return clocks that it takes
    int produced(int index) {
        producer = index;
        return run();
    }

    /// COPY_COMPLETION_CONSUMER.
    ///
    /// @return as [#produced]
    int completionsConsumed(int index) {
        completionConsumer = index;
        return run();
    }

    /// Does what there is to do.
    ///
    /// @return as [#produced]
    int run() {
        int clocks = 0;
        while (consumer != producer
                && descriptors.isUsable()
                && completions.isUsable()
                && (consumer - completionConsumer & INDEX_MASK) < sizes.copyRing()) {
            long at = descriptors.entry(consumer);
            if (at >= 0) {
                consumer = consumer + 1 & INDEX_MASK;
                clocks += ENTRY_CLOCKS + copy(at);
            }
        }
        return clocks;
    }

    private int copy(long at) {
        var memory = bus.memory();
        int word0 = memory.get(WindowWords.INT, at);
        int word1 = memory.get(WindowWords.INT, at + 4);
        long address = memory.get(WindowWords.LONG, at + 8);
        int cookie = memory.get(WindowWords.INT, at + 16);
        int block = CopyDescriptor.BLOCK.get(word0);
        boolean legal =
                (word0 & ~CopyDescriptor.HEAD_MASK) == 0
                        && CopyDescriptor.isRunLegal(word1, address, blocks.blockBytes())
                        && memory.get(WindowWords.INT, at + 20) == 0
                        && memory.get(WindowWords.LONG, at + 24) == 0
                        && block < sizes.blocks()
                        && blocks.isHeld(block)
                        && blocks.payer(block) == CopyDescriptor.POOL.get(word0);
        if (!legal) {
            publish(cookie, CopyOutcome.INVALID, 0);
            return 0;
        }
        long place = blocks.place(block) + CopyDescriptor.OFFSET.get(word1);
        int bytes = CopyDescriptor.LENGTH.get(word1);
        boolean done =
                CopyDescriptor.TO_HOST.isSet(word0)
                        ? bus.write(address, blocks.memory(), place, bytes)
                        : bus.read(address, blocks.memory(), place, bytes);
        boolean sums = done && CopyDescriptor.SUM.isSet(word0);
        publish(
                cookie,
                done ? CopyOutcome.COPIED : CopyOutcome.BUS_ERROR,
                sums ? InternetChecksum.sum(blocks.memory(), place, bytes) : 0);
        return bytes / BYTES_A_CLOCK;
    }

    private void publish(int cookie, CopyOutcome outcome, int sum) {
        ended.accept(outcome);
        long at = completions.entry(completed);
        if (at < 0) {
            return;
        }
        CopyCompletion.write(bus.memory(), at, cookie, outcome, sum);
        RingEntry.publish(bus.memory(), at, completed);
        completed = completed + 1 & INDEX_MASK;
    }
}
