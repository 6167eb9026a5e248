package org.jetstreamlan.via;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.ConnectRequest;
import org.jetstreamlan.driver.clan.ConnectionManager;
import org.jetstreamlan.driver.clan.Region;
import org.jspecify.annotations.Nullable;

/// An open NIC: protection tags, registered memory, VIs, completion queues, and the passive side of connections. Opened by [VipProvider#openNic].
public final class VipNic {
    /// A time-out that never comes.
    public static final int INFINITE = -1;

    public static final int MAX_DESCRIPTORS = 64;
    public static final int MAX_SEGMENTS = 16;
    public static final int MAX_TRANSFER_SIZE = 1 << 20;

    private static final System.Logger LOG = System.getLogger(VipNic.class.getName());

    /// Registered memory.
    private record Memory(Region region, VipMemAttributes attributes) {}

    private final VipProvider.Device device;
    private final Map<Integer, Memory> memories = new HashMap<>();
    private final List<VipVi> vis = new ArrayList<>();
    private Consumer<VipError> handler = VipNic::log;
    private String explanation = "";
    private boolean closed;

    VipNic(VipProvider.Device device) {
        this.device = device;
    }

    private static void log(VipError error) {
        LOG.log(System.Logger.Level.ERROR, "VIA: {0}", error.code());
    }

    Clan clan() {
        return device.clan();
    }

    ConnectionManager connections() {
        return device.connections();
    }

    boolean isClosed() {
        return closed;
    }

    /// Why the last function that refused did so, or a VI ended its connection: thing, value, limit and next step.
    public String explanation() {
        return explanation;
    }

    void explain(String why) {
        explanation = why;
    }

    VipResult refuse(VipResult code, String why) {
        explain(why);
        return code;
    }

    private VipResult closedHandle() {
        return refuse(
                VipResult.INVALID_PARAMETER,
                "NIC %s: closed; open it again".formatted(device.name()));
    }

    private VipResult resource(ClanException e) {
        return refuse(VipResult.ERROR_RESOURCE, String.valueOf(e.getMessage()));
    }

    /// `VipQueryNic`. SUCCESS, INVALID_PARAMETER.
    public VipResult query(VipOut<VipNicAttributes> attributes) {
        if (closed) {
            return closedHandle();
        }
        var sizes = clan().sizes();
        attributes.set(
                new VipNicAttributes(
                        device.name(),
                        device.station(),
                        MAX_DESCRIPTORS,
                        MAX_SEGMENTS,
                        MAX_TRANSFER_SIZE,
                        sizes.endpoints(),
                        sizes.regions()));
        return VipResult.SUCCESS;
    }

    /// `VipCloseNic`. SUCCESS, INVALID_PARAMETER; ERROR_RESOURCE while there are VIs of it. Memory is deregistered.
    public VipResult close() {
        if (closed) {
            return closedHandle();
        }
        if (!vis.isEmpty()) {
            return refuse(
                    VipResult.ERROR_RESOURCE,
                    "NIC %s: %d VIs are left; destroy them first"
                            .formatted(device.name(), vis.size()));
        }
        closed = true;
        for (var memory : memories.values()) {
            memory.region().close();
            memory.attributes().ptag().users--;
        }
        memories.clear();
        return VipResult.SUCCESS;
    }

    // ---- protection tags

    /// `VipCreatePtag`. SUCCESS, INVALID_PARAMETER; ERROR_RESOURCE if all are in use.
    public VipResult createPtag(VipOut<VipPtag> ptag) {
        if (closed) {
            return closedHandle();
        }
        try {
            ptag.set(new VipPtag(this, clan().newTag()));
            return VipResult.SUCCESS;
        } catch (ClanException e) {
            return resource(e);
        }
    }

    /// `VipDestroyPtag`. SUCCESS, INVALID_PARAMETER; ERROR_RESOURCE while a VI or memory has it.
    public VipResult destroyPtag(VipPtag ptag) {
        if (closed) {
            return closedHandle();
        }
        if (!isHere(ptag)) {
            return noPtag(VipResult.INVALID_PARAMETER);
        }
        if (ptag.users > 0) {
            return refuse(
                    VipResult.ERROR_RESOURCE,
                    "protection tag %d: %d VIs and registrations have it; take them back first"
                            .formatted(ptag.tag, ptag.users));
        }
        ptag.destroyed = true;
        clan().freeTag(ptag.tag);
        return VipResult.SUCCESS;
    }

    private boolean isHere(VipPtag ptag) {
        return ptag.nic == this && !ptag.destroyed;
    }

    private VipResult noPtag(VipResult code) {
        return refuse(
                code, "protection tag: destroyed, or of another NIC; create one with this NIC");
    }

    // ---- memory

