package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CopyCompletion;
import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.Axi4Subordinate;

/// The rings in the host's memory, behind `m_axi` of a simulated module.
///
/// ```
/// BASE   | transmit ring | event ring | completion ring | copy ring | copy completion ring | spare
/// ```
public final class HostRings {
    /// Address of the memory, as the bus has it.
    public static final long BASE = 0x0051_0000_0000L;

    public final Axi4Subordinate bus;
    private final AdapterParameters parameters;
    final MemorySegment memory;
    private final int events;
    private final int completions;
    private final int copies;
    private final int copyCompletions;

    public HostRings(Simulator simulator, AdapterParameters parameters, Axi4Subordinate.Pace pace) {
        this.parameters = parameters;
        events = bytes(parameters.transmitRing());
        completions = events + bytes(parameters.eventRing());
        copies = completions + bytes(parameters.completionRing());
        copyCompletions = copies + bytes(parameters.copyRing());
        memory = Arena.ofAuto().allocate(spareAt() + SPARE_BYTES, RingEntry.ALIGNMENT);
        bus = new Axi4Subordinate(simulator, "m_axi", memory, BASE, pace);
    }

    /// Memory behind the rings, for what is no ring.
    static final int SPARE_BYTES = 0x4000;

    final int spareAt() {
        return copyCompletions + bytes(parameters.copyRing());
    }

    private static int bytes(int entries) {
        return Math.max(entries * RingEntry.BYTES, RingEntry.ALIGNMENT);
    }

    /// Zeros, as before an adapter is told of them.
    public void clear() {
        memory.fill((byte) 0);
    }

    /// Address of the transmit ring, of the event ring, of the completion ring, of the copy ring, of the copy completion ring.
    public long address(int ring) {
        return BASE + new int[] {0, events, completions, copies, copyCompletions}[ring];
    }

    public void describe(int index, CopyDescriptor descriptor) {
        descriptor.write(memory, copies + index % parameters.copyRing() * RingEntry.BYTES);
    }

    boolean hasCopyCompletion(int index) {
        return RingEntry.isWritten(memory, copyCompletionAt(index), index);
    }

    private int copyCompletionAt(int index) {
        return copyCompletions + index % parameters.copyRing() * RingEntry.BYTES;
    }

    CopyCompletion copyCompletion(int index) {
        assertThat(hasCopyCompletion(index)).as("sequence of copy %d", index).isTrue();
        return CopyCompletion.read(memory, copyCompletionAt(index));
    }

    public void describe(int index, TransmitDescriptor descriptor) {
        descriptor.write(memory, index % parameters.transmitRing() * RingEntry.BYTES);
    }

    /// Words of a descriptor.
    public void describe(int index, int[] words) {
        int at = index % parameters.transmitRing() * RingEntry.BYTES;
        for (int i = 0; i < RingEntry.WORDS; i++) {
            memory.set(WindowWords.INT, at + 4 * i, i < words.length ? words[i] : 0);
        }
    }

    public boolean hasEvent(int index) {
        return RingEntry.isWritten(memory, eventAt(index), index);
    }

    private int eventAt(int index) {
        return events + index % parameters.eventRing() * RingEntry.BYTES;
    }

    private int completionAt(int index) {
        return completions + index % parameters.completionRing() * RingEntry.BYTES;
    }

    public ReceiveEvent event(int index) {
        assertThat(hasEvent(index)).as("sequence of event %d", index).isTrue();
        return ReceiveEvent.read(memory, eventAt(index));
    }

    public Completion completion(int index) {
        assertThat(RingEntry.isWritten(memory, completionAt(index), index))
                .as("sequence of completion %d", index)
                .isTrue();
        return Completion.read(memory, completionAt(index));
    }
}
