package org.jetstreamlan.via.vipl;

import static org.jetstreamlan.via.vipl.ViplLayouts.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.via.VipAddress;
import org.jetstreamlan.via.VipAutodiscovery;
import org.jetstreamlan.via.VipConnection;
import org.jetstreamlan.via.VipCq;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipError;
import org.jetstreamlan.via.VipErrorCode;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipNicAttributes;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipPtag;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipRemoteAttributes;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;
import org.jspecify.annotations.Nullable;

/// The 41 functions of the VI Provider Library as C calls them: each takes its handles and places apart, and calls the method of `host/via` that it is. Names are as [ViplFunctions.Function#method()] makes them; pointers and VIP_ULONG are `long`, VIP_MEM_HANDLE is `int`, and so is
/// what they return.
///
/// **Threads.** One is in the library at a time; who waits for a descriptor or a completion queue lets others in all the while. A thread of the library goes on with what is under way each millisecond, and calls handlers then.
public final class ViplCalls {
    private static final long INFINITE = -1L;
    private static final int STATION_BYTES = 6;

    /// Longest time in the library for who waits and lets others in.
    private static final int SLICE_MS = 5;

    private static final int TURN_MS = 1;
    private static final boolean EXPLAINS = System.getenv("VIPL_EXPLAIN") != null;

    /// A request for a connection, with the NIC that it came to.
    private record Asked(VipNic nic, VipConnection connection) {}

    private final ReentrantLock lock = new ReentrantLock(true);
    private final ViplHandles handles = new ViplHandles();
    private final ViplDevices devices = new ViplDevices();
    private final ViplCallbacks callbacks = new ViplCallbacks();
    private final List<VipNic> nics = new ArrayList<>();
    private @Nullable Thread turner;

    // ---- how a function is called