    /// `VipRegisterMem`. SUCCESS; INVALID_PARAMETER: no bytes, or memory on the heap; INVALID_PTAG; ERROR_RESOURCE.
    ///
    /// @param handle names it, in descriptors
    public VipResult registerMem(
            MemorySegment memory, VipMemAttributes attributes, VipOut<Integer> handle) {
        if (closed) {
            return closedHandle();
        }
        if (!memory.isNative() || memory.byteSize() == 0) {
            return refuse(
                    VipResult.INVALID_PARAMETER,
                    "memory: %,d bytes, native %b; give at least one byte of an Arena"
                            .formatted(memory.byteSize(), memory.isNative()));
        }
        if (!isHere(attributes.ptag())) {
            return noPtag(VipResult.INVALID_PTAG);
        }
        try {
            var region = clan().register(attributes.ptag().tag, memory, attributes.rights());
            memories.put(region.key(), new Memory(region, attributes));
            attributes.ptag().users++;
            handle.set(region.key());
            return VipResult.SUCCESS;
        } catch (ClanException e) {
            return resource(e);
        }
    }

    /// `VipDeregisterMem`. SUCCESS, INVALID_PARAMETER. What is on its way to it, or from it, breaks its connection.
    public VipResult deregisterMem(MemorySegment memory, int handle) {
        if (closed) {
            return closedHandle();
        }
        var known = memories.get(handle);
        if (known == null || known.region().address() != memory.address()) {
            return noMemory(handle);
        }
        memories.remove(handle);
        known.region().close();
        known.attributes().ptag().users--;
        return VipResult.SUCCESS;
    }

    private VipResult noMemory(int handle) {
        return refuse(
                VipResult.INVALID_PARAMETER,
                "memory handle %#x: none of this NIC, or other memory; register it"
                        .formatted(handle));
    }

    /// `VipQueryMem`. SUCCESS, INVALID_PARAMETER.
    public VipResult queryMem(
            MemorySegment memory, int handle, VipOut<VipMemAttributes> attributes) {
        if (closed) {
            return closedHandle();
        }
        var known = memories.get(handle);
        if (known == null || known.region().address() != memory.address()) {
            return noMemory(handle);
        }
        attributes.set(known.attributes());
        return VipResult.SUCCESS;
    }

    /// Registered memory of a tag from an address on; empty if not all of it is.
    Optional<MemorySegment> find(VipPtag ptag, int handle, long address, long bytes) {
        var known = memories.get(handle);
        if (known == null || known.attributes().ptag() != ptag) {
            return Optional.empty();
        }
        long offset = address - known.region().address();
        long length = known.region().bytes();
        return offset < 0 || offset > length - bytes
                ? Optional.empty()
                : Optional.of(known.region().memory().asSlice(offset));
    }

    // ---- VIs

    /// As below, without completion queues.
    public VipResult createVi(VipViAttributes attributes, VipOut<VipVi> vi) {
        return createVi(attributes, null, null, vi);
    }

    /// `VipCreateVi`. SUCCESS, INVALID_PARAMETER, ERROR_RESOURCE, INVALID_MTU, INVALID_QOS, INVALID_PTAG, INVALID_RDMAREAD. A reliability level that there is
    /// not cannot be said.
    ///
    /// @param sendCq takes what the send queue has done; null: none
    /// @param recvCq takes what the receive queue has done; null: none
    public VipResult createVi(
            VipViAttributes attributes,
            @Nullable VipCq sendCq,
            @Nullable VipCq recvCq,
            VipOut<VipVi> vi) {
        if (closed) {
            return closedHandle();
        }
        if (!isUsable(sendCq) || !isUsable(recvCq)) {
            return refuse(
                    VipResult.INVALID_PARAMETER,
                    "completion queue: destroyed, or of another NIC; create one with this NIC");
        }
        var wrong = check(attributes);
        if (wrong != VipResult.SUCCESS) {
            return wrong;
        }
        try {
            var made = new VipVi(this, attributes, sendCq, recvCq);
            vis.add(made);
            attributes.ptag().users++;
            vi.set(made);
            return VipResult.SUCCESS;
        } catch (ClanException e) {
            return resource(e);
        }
    }

    private boolean isUsable(@Nullable VipCq cq) {
        return cq == null || cq.nic == this && cq.isThere();
    }

    private VipResult check(VipViAttributes attributes) {
        int mtu = attributes.maxTransferSize();
        if (!isHere(attributes.ptag())) {
            return noPtag(VipResult.INVALID_PTAG);
        }
        if (mtu < 1 || mtu > MAX_TRANSFER_SIZE) {
            return refuse(
                    VipResult.INVALID_MTU,
                    "VI: transfers of %,d bytes; choose 1..%,d".formatted(mtu, MAX_TRANSFER_SIZE));
        }
        if (attributes.qualityOfService() != 0) {
            return refuse(
                    VipResult.INVALID_QOS,
                    "VI: quality of service %d; there is 0"
                            .formatted(attributes.qualityOfService()));
        }
        if (attributes.rdmaRead() && !attributes.reliability().isReliable()) {
            return refuse(
                    VipResult.INVALID_RDMAREAD,
                    "VI: RDMA read at level UNRELIABLE; choose a reliable level, or no RDMA read");
        }
        return VipResult.SUCCESS;
    }

