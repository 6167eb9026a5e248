package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;
import static org.jetstreamlan.abi.WindowWords.LONG;
import static org.jetstreamlan.abi.daemon.ServiceReason.CLOSED;
import static org.jetstreamlan.abi.daemon.ServiceReason.MEMORY_REFUSED;
import static org.jetstreamlan.abi.daemon.ServiceReason.NOT_PERMITTED;
import static org.jetstreamlan.abi.daemon.ServiceReason.NO_CLAN;
import static org.jetstreamlan.abi.daemon.ServiceReason.NO_DESCRIPTOR;
import static org.jetstreamlan.abi.daemon.ServiceReason.OUT_OF_RANGE;
import static org.jetstreamlan.abi.daemon.ServiceReason.RESERVED_BITS;
import static org.jetstreamlan.abi.daemon.ServiceReason.UNKNOWN_REQUEST;
import static org.jetstreamlan.abi.daemon.ServiceReason.WRONG_STATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.StatusPage;
import org.jetstreamlan.abi.daemon.ClanAnswer;
import org.jetstreamlan.abi.daemon.ClanRequest;
import org.jetstreamlan.abi.daemon.ClanSignals;
import org.jetstreamlan.abi.daemon.ClanStation;
import org.jetstreamlan.abi.daemon.ClanSubmission;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.RingStation;
import org.jetstreamlan.driver.clan.AdapterClan;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.EndpointCount;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.RemoteRegion;
import org.jetstreamlan.driver.shared.OpenFile;
import org.jetstreamlan.driver.shared.ProcessMemory;
import org.jspecify.annotations.Nullable;

/// What a client has of its station's CLAN: entries of the adapter's tables, counted in its user's quota. A number is looked for among its own only: another client's is as unknown as one that nobody has. What the adapter
/// reads and writes of it is in its process's memory, within the regions that it has, or where its endpoints' queues and status pages are; the daemon itself writes its signals there, and texts and names where it
/// asks for them.
final class ClientClan {
    /// A tripwire, armed by doorbells of its own endpoints.
    private record Wire(int key) {}

    /// An aperture's pages.
    private record Pages(int endpoint, int count) {}

    /// The daemon's own user, whose processes could stop it anyway.
    private final int ownUid;

    private final StationClan station;
    private final DaemonSettings.User user;
    private final int uid;
    private final int pid;
    private final Account account;
    private final ClientFiles files;
    private final Runnable bell;
    private final MemorySegment scratch = Arena.ofAuto().allocate(ClanStation.BYTES, Long.BYTES);

    /// How many regions and endpoints have each tag.
    private final Map<Integer, Integer> tags = new HashMap<>();

    /// Tag of each, by key.
    private final Map<Integer, Integer> regions = new HashMap<>();

    private final Map<Integer, LentEndpoint> endpoints = new HashMap<>();
    private final Map<Integer, Pages> apertures = new HashMap<>();
    private final Map<Integer, Wire> wires = new HashMap<>();
    private StationClan.@Nullable Open open;
    private @Nullable ProcessMemory memory;
    private @Nullable ClientConnections connections;
    private long base;
    private long signals;
    private int signalled;
    private int connectionsChanged;
    private boolean ending;

    /// @param bell wakes the client, if it sleeps for this
    ClientClan(
            StationClan station,
            DaemonSettings.User user,
            int ownUid,
            int uid,
            int pid,
            Account account,
            ClientFiles files,
            Runnable bell) {
        this.station = station;
        this.user = user;
        this.ownUid = ownUid;
        this.uid = uid;
        this.pid = pid;
        this.account = account;
        this.files = files;
        this.bell = bell;
    }

    /// Does what a submission asks for.
    ///
    /// @param submission private memory
    /// @param answer receives results
    void handle(MemorySegment submission, MemorySegment answer) throws ServiceException {
        int head = submission.get(WORD, Submission.REQUEST_AT);
        if ((head & ClanSubmission.RESERVED) != 0) {
            throw new ServiceException(
                    RESERVED_BITS,
                    "bits %#x of word %#x mean nothing here; clear them"
                            .formatted(head & ClanSubmission.RESERVED, head));
        }
        int operation = ClanSubmission.OPERATION.get(head);
        var request = ClanRequest.of(operation);
        if (request == ClanRequest.NONE) {
            throw new ServiceException(
                    UNKNOWN_REQUEST,
                    "request %d of CLAN is none of 1..%d"
                            .formatted(operation, ClanRequest.maximum()));
        }
        try {
            if (request == ClanRequest.BEGIN) {
                begin(address(submission), answer);
            } else {
                handle(request, required(), new Words(submission), answer);
            }
        } catch (ClanException e) {
            throw new ServiceException(reason(e.reason()), String.valueOf(e.getMessage()));
        } catch (DriverException e) {
            throw new ServiceException(reason(e.reason()), String.valueOf(e.getMessage()));
        }
    }

