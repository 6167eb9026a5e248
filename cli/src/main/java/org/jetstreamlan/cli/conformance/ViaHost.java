package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipCq;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipError;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipProvider;
import org.jetstreamlan.via.VipPtag;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;
import org.jspecify.annotations.Nullable;

/// A host of a [ViaBench]: a program with an open NIC, a protection tag and memory.
public final class ViaHost {
    /// Of the memory that each has.
    static final int BYTES = 0x4_0000;

    private final int station;
    private final VipProvider provider;
    private final List<VipVi> vis = new ArrayList<>();
    private final List<VipError> errors = new ArrayList<>();
    private final VipNic nic;
    private final VipPtag ptag;
    private final ViaMemory memory;
    private Runnable program;

    ViaHost(int station, VipProvider provider) {
        this.station = station;
        this.provider = provider;
        nic = open();
        ptag = ptag();
        memory = memory(BYTES, true, true);
        program = nic::turn;
        expect(nic.errorCallback(errors::add), VipResult.SUCCESS);
    }

    /// The next case's.
    ViaHost again() {
        return new ViaHost(station, provider);
    }

    public int station() {
        return station;
    }

    public VipProvider provider() {
        return provider;
    }

    public VipNic nic() {
        return nic;
    }

    public VipPtag tag() {
        return ptag;
    }

    public ViaMemory memory() {
        return memory;
    }

    /// What the error handler was told.
    public List<VipError> errors() {
        return errors;
    }

    /// Does what its program does when it has its turn.
    void run() {
        program.run();
    }

    public void program(Runnable newProgram) {
        program = newProgram;
    }

    /// From now on it only goes on with what is under way.
    public void idle() {
        program = nic::turn;
    }

    /// Another handle of the same device.
    public VipNic open() {
        var made = new VipOut<VipNic>();
        expect(provider.openNic(ViaBench.DEVICE, made), VipResult.SUCCESS);
        return made.value();
    }

    public VipPtag ptag() {
        var made = new VipOut<VipPtag>();
        expect(nic.createPtag(made), VipResult.SUCCESS);
        return made.value();
    }

    public ViaMemory memory(long bytes, boolean rdmaWrite, boolean rdmaRead) {
        var segment = Arena.ofAuto().allocate(bytes, 4_096);
        var handle = new VipOut<Integer>();
        var attributes = new VipMemAttributes(ptag, rdmaWrite, rdmaRead);
        expect(nic.registerMem(segment, attributes, handle), VipResult.SUCCESS);
        return new ViaMemory(segment, handle.value());
    }

    public VipVi vi(VipReliability level) {
        return vi(VipViAttributes.of(ptag, level));
    }

    public VipVi vi(VipViAttributes attributes) {
        return vi(attributes, null, null);
    }

    public VipVi vi(VipViAttributes attributes, @Nullable VipCq sendCq, @Nullable VipCq recvCq) {
        var made = new VipOut<VipVi>();
        var result = nic.createVi(attributes, sendCq, recvCq, made);
        expect(result == VipResult.SUCCESS, "a VI: %s: %s".formatted(result, nic.explanation()));
        vis.add(made.value());
        return made.value();
    }

    /// As [#vi(VipReliability)], its work queues with one completion queue.
    public VipVi vi(VipReliability level, VipCq cq) {
        return vi(VipViAttributes.of(ptag, level), cq, cq);
    }

    public VipCq cq(int size) {
        var made = new VipOut<VipCq>();
        expect(nic.createCq(size, made), VipResult.SUCCESS);
        return made.value();
    }

    public void send(VipVi vi, VipDescriptor descriptor) {
        expect(vi.postSend(descriptor, memory.handle()), VipResult.SUCCESS);
    }

    public void receive(VipVi vi, VipDescriptor descriptor) {
        expect(vi.postRecv(descriptor, memory.handle()), VipResult.SUCCESS);
    }

    public static VipViState stateOf(VipVi vi) {
        var state = new VipOut<VipViState>();
        expect(vi.query(state, new VipOut<>(), new VipOut<>()), VipResult.SUCCESS);
        return state.value();
    }

    /// Ends what a case has left.
    void sweep() {
        program = () -> {};
        for (var vi : vis) {
            var done = new VipOut<VipDescriptor>();
            vi.disconnect();
            do {
                vi.sendDone(done);
            } while (!done.isEmpty());
            do {
                vi.recvDone(done);
            } while (!done.isEmpty());
            vi.destroy();
        }
        nic.close();
    }
}