    void forget(VipVi vi) {
        vis.remove(vi);
        vi.attributes().ptag().users--;
    }

    /// `VipCreateCQ`. SUCCESS; INVALID_PARAMETER: no entries.
    public VipResult createCq(int size, VipOut<VipCq> cq) {
        if (closed) {
            return closedHandle();
        }
        if (size < 1) {
            return refuse(
                    VipResult.INVALID_PARAMETER,
                    "completion queue: size %d; choose at least 1".formatted(size));
        }
        cq.set(new VipCq(this, size));
        return VipResult.SUCCESS;
    }

    /// `VipErrorCallback`. The handler is called from within functions of the library, by their thread; it may call others. Without one, errors are logged.
    public VipResult errorCallback(Consumer<VipError> newHandler) {
        if (closed) {
            return closedHandle();
        }
        handler = newHandler;
        return VipResult.SUCCESS;
    }

    void error(VipErrorCode code, VipVi vi) {
        handler.accept(new VipError(code, vi));
    }

    // ---- the passive side of connections

    /// `VipConnectWait`. SUCCESS, TIMEOUT, INVALID_PARAMETER. Who asks while nobody waits is told NO_MATCH; behind SUCCESS, requests wait for the next call.
    ///
    /// @param local discriminator that is to be asked for; its station is this one
    /// @param timeout in milliseconds, or [#INFINITE]
    public VipResult connectWait(VipAddress local, int timeout, VipOut<VipConnection> connection) {
        if (closed) {
            return closedHandle();
        }
        if (!local.isPossible() || local.station() != device.station()) {
            return refuse(
                    VipResult.INVALID_PARAMETER,
                    "connect: local address %s; its station is %012x, its discriminator at most %d bytes"
                            .formatted(local, device.station(), VipAddress.DISCRIMINATOR_BYTES));
        }
        connections().listen(local.service());
        boolean there = await(() -> take(local, connection), timeout);
        if (!there) {
            connections().ignore(local.service());
            return VipResult.TIMEOUT;
        }
        return VipResult.SUCCESS;
    }

    private boolean take(VipAddress local, VipOut<VipConnection> connection) {
        var request = connections().nextRequest(local.service());
        while (request.isPresent()) {
            var found = request.flatMap(asked -> match(asked, local));
            if (found.isPresent()) {
                connection.set(found.get());
                return true;
            }
            connections().reject(request.get(), ConnectText.rejection(false));
            request = connections().nextRequest(local.service());
        }
        return false;
    }

    private Optional<VipConnection> match(ConnectRequest request, VipAddress local) {
        return ConnectText.of(request.text())
                .filter(text -> new VipAddress(local.station(), text.remote()).equals(local))
                .map(text -> new VipConnection(this, request, text));
    }

    /// `VipConnectReject`. SUCCESS, INVALID_PARAMETER.
    public VipResult connectReject(VipConnection connection) {
        if (closed || connection.answered || connection.nic != this) {
            return answered();
        }
        connection.answered = true;
        connections().reject(connection.request, ConnectText.rejection(true));
        return VipResult.SUCCESS;
    }

    private VipResult answered() {
        return refuse(
                VipResult.INVALID_PARAMETER,
                "connection request: answered already, or of another NIC; wait for the next one");
    }

    /// `VipConnectAccept`. SUCCESS, INVALID_PARAMETER, INVALID_STATE of the VI; INVALID_RELIABILITY_LEVEL and INVALID_MTU where the ends differ: the request stays.
    public VipResult connectAccept(VipConnection connection, VipVi vi) {
        if (closed || connection.answered || connection.nic != this) {
            return answered();
        }
        var result = vi.checkAccept(this, connection.remoteAttributes());
        if (result == VipResult.SUCCESS) {
            connection.answered = true;
            vi.accept(connection);
        }
        return result;
    }

    // ---- what is due

    /// Goes on with what is under way. Each function that looks or waits does so; a program that does neither for long calls it.
    public void turn() {
        connections().turn();
        for (var vi : List.copyOf(vis)) {
            vi.turn();
        }
    }

    long clocks(int timeout) {
        long milliseconds = timeout == INFINITE ? Integer.MAX_VALUE * 1_000L : timeout;
        return milliseconds * device.clockKhz();
    }

    /// Sleeps until `there`, which is looked at behind each turn.
    boolean await(BooleanSupplier there, int timeout) {
        return clan().await(
                        () -> {
                            turn();
                            vis.forEach(VipVi::arm);
                            turn();
                            return there.getAsBoolean();
                        },
                        clocks(timeout));
    }
}
