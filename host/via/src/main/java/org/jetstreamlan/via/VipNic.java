package org.jetstreamlan.via;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.driver.RingStation;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.Connections;
import org.jspecify.annotations.Nullable;

/// An open NIC: protection tags, registered memory, VIs, completion queues, and the passive side of connections. Opened by [VipProvider#openNic].
public final class VipNic {
    /// A time-out that never comes.
    public static final int INFINITE = -1;

    public static final int MAX_DESCRIPTORS = 64;
    public static final int MAX_SEGMENTS = 16;
    public static final int MAX_TRANSFER_SIZE = 1 << 20;
    private static final int MAX_PTAGS = (1 << 12) - 1;
    private static final long MAX_REGISTER_BYTES = (1L << 40) - 1;
    private static final int HARDWARE_VERSION = 2;
    private static final int PROVIDER_VERSION = 1;

    /// Longest sleep while something may come to pass of which the adapter does not tell: a store that is acknowledged, a peer that asks.
    private static final long LOOK_CLOCKS = 1_000;

    private static final System.Logger LOG = System.getLogger(VipNic.class.getName());

    private final VipProvider.Device device;
    private final RegisteredMemory memories = new RegisteredMemory();
    private final List<VipPtag> ptags = new ArrayList<>();
    private final Set<VipAddress> listening = new HashSet<>();
    private final NameService names = new NameService(this);
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

    Connections connections() {
        return device.connections();
    }

    ConnectRequests requests() {
        return device.requests();
    }

    long station() {
        return device.station();
    }

    /// Those on the ring, in ring order.
    List<RingStation> stations() {
        return clan().stations();
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
        int levels = 0;
        int reading = 0;
        for (var level : VipReliability.values()) {
            levels += level.code();
            reading += level.isReliable() ? level.code() : 0;
        }
        attributes.set(
                new VipNicAttributes(
                        device.name(),
                        HARDWARE_VERSION,
                        PROVIDER_VERSION,
                        device.station(),
                        false,
                        VipAddress.DISCRIMINATOR_BYTES,
                        MAX_REGISTER_BYTES,
                        sizes.regions(),
                        MAX_REGISTER_BYTES,
                        ViEnd.most(sizes),
                        MAX_DESCRIPTORS,
                        MAX_SEGMENTS,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        MAX_TRANSFER_SIZE,
                        ClanFrame.DATA_BYTES_MAXIMUM,
                        MAX_PTAGS,
                        levels,
                        reading));
        return VipResult.SUCCESS;
    }

    /// What [#querySystemManagementInfo] can tell: whom the NIC can reach.
    public static final int SMI_AUTODISCOVERY = 1;

    /// `VipQuerySystemManagementInfo`. SUCCESS; INVALID_PARAMETER: another kind than [#SMI_AUTODISCOVERY]; ERROR_RESOURCE while the ring is down.
    public VipResult querySystemManagementInfo(int infoType, VipOut<VipAutodiscovery> info) {
        if (closed) {
            return closedHandle();
        }
        if (infoType != SMI_AUTODISCOVERY) {
            return refuse(
                    VipResult.INVALID_PARAMETER,
                    "system management: kind %d; there is %d, autodiscovery"
                            .formatted(infoType, SMI_AUTODISCOVERY));
        }
        var stations = stations();
        int own = stations.stream().map(RingStation::address).toList().indexOf(station());
        if (own < 0) {
            return refuse(
                    VipResult.ERROR_RESOURCE,
                    "system management: the ring is down; ask again when it is up");
        }
        var others = new ArrayList<VipAddress>();
        for (int i = 1; i < stations.size(); i++) {
            var station = stations.get((own + i) % stations.size());
            others.add(new VipAddress(station.address(), new byte[0]));
        }
        info.set(new VipAutodiscovery(others.size(), others));
        return VipResult.SUCCESS;
    }

    // ---- names

    /// `VipNSInit`. SUCCESS, INVALID_PARAMETER; ERROR_NAMESERVICE if it is on already. Names are those that stations tell one another as the ring comes up, so nothing is to be given.
    public VipResult nsInit() {
        return closed ? closedHandle() : names.init();
    }

    /// `VipNSGetHostByName`. SUCCESS; INVALID_PARAMETER: no name; ERROR_NAMESERVICE: it is off, or no station that is on the ring has that name.
    ///
    /// @param name of a station, or its address as 12 hexadecimal digits
    /// @param nameIndex which one of those with this name, in ring order, from 0
    /// @param address with an empty discriminator
    public VipResult nsGetHostByName(String name, int nameIndex, VipOut<VipAddress> address) {
        return closed ? closedHandle() : names.byName(name, nameIndex, address);
    }

    /// `VipNSGetHostByAddr`. SUCCESS; INVALID_PARAMETER: an impossible address, or the name is longer; ERROR_NAMESERVICE: it is off, or that station is not on the ring.
    ///
    /// @param longest bytes that the program has room for, in UTF-8
    /// @param name of the station, or its address as 12 hexadecimal digits if it has none
    public VipResult nsGetHostByAddr(VipAddress address, int longest, VipOut<String> name) {
        return closed ? closedHandle() : names.byAddress(address, longest, name);
    }