    /// What fails in a way that the specification has no code for is ERROR_RESOURCE, and said on the error stream.
    private int call(Supplier<VipResult> body) {
        lock.lock();
        try {
            return body.get().ordinal();
        } catch (ClanException | DriverException e) {
            say(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            say("a mistake of the library, " + e);
        } finally {
            lock.unlock();
        }
        return VipResult.ERROR_RESOURCE.ordinal();
    }

    private static void say(String words) {
        System.err.println("libvipl: " + words);
    }

    private static VipResult explained(VipNic nic, Supplier<VipResult> body) {
        var before = nic.explanation();
        var result = body.get();
        if (EXPLAINS && result != VipResult.SUCCESS && !nic.explanation().equals(before)) {
            say(result + ": " + nic.explanation());
        }
        return result;
    }

    private VipResult withNic(long handle, Function<VipNic, VipResult> body) {
        return handles.find(VipNic.class, handle)
                .map(nic -> explained(nic, () -> body.apply(nic)))
                .orElse(VipResult.INVALID_PARAMETER);
    }

    private int nic(long handle, Function<VipNic, VipResult> body) {
        return call(() -> withNic(handle, body));
    }

    private int vi(long handle, Function<VipVi, VipResult> body) {
        return call(
                () ->
                        handles.find(VipVi.class, handle)
                                .map(vi -> explained(vi.nic(), () -> body.apply(vi)))
                                .orElse(VipResult.INVALID_PARAMETER));
    }

    private int cq(long handle, Function<VipCq, VipResult> body) {
        return call(
                () ->
                        handles.find(VipCq.class, handle)
                                .map(body)
                                .orElse(VipResult.INVALID_PARAMETER));
    }

    /// Waits a little at a time; others have their turns between.
    private static int await(long timeout, IntFunction<Integer> wait) {
        boolean forEver = timeout == INFINITE;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds(timeout));
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            int slice = forEver ? SLICE_MS : Math.clamp(left, 0, SLICE_MS);
            int result = wait.apply(slice);
            boolean over = !forEver && left <= SLICE_MS;
            if (result != VipResult.TIMEOUT.ordinal() || over) {
                return result;
            }
        }
    }

    private static int milliseconds(long timeout) {
        return timeout == INFINITE || timeout < 0 || timeout > Integer.MAX_VALUE
                ? (timeout == INFINITE ? VipNic.INFINITE : Integer.MAX_VALUE)
                : (int) timeout;
    }

    /// What is under way goes on while the program does something else.
    private void beginTurns() {
        if (turner == null) {
            turner = Thread.ofPlatform().daemon().name("libvipl").start(this::turns);
        }
    }

    private void turns() {
        try {
            while (true) {
                Thread.sleep(TURN_MS);
                lock.lock();
                try {
                    nics.forEach(ViplCalls::turn);
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            // The process ends.
        }
    }

    private static void turn(VipNic nic) {
        try {
            nic.turn();
        } catch (ClanException | DriverException e) {
            // Its daemon has gone, which each function says when it is called; other stations'
            // live.
        }
    }

    // ---- places

    private static VipAddress address(long at) {
        if (at == 0 || CMemory.unsignedShort(at + HOST_ADDRESS_LEN) != STATION_BYTES) {
            return new VipAddress(-1, new byte[0]);
        }
        long station = 0;
        for (byte each : CMemory.bytes(at + HOST_ADDRESS, STATION_BYTES)) {
            station = station << Byte.SIZE | Byte.toUnsignedInt(each);
        }
        int bytes = CMemory.unsignedShort(at + DISCRIMINATOR_LEN);
        int most = VipAddress.DISCRIMINATOR_BYTES + 1;
        return new VipAddress(
                station, CMemory.bytes(at + HOST_ADDRESS + STATION_BYTES, Math.min(bytes, most)));
    }

    private static byte[] stationBytes(long station) {
        byte[] bytes = new byte[STATION_BYTES];
        for (int i = 0; i < STATION_BYTES; i++) {
            bytes[i] = (byte) (station >>> Byte.SIZE * (STATION_BYTES - 1 - i));
        }
        return bytes;
    }

    /// @return bytes that it takes
    private static int putAddress(long at, VipAddress address) {
        byte[] discriminator = address.discriminator();
        if (at != 0) {
            CMemory.putShort(at + HOST_ADDRESS_LEN, STATION_BYTES);
            CMemory.putShort(at + DISCRIMINATOR_LEN, discriminator.length);
            CMemory.putBytes(at + HOST_ADDRESS, stationBytes(address.station()));
            CMemory.putBytes(at + HOST_ADDRESS + STATION_BYTES, discriminator);
        }
        return HOST_ADDRESS + STATION_BYTES + discriminator.length;
    }

    private static void putRemote(long at, VipRemoteAttributes attributes) {
        if (at != 0) {
            putAttributes(
                    at,
                    attributes.reliability(),
                    attributes.maxTransferSize(),
                    0,
                    0,
                    attributes.rdmaWrite(),
                    attributes.rdmaRead());
        }
    }

    private static void putAttributes(
            long at,
            VipReliability level,
            int transfer,
            int qos,
            long ptag,
            boolean write,
            boolean read) {
        CMemory.putShort(at + VI_RELIABILITY, level.code());
        CMemory.putWord(at + VI_TRANSFER, transfer);
        CMemory.putWord(at + VI_QOS, qos);
        CMemory.putWord(at + VI_PTAG, ptag);
        CMemory.putInteger(at + VI_RDMA_WRITE, write ? 1 : 0);
        CMemory.putInteger(at + VI_RDMA_READ, read ? 1 : 0);
    }

    /// Of a VI that is made or changed: what they are, or why they cannot be.
    private VipResult withAttributes(long at, Function<VipViAttributes, VipResult> body) {
        if (at == 0) {
            return VipResult.INVALID_PARAMETER;
        }
        var level = VipReliability.of(CMemory.unsignedShort(at + VI_RELIABILITY));
        var ptag = handles.find(VipPtag.class, CMemory.word(at + VI_PTAG));
        if (level.isEmpty()) {
            return VipResult.INVALID_RELIABILITY_LEVEL;
        }
        if (ptag.isEmpty()) {
            return VipResult.INVALID_PTAG;
        }
        return body.apply(
                new VipViAttributes(
                        ptag.get(),
                        level.get(),
                        Math.clamp(CMemory.word(at + VI_TRANSFER), 0, Integer.MAX_VALUE),
                        CMemory.word(at + VI_QOS) == 0 ? 0 : 1,
                        CMemory.integer(at + VI_RDMA_WRITE) != 0,
                        CMemory.integer(at + VI_RDMA_READ) != 0));
    }

    private VipResult withMemAttributes(long at, Function<VipMemAttributes, VipResult> body) {
        if (at == 0) {
            return VipResult.INVALID_PARAMETER;
        }
        return handles.find(VipPtag.class, CMemory.word(at + MEM_PTAG))
                .map(
                        ptag ->
                                body.apply(
                                        new VipMemAttributes(
                                                ptag,
                                                CMemory.integer(at + MEM_RDMA_WRITE) != 0,
                                                CMemory.integer(at + MEM_RDMA_READ) != 0)))
                .orElse(VipResult.INVALID_PTAG);
    }

    /// Gives the program a handle of what a function has made.
    private <T> VipResult made(VipResult result, VipOut<T> thing, long handleAt) {
        if (result == VipResult.SUCCESS) {
            CMemory.putWord(handleAt, handles.add(thing.value()));
        }
        return result;
    }

    private VipResult ended(VipResult result, long handle) {
        if (result == VipResult.SUCCESS) {
            handles.remove(handle);
        }
        return result;
    }

    // ---- NICs

    int openNic(long name, long handleAt) {
        return call(
                () -> {
                    if (handleAt == 0) {
                        return VipResult.INVALID_PARAMETER;
                    }
                    var device = devices.device(CMemory.text(name));
                    var nic = new VipOut<VipNic>();
                    var result = device.provider().openNic(device.name(), nic);
                    if (result == VipResult.SUCCESS) {
                        nics.add(nic.value());
                        beginTurns();
                    }
                    return made(result, nic, handleAt);
                });
    }

    int closeNic(long nicHandle) {
        return nic(
                nicHandle,
                nic -> {
                    var result = nic.close();
                    if (result == VipResult.SUCCESS) {
                        nics.remove(nic);
                    }
                    return ended(result, nicHandle);
                });
    }

    int queryNic(long nicHandle, long to) {
        return nic(
                nicHandle,
                nic -> {
                    var out = new VipOut<VipNicAttributes>();
                    var result = nic.query(out);
                    if (result == VipResult.SUCCESS && to != 0) {
                        putNic(to, out.value());
                    }
                    return result;
                });
    }

    private void putNic(long to, VipNicAttributes is) {
        CMemory.putText(to + NIC_NAME, is.name(), NIC_NAME_BYTES);
        CMemory.putWord(to + NIC_HARDWARE, is.hardwareVersion());
        CMemory.putWord(to + NIC_PROVIDER, is.providerVersion());
        CMemory.putShort(to + NIC_ADDRESS_LEN, STATION_BYTES);
        CMemory.putWord(to + NIC_ADDRESS, callbacks.kept(stationBytes(is.station())));
        CMemory.putInteger(to + NIC_THREAD_SAFE, is.threadSafe() ? 1 : 0);
        CMemory.putShort(to + NIC_DISCRIMINATOR, is.maxDiscriminatorLen());
        CMemory.putWord(to + NIC_REGISTER_BYTES, is.maxRegisterBytes());
        CMemory.putWord(to + NIC_REGIONS, is.maxRegisterRegions());
        CMemory.putWord(to + NIC_BLOCK, is.maxRegisterBlockBytes());
        CMemory.putWord(to + NIC_VI, is.maxVi());
        CMemory.putWord(to + NIC_DESCRIPTORS, is.maxDescriptorsPerQueue());
        CMemory.putWord(to + NIC_SEGMENTS, is.maxSegmentsPerDesc());
        CMemory.putWord(to + NIC_CQ, is.maxCq());
        CMemory.putWord(to + NIC_CQ_ENTRIES, is.maxCqEntries());
        CMemory.putWord(to + NIC_TRANSFER, is.maxTransferSize());
        CMemory.putWord(to + NIC_MTU, is.nativeMtu());
        CMemory.putWord(to + NIC_PTAGS, is.maxPtags());
        CMemory.putShort(to + NIC_LEVELS, is.reliabilityLevelSupport());
        CMemory.putShort(to + NIC_READING, is.rdmaReadSupport());
    }

    int querySystemManagementInfo(long nicHandle, long kind, long list) {
        return nic(
                nicHandle,
                nic -> {
                    var out = new VipOut<VipAutodiscovery>();
                    var result = nic.querySystemManagementInfo((int) kind, out);
                    if (result != VipResult.SUCCESS || list == 0) {
                        return result;
                    }
                    var found = out.value();
                    long room = CMemory.word(list + LIST_COUNT);
                    long at = CMemory.word(list + LIST_ARRAY);
                    CMemory.putWord(list + LIST_HOPS, found.numberOfHops());
                    CMemory.putWord(list + LIST_COUNT, found.addresses().size());
                    for (int i = 0; at != 0 && i < found.addresses().size() && i < room; i++) {
                        at += putAddress(at, found.addresses().get(i));
                    }
                    return result;
                });
    }

    int errorCallback(long nicHandle, long context, long handler) {
        return nic(
                nicHandle,
                nic ->
                        nic.errorCallback(
                                handler == 0
                                        ? error -> say(error.code().toString())
                                        : error -> tell(nicHandle, context, handler, error)));
    }

    private void tell(long nicHandle, long context, long handler, VipError error) {
        long vi = handles.of(error.vi());
        int resource = error.code() == VipErrorCode.CATASTROPHIC ? 0 : 1;
        callbacks.error(handler, context, nicHandle, vi, resource, error.code().ordinal());
    }

    // ---- names

    int nsInit(long nicHandle, long info) {
        return nic(nicHandle, VipNic::nsInit);
    }

    int nsShutdown(long nicHandle) {
        return nic(nicHandle, VipNic::nsShutdown);
    }

    int nsGetHostByName(long nicHandle, long name, long addressAt, long index) {
        return nic(
                nicHandle,
                nic -> {
                    var out = new VipOut<VipAddress>();
                    int number = Math.clamp(index, 0, Integer.MAX_VALUE);
                    var result = nic.nsGetHostByName(CMemory.text(name), number, out);
                    if (result == VipResult.SUCCESS) {
                        putAddress(addressAt, out.value());
                    }
                    return result;
                });
    }

    int nsGetHostByAddr(long nicHandle, long addressAt, long name, long lengthAt) {
        return nic(
                nicHandle,
                nic -> {
                    if (name == 0 || lengthAt == 0) {
                        return VipResult.INVALID_PARAMETER;
                    }
                    var out = new VipOut<String>();
                    int room = Math.clamp(CMemory.word(lengthAt), 0, Short.MAX_VALUE);
                    var result = nic.nsGetHostByAddr(address(addressAt), room - 1, out);
                    if (result == VipResult.SUCCESS) {
                        CMemory.putText(name, out.value(), room);
                        int bytes = out.value().getBytes(StandardCharsets.UTF_8).length;
                        CMemory.putWord(lengthAt, bytes + 1);
                    }
                    return result;
                });
    }

    // ---- protection tags, memory

    int createPtag(long nicHandle, long handleAt) {
        return nic(
                nicHandle,
                nic -> {
                    var out = new VipOut<VipPtag>();
                    return made(nic.createPtag(out), out, handleAt);
                });
    }

    int destroyPtag(long nicHandle, long handle) {
        return nic(
                nicHandle,
                nic ->
                        handles.find(VipPtag.class, handle)
                                .map(ptag -> ended(nic.destroyPtag(ptag), handle))
                                .orElse(VipResult.INVALID_PARAMETER));
    }

    int registerMem(long nicHandle, long at, long bytes, long attributes, long handleAt) {
        return nic(
                nicHandle,
                nic ->
                        withMemAttributes(
                                attributes,
                                wanted -> {
                                    if (at == 0 || bytes < 0 || handleAt == 0) {
                                        return VipResult.INVALID_PARAMETER;
                                    }
                                    var out = new VipOut<Integer>();
                                    var memory = CMemory.at(at, bytes);
                                    var result = nic.registerMem(memory, wanted, out);
                                    if (result == VipResult.SUCCESS) {
                                        CMemory.putInteger(handleAt, out.value());
                                    }
                                    return result;
                                }));
    }

    int deregisterMem(long nicHandle, long at, int handle) {
        return nic(nicHandle, nic -> nic.deregisterMem(CMemory.at(at, 0), handle));
    }

    int queryMem(long nicHandle, long at, int handle, long to) {
        return nic(
                nicHandle,
                nic -> {
                    var out = new VipOut<VipMemAttributes>();
                    var result = nic.queryMem(CMemory.at(at, 0), handle, out);
                    if (result == VipResult.SUCCESS && to != 0) {
                        CMemory.putWord(to + MEM_PTAG, handles.of(out.value().ptag()));
                        CMemory.putInteger(to + MEM_RDMA_WRITE, out.value().rdmaWrite() ? 1 : 0);
                        CMemory.putInteger(to + MEM_RDMA_READ, out.value().rdmaRead() ? 1 : 0);
                    }
                    return result;
                });
    }

    int setMemAttributes(long nicHandle, long at, int handle, long attributes) {
        return nic(
                nicHandle,
                nic ->
                        withMemAttributes(
                                attributes,
                                wanted -> nic.setMemAttributes(CMemory.at(at, 0), handle, wanted)));
    }

    // ---- VIs

    int createVi(long nicHandle, long attributes, long sendCq, long recvCq, long handleAt) {
        return nic(
                nicHandle,
                nic -> {
                    var send = handles.find(VipCq.class, sendCq);
                    var receive = handles.find(VipCq.class, recvCq);
                    boolean known =
                            (sendCq == 0 || send.isPresent())
                                    && (recvCq == 0 || receive.isPresent());
                    if (!known || handleAt == 0) {
                        return VipResult.INVALID_PARAMETER;
                    }
                    var out = new VipOut<VipVi>();
                    return withAttributes(
                            attributes,
                            wanted ->
                                    made(
                                            nic.createVi(
                                                    wanted,
                                                    send.orElse(null),
                                                    receive.orElse(null),
                                                    out),
                                            out,
                                            handleAt));
                });
    }

    int destroyVi(long viHandle) {
        return vi(viHandle, vi -> ended(vi.destroy(), viHandle));
    }

    int setViAttributes(long viHandle, long attributes) {
        return vi(viHandle, vi -> withAttributes(attributes, vi::setAttributes));
    }

    int queryVi(long viHandle, long stateAt, long to, long sendEmptyAt, long recvEmptyAt) {
        return vi(
                viHandle,
                vi -> {
                    var state = new VipOut<VipViState>();
                    var attributes = new VipOut<VipViAttributes>();
                    var emptied = new VipOut<boolean[]>();
                    var result = vi.query(state, attributes, emptied);
                    if (result != VipResult.SUCCESS) {
                        return result;
                    }
                    CMemory.putInteger(stateAt, state.value().ordinal());
                    CMemory.putInteger(sendEmptyAt, emptied.value()[0] ? 1 : 0);
                    CMemory.putInteger(recvEmptyAt, emptied.value()[1] ? 1 : 0);
                    if (to != 0) {
                        var is = attributes.value();
                        putAttributes(
                                to,
                                is.reliability(),
                                is.maxTransferSize(),
                                is.qualityOfService(),
                                handles.of(is.ptag()),
                                is.rdmaWrite(),
                                is.rdmaRead());
                    }
                    return result;
                });
    }

    // ---- connections

    int connectWait(
            long nicHandle,
            long local,
            long timeout,
            long remoteAt,
            long attributesAt,
            long handleAt) {
        return nic(
                nicHandle,
                nic -> {
                    var out = new VipOut<VipConnection>();
                    var result = nic.connectWait(address(local), milliseconds(timeout), out);
                    if (result == VipResult.SUCCESS) {
                        putAddress(remoteAt, out.value().remoteAddress());
                        putRemote(attributesAt, out.value().remoteAttributes());
                        CMemory.putWord(handleAt, handles.add(new Asked(nic, out.value())));
                    }
                    return result;
                });
    }

    int connectAccept(long connection, long viHandle) {
        return call(
                () ->
                        handles.find(Asked.class, connection)
                                .flatMap(
                                        asked ->
                                                handles.find(VipVi.class, viHandle)
                                                        .map(vi -> accept(asked, vi)))
                                .map(result -> ended(result, connection))
                                .orElse(VipResult.INVALID_PARAMETER));
    }

    private static VipResult accept(Asked asked, VipVi vi) {
        return explained(asked.nic, () -> asked.nic.connectAccept(asked.connection, vi));
    }

    int connectReject(long connection) {
        return call(
                () ->
                        handles.find(Asked.class, connection)
                                .map(asked -> asked.nic.connectReject(asked.connection))
                                .map(result -> ended(result, connection))
                                .orElse(VipResult.INVALID_PARAMETER));
    }

    private static VipResult remote(
            VipResult result, VipOut<VipRemoteAttributes> attributes, long to) {
        if (result == VipResult.SUCCESS) {
            putRemote(to, attributes.value());
        }
        return result;
    }

    int connectRequest(long viHandle, long local, long remote, long timeout, long attributesAt) {
        return vi(
                viHandle,
                vi -> {
                    var out = new VipOut<VipRemoteAttributes>();
                    var result =
                            vi.connectRequest(
                                    address(local), address(remote), milliseconds(timeout), out);
                    return remote(result, out, attributesAt);
                });
    }

    int disconnect(long viHandle) {
        return vi(viHandle, VipVi::disconnect);
    }

    int connectPeerRequest(long viHandle, long local, long remote, long timeout) {
        return vi(
                viHandle,
                vi ->
                        vi.connectPeerRequest(
                                address(local), address(remote), milliseconds(timeout)));
    }

    int connectPeerDone(long viHandle, long attributesAt) {
        return vi(
                viHandle,
                vi -> {
                    var out = new VipOut<VipRemoteAttributes>();
                    return remote(vi.connectPeerDone(out), out, attributesAt);
                });
    }

    int connectPeerWait(long viHandle, long attributesAt) {
        return vi(
                viHandle,
                vi -> {
                    var out = new VipOut<VipRemoteAttributes>();
                    return remote(vi.connectPeerWait(out), out, attributesAt);
                });
    }

    // ---- work queues

    /// Only its address counts: the library looks for it in registered memory.
    private static VipDescriptor descriptor(long at) {
        return new VipDescriptor(CMemory.at(at, 0));
    }

    private static VipResult given(VipResult result, VipOut<VipDescriptor> out, long to) {
        CMemory.putWord(to, out.isEmpty() ? 0 : out.value().address());
        return result;
    }

    int postSend(long viHandle, long at, int handle) {
        return vi(viHandle, vi -> vi.postSend(descriptor(at), handle));
    }

    int postRecv(long viHandle, long at, int handle) {
        return vi(viHandle, vi -> vi.postRecv(descriptor(at), handle));
    }

    int sendDone(long viHandle, long to) {
        return vi(
                viHandle,
                vi -> {
                    var out = new VipOut<VipDescriptor>();
                    return given(vi.sendDone(out), out, to);
                });
    }

    int recvDone(long viHandle, long to) {
        return vi(
                viHandle,
                vi -> {
                    var out = new VipOut<VipDescriptor>();
                    return given(vi.recvDone(out), out, to);
                });
    }

    int sendWait(long viHandle, long timeout, long to) {
        return await(
                timeout,
                slice ->
                        vi(
                                viHandle,
                                vi -> {
                                    var out = new VipOut<VipDescriptor>();
                                    return given(vi.sendWait(slice, out), out, to);
                                }));
    }

    int recvWait(long viHandle, long timeout, long to) {
        return await(
                timeout,
                slice ->
                        vi(
                                viHandle,
                                vi -> {
                                    var out = new VipOut<VipDescriptor>();
                                    return given(vi.recvWait(slice, out), out, to);
                                }));
    }

    int sendNotify(long viHandle, long context, long callback) {
        return vi(
                viHandle,
                vi ->
                        callback == 0
                                ? VipResult.INVALID_PARAMETER
                                : vi.sendNotify((_, done) -> tell(callback, context, vi, done)));
    }

    int recvNotify(long viHandle, long context, long callback) {
        return vi(
                viHandle,
                vi ->
                        callback == 0
                                ? VipResult.INVALID_PARAMETER
                                : vi.recvNotify((_, done) -> tell(callback, context, vi, done)));
    }

    private void tell(long callback, long context, VipVi vi, VipDescriptor done) {
        callbacks.descriptor(
                callback, context, handles.of(vi.nic()), handles.of(vi), done.address());
    }

    // ---- completion queues

    int createCQ(long nicHandle, long size, long handleAt) {
        return nic(
                nicHandle,
                nic -> {
                    var out = new VipOut<VipCq>();
                    int entries = Math.clamp(size, 0, Integer.MAX_VALUE);
                    return made(nic.createCq(entries, out), out, handleAt);
                });
    }

    int destroyCQ(long cqHandle) {
        return cq(cqHandle, cq -> ended(cq.destroy(), cqHandle));
    }

    int resizeCQ(long cqHandle, long size) {
        return cq(cqHandle, cq -> cq.resize(Math.clamp(size, 0, Integer.MAX_VALUE)));
    }

    private VipResult entry(VipResult result, VipOut<VipCq.Entry> out, long viAt, long receiveAt) {
        if (result == VipResult.SUCCESS) {
            CMemory.putWord(viAt, handles.of(out.value().vi()));
            CMemory.putInteger(receiveAt, out.value().receive() ? 1 : 0);
        }
        return result;
    }

    int cqDone(long cqHandle, long viAt, long receiveAt) {
        return cq(
                cqHandle,
                cq -> {
                    var out = new VipOut<VipCq.Entry>();
                    return entry(cq.done(out), out, viAt, receiveAt);
                });
    }

    int cqWait(long cqHandle, long timeout, long viAt, long receiveAt) {
        return await(
                timeout,
                slice ->
                        cq(
                                cqHandle,
                                cq -> {
                                    var out = new VipOut<VipCq.Entry>();
                                    return entry(cq.await(slice, out), out, viAt, receiveAt);
                                }));
    }

    int cqNotify(long cqHandle, long context, long callback) {
        return cq(
                cqHandle,
                cq ->
                        callback == 0
                                ? VipResult.INVALID_PARAMETER
                                : cq.notify(
                                        (_, done) ->
                                                callbacks.completion(
                                                        callback,
                                                        context,
                                                        handles.of(done.vi().nic()),
                                                        handles.of(done.vi()),
                                                        done.receive() ? 1 : 0)));
    }
}