    /// The one of the same name; what a client cannot know of is REFUSED.
    private static ServiceReason reason(Enum<?> of) {
        return Arrays.stream(ServiceReason.values())
                .filter(each -> each.name().equals(of.name()))
                .findFirst()
                .orElse(ServiceReason.REFUSED);
    }

    /// A submission, in the daemon's own memory.
    record Words(MemorySegment submission) {
        int number() {
            return submission.get(WORD, ClanSubmission.NUMBER_AT);
        }

        int argument() {
            return submission.get(WORD, ClanSubmission.ARGUMENT_AT);
        }

        int other() {
            return submission.get(WORD, ClanSubmission.OTHER_AT);
        }

        int textBytes() {
            return submission.get(WORD, ClanSubmission.TEXT_BYTES_AT);
        }

        long address() {
            return submission.get(LONG, ClanSubmission.ADDRESS_AT);
        }

        long second() {
            return submission.get(LONG, ClanSubmission.SECOND_AT);
        }

        long bytes() {
            return submission.get(LONG, ClanSubmission.BYTES_AT);
        }
    }

    private static long address(MemorySegment submission) {
        return submission.get(LONG, ClanSubmission.ADDRESS_AT);
    }

    private AdapterClan required() throws ServiceException {
        if (open == null) {
            throw new ServiceException(
                    NO_CLAN, "this client has not begun with CLAN; pass its memory, then BEGIN");
        }
        return open.adapter();
    }

    private void handle(ClanRequest request, AdapterClan clan, Words words, MemorySegment answer)
            throws ServiceException {
        var links = Objects.requireNonNull(connections);
        int number = words.number();
        switch (request) {
            case END -> end();
            case TAG -> number(answer, newTag(clan));
            case FREE_TAG -> freeTag(clan, number);
            case REGION -> number(answer, register(clan, words));
            case CHANGE_REGION -> change(clan, words);
            case CLOSE_REGION -> closeRegion(clan, number);
            case ENDPOINT -> reserve(clan, words, answer);
            case BREAK -> endpoint(number).breakOff();
            case CLOSE_ENDPOINT -> {
                endpoint(number);
                clan.close(number);
            }
            case IS_CLOSED -> {
                endpoint(number);
                number(answer, clan.isClosed(number) ? 1 : 0);
            }
            case RELEASE -> release(clan, number);
            case APERTURE -> number(answer, openPages(clan, words));
            case CLOSE_APERTURE -> number(answer, closePages(clan, number) ? 1 : 0);
            case WATCH -> number(answer, watch(clan, words));
            case UNWATCH -> unwatch(clan, number);
            case STORE -> store(clan, words);
            case STATIONS -> number(answer, tellStations(clan, words));
            case LISTEN -> links.listen(number);
            case IGNORE -> links.ignore(number);
            case NEXT -> links.next(number, words.address(), answer);
            case CONNECT -> number(answer, links.connect(words, endpoint(number)));
            case ACCEPT -> number(answer, links.accept(words, endpoint(words.argument())));
            case REJECT -> links.reject(number, text(words));
            case CONNECTION -> links.tell(number, words.address(), answer);
            case DISCONNECT -> links.disconnect(number);
            case FORGET -> links.forget(number);
            case NONE, BEGIN -> throw new IllegalStateException(request.name());
        }
    }

    private static void number(MemorySegment answer, int number) {
        answer.set(WORD, ClanAnswer.NUMBER_AT, number);
    }

    // ---- begin