    /// `VipNSShutdown`. SUCCESS, INVALID_PARAMETER; ERROR_NAMESERVICE if it is off.
    public VipResult nsShutdown() {
        return closed ? closedHandle() : names.shutdown();
    }

    /// `VipCloseNic`. SUCCESS, INVALID_PARAMETER; ERROR_RESOURCE while there are VIs of it. Memory is deregistered, protection tags are given back, nobody waits for
    /// connections any more.
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
        memories.deregisterAll();
        ptags.forEach(ptag -> clan().freeTag(ptag.tag));
        listening.forEach(requests()::ignore);
        return VipResult.SUCCESS;
    }

    // ---- protection tags

    /// `VipCreatePtag`. SUCCESS, INVALID_PARAMETER; ERROR_RESOURCE if all are in use.
    public VipResult createPtag(VipOut<VipPtag> ptag) {
        if (closed) {
            return closedHandle();
        }
        try {
            var made = new VipPtag(this, clan().newTag());
            ptags.add(made);
            ptag.set(made);
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
        ptags.remove(ptag);
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
            handle.set(memories.register(this, memory, attributes));
            return VipResult.SUCCESS;
        } catch (ClanException e) {
            return resource(e);
        }
    }

    /// `VipDeregisterMem`. SUCCESS, INVALID_PARAMETER. Behind it neither a peer nor the adapter touches the memory: what is on its way to it, or from it, breaks its connection, and
    /// descriptors that name it have PROTECTION_ERROR.
    public VipResult deregisterMem(MemorySegment memory, int handle) {
        if (closed) {
            return closedHandle();
        }
        if (memories.attributes(memory, handle) == null) {
            return noMemory(handle);
        }
        memories.deregister(handle);
        List.copyOf(vis).forEach(vi -> vi.takeBack(handle));
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
        var known = memories.attributes(memory, handle);
        if (known == null) {
            return noMemory(handle);
        }
        attributes.set(known);
        return VipResult.SUCCESS;
    }

    /// `VipSetMemAttributes`. SUCCESS, INVALID_PARAMETER, INVALID_PTAG; refused, nothing has changed. The handle stays. What was posted before keeps what it had; what a peer sends
    /// from now on is held to the new ones.
    public VipResult setMemAttributes(
            MemorySegment memory, int handle, VipMemAttributes attributes) {
        if (closed) {
            return closedHandle();
        }
        if (memories.attributes(memory, handle) == null) {
            return noMemory(handle);
        }
        if (!isHere(attributes.ptag())) {
            return noPtag(VipResult.INVALID_PTAG);
        }
        memories.change(handle, attributes);
        return VipResult.SUCCESS;
    }

    RegisteredMemory memories() {
        return memories;
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

    VipResult check(VipViAttributes attributes) {
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

    /// `VipConnectWait`. SUCCESS, TIMEOUT, INVALID_PARAMETER; ERROR_RESOURCE where another program of the station waits there. Who asks while nobody waits is told NO_MATCH; behind SUCCESS, requests wait for the next call.
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
        try {
            requests().listen(local);
        } catch (ClanException e) {
            return resource(e);
        }
        listening.add(local);
        boolean there = await(() -> take(local, connection), timeout);
        if (!there) {
            requests().ignore(local);
            listening.remove(local);
            return VipResult.TIMEOUT;
        }
        return VipResult.SUCCESS;
    }

    private boolean take(VipAddress local, VipOut<VipConnection> connection) {
        var asked = requests().next(local);
        asked.ifPresent(one -> connection.set(new VipConnection(this, one)));
        return asked.isPresent();
    }

    /// `VipConnectReject`. SUCCESS, INVALID_PARAMETER.
    public VipResult connectReject(VipConnection connection) {
        if (closed || connection.answered || connection.nic != this) {
            return answered();
        }
        connection.answered = true;
        requests().reject(connection.asked.request(), VipResult.REJECT);
        return VipResult.SUCCESS;
    }

    private VipResult answered() {
        return refuse(
                VipResult.INVALID_PARAMETER,
                "connection request: answered already, or of another NIC; wait for the next one");
    }

    /// `VipConnectAccept`. SUCCESS, INVALID_PARAMETER, INVALID_STATE of the VI; INVALID_RELIABILITY_LEVEL and INVALID_MTU where the ends differ, ERROR_RESOURCE where the adapter has not what
    /// it takes: the request stays.
    public VipResult connectAccept(VipConnection connection, VipVi vi) {
        if (closed || connection.answered || connection.nic != this) {
            return answered();
        }
        var result = vi.accept(this, connection.asked);
        connection.answered = result == VipResult.SUCCESS;
        return result;
    }

    // ---- what is due

    /// Goes on with what is under way. Each function that looks or waits does so; a program that does neither for long calls it.
    public void turn() {
        connections().turn();
        requests().turn();
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
        long end = clan().clocks() + clocks(timeout);
        while (true) {
            long left = end - clan().clocks();
            boolean looks = vis.stream().anyMatch(VipVi::looks);
            boolean done =
                    clan().await(() -> isThere(there), looks ? Math.min(left, LOOK_CLOCKS) : left);
            if (done || end - clan().clocks() <= 0) {
                return done;
            }
        }
    }

    private boolean isThere(BooleanSupplier there) {
        turn();
        vis.forEach(VipVi::arm);
        turn();
        return there.getAsBoolean();
    }
}
