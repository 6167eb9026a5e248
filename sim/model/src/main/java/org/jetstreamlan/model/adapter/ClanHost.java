package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.ClanBus;
import org.jetstreamlan.driver.OtherMemory;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.clan.ClanModel;
import org.jetstreamlan.model.clan.ClanStation;

/// Joins a [ClanModel] with the registers, the host's bus and the station of its adapter.
final class ClanHost implements ClanBus, ClanStation {
    /// Of a burst of stores, beyond its beats.
    private static final int ACCESS_WORDS = 4;

    private static final ClanCounter[] COUNTERS = ClanCounter.values();

    private final RingModel ring;
    private final int station;
    private final RegisterFile registers;
    private final HostBus bus;
    private final SentPayloads payloads;
    private final IntConsumer spend;
    private final ClanModel model;
    private final MemorySegment word = MemorySegment.ofArray(new byte[Integer.BYTES]);
    private boolean refused;

    /// @param spend lets the time of an access go by, in words
    ClanHost(
            ClanSizes sizes,
            RingModel ring,
            int station,
            RegisterFile registers,
            HostBus bus,
            SentPayloads payloads,
            IntConsumer spend) {
        this.ring = ring;
        this.station = station;
        this.registers = registers;
        this.bus = bus;
        this.payloads = payloads;
        this.spend = spend;
        model = new ClanModel(sizes, this);
        describe();
    }

    ClanModel model() {
        return model;
    }

    /// Whether it wants the line high.
    boolean interrupts() {
        return (model.interrupts() & registers.held(ClanRegisters.INTERRUPT_ENABLE)) != 0;
    }

    private void describe() {
        registers.show(ClanRegisters.SIZES, model.sizes()::register);
        registers.act(
                ClanRegisters.CONTROL,
                value -> model.enable(ClanRegisters.CONTROL_ENABLE.isSet(value)));
        registers.show(
                ClanRegisters.STATUS, () -> model.isOn() ? ClanRegisters.STATUS_ON.mask() : 0);
        registers.act(ClanRegisters.BREAK_TIME, model::breakTime);
        model.breakTime((int) ClanRegisters.BREAK_TIME.reset());
        registers.show(ClanRegisters.EVENT_CONSUMER, model::driverConsumer);
        registers.act(ClanRegisters.EVENT_CONSUMER, model::driverConsumed);
        registers.show(ClanRegisters.INTERRUPT_STATUS, model::interrupts);
        registers.act(ClanRegisters.INTERRUPT_STATUS, model::clearInterrupts);
        registers.act(
                ClanRegisters.COMMAND,
                value -> {
                    int operation = ClanRegisters.COMMAND_OPERATION.get(value);
                    refused = !model.command(operation, registers.held(ClanRegisters.TABLE));
                });
        registers.show(
                ClanRegisters.COMMAND, () -> refused ? ClanRegisters.COMMAND_REFUSED.mask() : 0);
        registers.showEach(ClanRegisters.DATA, model::data);
        registers.actEach(ClanRegisters.DATA, model::data);
        registers.showEach(
                ClanRegisters.COUNTERS,
                i -> (int) Math.min(model.counter(COUNTERS[i]), 0xFFFF_FFFFL));
    }

    void reset() {
        model.reset();
        model.breakTime((int) ClanRegisters.BREAK_TIME.reset());
        refused = false;
    }

    // ---- for the driver

    @Override
    public void store(int offset, MemorySegment from, long at, int bytes) {
        int done = 0;
        while (done < bytes) {
            int place = offset + done;
            int count = Math.min(bytes - done, ClanFrame.CELL_BYTES - ClanFrame.lane(place));
            storeCell(place, from, at + done, count);
            done += count;
        }
        spend.accept(ACCESS_WORDS + bytes / ClanFrame.CELL_BYTES);
    }

    @Override
    public void store(int offset, int value) {
        word.set(WindowWords.INT, 0, value);
        storeCell(offset, word, 0, Integer.BYTES);
        spend.accept(ACCESS_WORDS);
    }

    private void storeCell(int offset, MemorySegment from, long at, int bytes) {
        if (!model.store(offset, from, at, bytes)) {
            throw new AdapterFault(
                    "aperture store of %d bytes at %#08x: no page, beyond its length, or no such doorbell; ApertureEntry has the places"
                            .formatted(bytes, offset));
        }
    }

    @Override
    public long map(MemorySegment memory) {
        if (!memory.isNative()) {
            throw new IllegalArgumentException(
                    "map: %d bytes on the heap; only native memory has an address"
                            .formatted(memory.byteSize()));
        }
        return bus.map(memory);
    }

    @Override
    public void unmap(MemorySegment memory) {
        bus.unmap(memory);
    }

    @Override
    public long map(OtherMemory memory) {
        return bus.map(memory);
    }

    @Override
    public void unmap(OtherMemory memory) {
        bus.unmap(memory);
    }

    // ---- for the model

    @Override
    public long now() {
        return ring.now();
    }

    @Override
    public int id() {
        return ring.id(station);
    }

    @Override
    public boolean carriesClan() {
        return ring.isMember(station)
                && ring.operativeLargest(station) >= ClanFrame.PAYLOAD_WORDS_MAXIMUM;
    }

    @Override
    public long offer(int atm, int words) {
        return ring.offerClan(station, atm, words);
    }

    @Override
    public MemorySegment payload(long serial, int bytes) {
        return payloads.begin(serial, bytes);
    }

    @Override
    public void wake() {
        ring.wake(station);
    }

    @Override
    public boolean read(long address, MemorySegment into, long at, long bytes) {
        return bus.read(address, into, at, bytes);
    }

    @Override
    public boolean write(long address, MemorySegment from, long at, long bytes) {
        return bus.write(address, from, at, bytes);
    }
}