    private void begin(long signalsAt, MemorySegment answer) throws ServiceException {
        if (ending || open != null) {
            throw new ServiceException(
                    WRONG_STATE, "this client has begun with CLAN already; connect again for more");
        }
        if (uid != ownUid) {
            throw new ServiceException(
                    NOT_PERMITTED,
                    "CLAN is for clients of the daemon's own user %d, not %d: one whose memory does not answer would hold up all; let a daemon of this user serve it"
                            .formatted(ownUid, uid));
        }
        var is = station.on();
        memory = attach();
        base = is.adapter().map(memory);
        signals = signalsAt;
        open = is;
        connections = new ClientConnections(this, is);
        station.add(this);
        answer.set(LONG, ClanAnswer.VALUE_AT, station.address());
        answer.set(WORD, ClanAnswer.NUMBER_AT, is.adapter().sizes().register());
        answer.set(WORD, ClanAnswer.OTHER_AT, station.clockKhz());
    }

    private ProcessMemory attach() throws ServiceException {
        var come = files.take();
        if (come == null) {
            throw new ServiceException(
                    NO_DESCRIPTOR,
                    "no descriptor has been passed; open /proc/self/mem, send it, then ask");
        }
        try {
            return ProcessMemory.attach(come, pid);
        } catch (IOException | IllegalArgumentException e) {
            letGo(come);
            throw new ServiceException(MEMORY_REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private static void letGo(OpenFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- tags, regions

    private void take(ClanQuota wanted) throws ServiceException {
        account.take(Quota.clan(wanted), user.quota());
    }

    private void giveBack(ClanQuota taken) {
        account.giveBack(Quota.clan(taken));
    }

    /// Takes something of the adapter, counted; or nothing.
    private int taken(ClanQuota wanted, java.util.function.IntSupplier what)
            throws ServiceException {
        take(wanted);
        try {
            return what.getAsInt();
        } catch (ClanException e) {
            giveBack(wanted);
            throw e;
        }
    }

    private int newTag(AdapterClan clan) throws ServiceException {
        int tag = taken(ClanQuota.ofTags(1), clan::newTag);
        tags.put(tag, 0);
        return tag;
    }

    private void freeTag(AdapterClan clan, int tag) throws ServiceException {
        int users = requireTag(tag);
        if (users > 0) {
            throw new ServiceException(
                    WRONG_STATE,
                    "tag %d: %d endpoints and regions have it; give them back first"
                            .formatted(tag, users));
        }
        tags.remove(tag);
        clan.freeTag(tag);
        giveBack(ClanQuota.ofTags(1));
    }

    private static ServiceException unknown(String what, int number) {
        return new ServiceException(
                CLOSED, "%s %#x is none of this client's; ask for one".formatted(what, number));
    }

    /// @return how many things have it
    private int requireTag(int tag) throws ServiceException {
        var users = tags.get(tag);
        if (users == null) {
            throw unknown("tag", tag);
        }
        return users;
    }

    private void use(int tag, int by) {
        tags.merge(tag, by, Integer::sum);
    }

    private int register(AdapterClan clan, Words words) throws ServiceException {
        int tag = words.number();
        requireTag(tag);
        requireRights(words.argument());
        requirePlace("region", words.address(), words.bytes());
        int key =
                taken(
                        ClanQuota.ofRegions(1),
                        () ->
                                clan.register(
                                        tag,
                                        base,
                                        words.address(),
                                        words.bytes(),
                                        words.argument()));
        regions.put(key, tag);
        use(tag, 1);
        return key;
    }

    private static void requireRights(int rights) throws ServiceException {
        if ((rights & ~RegionEntry.RIGHTS.maximum()) != 0) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "region: rights %#x; there are %#x"
                            .formatted(rights, RegionEntry.RIGHTS.maximum()));
        }
    }

    /// A process's addresses are below 2^47, and a region below 2^40 bytes.
    private static void requirePlace(String what, long address, long bytes)
            throws ServiceException {
        boolean fits = address >= 0 && bytes >= 0 && bytes < 1L << 40;
        if (!fits || address > (1L << 47) - bytes) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "%s: %,d bytes from %#x on; addresses are below 2^47, lengths below 2^40"
                            .formatted(what, bytes, address));
        }
    }

    private int requireRegion(int key) throws ServiceException {
        var tag = regions.get(key);
        if (tag == null) {
            throw unknown("region", key);
        }
        return tag;
    }

    private void change(AdapterClan clan, Words words) throws ServiceException {
        int before = requireRegion(words.number());
        requireTag(words.other());
        requireRights(words.argument());
        clan.change(words.number(), words.other(), words.argument());
        regions.put(words.number(), words.other());
        use(before, -1);
        use(words.other(), 1);
    }

    private void closeRegion(AdapterClan clan, int key) throws ServiceException {
        int tag = requireRegion(key);
        // Its entry may be another client's next.
        if (wires.values().stream().anyMatch(wire -> wire.key == key)) {
            throw new ServiceException(
                    WRONG_STATE,
                    "region %#x: tripwires watch it; give them back first".formatted(key));
        }
        clan.deregister(key);
        regions.remove(key);
        use(tag, -1);
        giveBack(ClanQuota.ofRegions(1));
    }

    // ---- endpoints

    private LentEndpoint endpoint(int number) throws ServiceException {
        var endpoint = endpoints.get(number);
        if (endpoint == null) {
            throw unknown("endpoint", number);
        }
        return endpoint;
    }

    private void reserve(AdapterClan clan, Words words, MemorySegment answer)
            throws ServiceException {
        int tag = words.number();
        requireTag(tag);
        int cells = words.argument();
        if (cells < 0 || cells > clan.sizes().cells()) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "endpoint: %d cells of store memory; there are %d"
                            .formatted(cells, clan.sizes().cells()));
        }
        var options = new EndpointOptions(tag, cells, words.other());
        requirePlace("send queue", words.address(), 0);
        requirePlace("status page", words.second(), 0);
        if (words.address() % 64 != 0 || words.second() % StatusPage.BYTES != 0) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "endpoint: queue at %#x, status page at %#x; they lie at multiples of 64 and %d"
                            .formatted(words.address(), words.second(), StatusPage.BYTES));
        }
        int number =
                taken(
                        ClanQuota.ofEndpoint(cells),
                        () -> clan.reserve(options, base + words.address(), base + words.second()));
        endpoints.put(number, new LentEndpoint(clan, number, tag, cells));
        Objects.requireNonNull(open).endpointOwners()[number] = this;
        use(tag, 1);
        for (var what : EndpointCount.values()) {
            write(ClanSignals.count(number, what.ordinal()), clan.counted(number, what));
        }
        number(answer, number);
        answer.set(WORD, ClanAnswer.OTHER_AT, clan.doorbellPage(number));
    }

    private void release(AdapterClan clan, int number) throws ServiceException {
        var endpoint = endpoint(number);
        boolean used = apertures.values().stream().anyMatch(each -> each.endpoint == number);
        if (used || !clan.isClosed(number)) {
            throw new ServiceException(
                    WRONG_STATE,
                    "endpoint %d: it is not closed, or has apertures; end them first"
                            .formatted(number));
        }
        Objects.requireNonNull(connections).disconnect(endpoint);
        giveBack(clan, endpoint);
        endpoints.remove(number);
    }

    private void giveBack(AdapterClan clan, LentEndpoint endpoint) {
        endpoint.giveBack();
        Objects.requireNonNull(open).endpointOwners()[endpoint.number()] = null;
        clan.release(endpoint.number());
        use(endpoint.tag, -1);
        giveBack(ClanQuota.ofEndpoint(endpoint.cells));
    }

    // ---- pages, tripwires, stores

    private int openPages(AdapterClan clan, Words words) throws ServiceException {
        endpoint(words.number());
        int code = words.argument();
        if (code != ApertureEntry.WRITE && code != ApertureEntry.TRANSFER) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "aperture of kind %d; %d writes, %d transfers"
                            .formatted(code, ApertureEntry.WRITE, ApertureEntry.TRANSFER));
        }
        var kind = code == ApertureEntry.WRITE ? Aperture.Kind.WRITE : Aperture.Kind.TRANSFER;
        long window = (long) clan.sizes().pages() * ApertureEntry.PAGE_BYTES;
        if (words.bytes() < 1 || words.bytes() > window) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "aperture of %,d bytes; choose 1..%,d".formatted(words.bytes(), window));
        }
        int pages =
                (int)
                        Long.highestOneBit(
                                2
                                                * ((words.bytes() + ApertureEntry.PAGE_BYTES - 1)
                                                        / ApertureEntry.PAGE_BYTES)
                                        - 1);
        var remote = new RemoteRegion(words.other(), words.address(), words.bytes());
        int first =
                taken(
                        ClanQuota.ofPages(pages),
                        () -> clan.openPages(words.number(), kind, remote, 0, words.bytes()));
        apertures.put(first, new Pages(words.number(), pages));
        return first;
    }

    private boolean closePages(AdapterClan clan, int first) throws ServiceException {
        var pages = apertures.get(first);
        if (pages == null) {
            throw unknown("aperture", first);
        }
        if (!clan.closePages(first)) {
            return false;
        }
        apertures.remove(first);
        giveBack(ClanQuota.ofPages(pages.count));
        return true;
    }

    private int watch(AdapterClan clan, Words words) throws ServiceException {
        endpoint(words.number());
        requireRegion(words.argument());
        int wire =
                taken(
                        ClanQuota.ofTripwires(1),
                        () -> clan.watch(words.number(), words.argument(), words.second()));
        wires.put(wire, new Wire(words.argument()));
        Objects.requireNonNull(open).tripwireOwners()[wire] = this;
        write(ClanSignals.fired(wire), clan.fired(wire));
        return wire;
    }

    private void unwatch(AdapterClan clan, int wire) throws ServiceException {
        if (wires.remove(wire) == null) {
            throw unknown("tripwire", wire);
        }
        giveBackWire(clan, wire);
    }

    private void giveBackWire(AdapterClan clan, int wire) {
        Objects.requireNonNull(open).tripwireOwners()[wire] = null;
        clan.unwatch(wire);
        giveBack(ClanQuota.ofTripwires(1));
    }

    /// What the bus would refuse is refused here: no fault of the adapter comes of it.
    private void store(AdapterClan clan, Words words) throws ServiceException {
        int offset = words.number();
        int bytes = words.argument();
        int page = offset / ApertureEntry.PAGE_BYTES;
        int place = offset % ApertureEntry.PAGE_BYTES;
        if (offset < 0
                || bytes < 1
                || bytes > ClanSubmission.DATA_BYTES
                || !mayStore(clan, page, place, bytes)) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "store of %d bytes at %#x of the window; this client has no such doorbell, and no aperture there of that length"
                            .formatted(bytes, offset));
        }
        if (isDoorbell(clan, page)) {
            clan.store(offset, words.submission.get(WORD, ClanSubmission.DATA_AT));
        } else {
            clan.store(offset, words.submission, ClanSubmission.DATA_AT, bytes);
        }
    }

    private boolean mayStore(AdapterClan clan, int page, int place, int bytes) {
        if (isDoorbell(clan, page)) {
            return bytes == Integer.BYTES
                    && (place == ApertureEntry.PRODUCER_AT || place == ApertureEntry.ARM_AT);
        }
        return isOwn(page) && place + bytes <= clan.pageBytes(page);
    }

    private boolean isOwn(int page) {
        for (var each : apertures.entrySet()) {
            if (page >= each.getKey() && page < each.getKey() + each.getValue().count) {
                return true;
            }
        }
        return false;
    }

    private boolean isDoorbell(AdapterClan clan, int page) {
        for (var number : endpoints.keySet()) {
            if (clan.doorbellPage(number) == page) {
                return true;
            }
        }
        return false;
    }

    // ---- what the client is told, in its memory

    private int tellStations(AdapterClan clan, Words words) throws ServiceException {
        List<RingStation> stations = clan.stations();
        if (words.bytes() < (long) stations.size() * ClanStation.BYTES) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "stations: room for %,d bytes, %,d are needed"
                            .formatted(words.bytes(), stations.size() * ClanStation.BYTES));
        }
        for (int i = 0; i < stations.size(); i++) {
            var each = stations.get(i);
            byte[] name = each.name().getBytes(StandardCharsets.UTF_8);
            int length = Math.min(name.length, ClanStation.NAME_BYTES_MAXIMUM);
            scratch.fill((byte) 0);
            scratch.set(LONG, ClanStation.ADDRESS_AT, each.address());
            scratch.set(WORD, ClanStation.ID_AT, each.id());
            scratch.set(WORD, ClanStation.NAME_BYTES_AT, length);
            MemorySegment.copy(
                    MemorySegment.ofArray(name), 0, scratch, ClanStation.NAME_AT, length);
            put(words.address() + (long) i * ClanStation.BYTES, scratch, ClanStation.BYTES);
        }
        return stations.size();
    }

    /// Writes to the client's memory; what is not there is its own loss.
    void put(long address, MemorySegment from, int bytes) {
        Objects.requireNonNull(memory).write(address, from, 0, bytes);
    }

    /// The text of a request.
    byte[] text(Words words) throws ServiceException {
        int bytes = words.textBytes();
        if (bytes < 0 || bytes > ClientConnections.TEXT_BYTES_MAXIMUM) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "connect: text of %d bytes; at most %d go, tell the rest over the connection"
                            .formatted(bytes, ClientConnections.TEXT_BYTES_MAXIMUM));
        }
        var text = MemorySegment.ofArray(new byte[bytes]);
        if (!Objects.requireNonNull(memory).read(words.address(), text, 0, bytes)) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "connect: no text of %d bytes is at %#x".formatted(bytes, words.address()));
        }
        return text.toArray(ValueLayout.JAVA_BYTE);
    }

    private void write(int at, int value) {
        scratch.set(WORD, 0, value);
        put(signals + at, scratch, Integer.BYTES);
    }

    /// Behind what it tells of.
    private void signal() {
        write(ClanSignals.SIGNALS_AT, ++signalled);
        bell.run();
    }

    void fired(int wire) {
        if (ending) {
            return;
        }
        write(ClanSignals.fired(wire), Objects.requireNonNull(open).adapter().fired(wire));
        signal();
    }

    void changed(int endpoint) {
        if (ending) {
            return;
        }
        var clan = Objects.requireNonNull(open).adapter();
        for (var what : EndpointCount.values()) {
            write(ClanSignals.count(endpoint, what.ordinal()), clan.counted(endpoint, what));
        }
        signal();
    }

    void connectionsChanged() {
        write(ClanSignals.CONNECTIONS_AT, ++connectionsChanged);
        signal();
    }

    boolean isPrivileged() {
        return user.privileged();
    }

    // ---- its end

    /// Tells it of connections; or, when it has gone, closes what can be closed.
    ///
    /// @return false when all is back
    boolean turn() {
        if (!ending) {
            Objects.requireNonNull(connections).turn();
            return true;
        }
        var clan = Objects.requireNonNull(open).adapter();
        for (var endpoint : List.copyOf(endpoints.values())) {
            if (clan.isClosed(endpoint.number())) {
                closeApertures(clan, endpoint.number());
                giveBack(clan, endpoint);
                endpoints.remove(endpoint.number());
            }
        }
        if (!endpoints.isEmpty()) {
            return true;
        }
        for (int tag : tags.keySet()) {
            clan.freeTag(tag);
            giveBack(ClanQuota.ofTags(1));
        }
        tags.clear();
        return false;
    }

    private void closeApertures(AdapterClan clan, int endpoint) {
        apertures
                .entrySet()
                .removeIf(
                        each -> {
                            boolean gone =
                                    each.getValue().endpoint == endpoint
                                            && clan.closePages(each.getKey());
                            if (gone) {
                                giveBack(ClanQuota.ofPages(each.getValue().count));
                            }
                            return gone;
                        });
    }

    boolean isEnding() {
        return ending;
    }

    /// The client has gone, or wants no more of it: its memory is touched no more. Peers are told; endpoints are given back as they close.
    void end() {
        if (open == null || ending) {
            return;
        }
        ending = true;
        var clan = open.adapter();
        forgetMemory(clan);
        Objects.requireNonNull(connections).end();
        wires.keySet().forEach(wire -> giveBackWire(clan, wire));
        wires.clear();
        for (var region : regions.entrySet()) {
            clan.deregister(region.getKey());
            use(region.getValue(), -1);
            giveBack(ClanQuota.ofRegions(1));
        }
        regions.clear();
        endpoints.values().forEach(endpoint -> clan.close(endpoint.number()));
        turn();
    }

    private void forgetMemory(AdapterClan clan) {
        var gone = Objects.requireNonNull(memory);
        gone.revoke();
        clan.unmap(gone);
        try {
            gone.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The adapter is lost, and all that was there.
    void forgetAll() {
        if (open != null && !ending) {
            ending = true;
            forgetMemory(open.adapter());
            account.giveBack(Quota.clan(held()));
        }
    }

    private ClanQuota held() {
        var sum =
                ClanQuota.ofTags(tags.size())
                        .plus(ClanQuota.ofRegions(regions.size()))
                        .plus(ClanQuota.ofTripwires(wires.size()));
        for (var endpoint : endpoints.values()) {
            sum = sum.plus(ClanQuota.ofEndpoint(endpoint.cells));
        }
        for (var pages : apertures.values()) {
            sum = sum.plus(ClanQuota.ofPages(pages.count));
        }
        return sum;
    }
}
