package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.abi.clan.TripwireHash;
import org.jetstreamlan.driver.RingMap;
import org.jspecify.annotations.Nullable;

/// Which entries of an adapter's tables are in use, and what lies in them.
final class ClanEntries {
    /// Tags that there are; 0 is no one's.
    private static final int TAGS = 1 << 12;

    /// Memory of a region.
    ///
    /// @param own memory of this process; null: of another one
    /// @param name of its first byte: the process's own address
    /// @param busAddress of its first byte
    record RegionRow(@Nullable MemorySegment own, long name, long busAddress, long bytes) {}

    /// A region that is there.
    private record Registered(RegionRow row, int key, int tag) {}

    /// An endpoint that is reserved.
    private static final class Row {
        final EndpointOptions options;
        final int part;
        final int page;
        final int[] words = new int[EndpointEntry.LAYOUT.words().size()];
        @Nullable MemorySegment ownQueue;
        long queue;
        long status;
        int incarnation;
        @Nullable ClanPeer peer;

        Row(EndpointOptions options, int part, int page, int incarnation) {
            this.options = options;
            this.part = part;
            this.page = page;
            this.incarnation = incarnation;
        }

        int pieces() {
            return options.cells() / EndpointEntry.PART_CELLS;
        }
    }

    private final ClanSizes sizes;
    private final TableAccess tables;
    private final RandomGenerator random;
    private final FreeNumbers tags = new FreeNumbers(TAGS);
    private final FreeNumbers numbers;
    private final FreeNumbers regions;
    private final FreeNumbers pages;
    private final FreeNumbers parts;
    private final FreeNumbers wires;
    private final TripwirePlaces places;
    private final @Nullable Row[] rows;
    private final @Nullable Registered[] registered;

    /// Of the aperture that begins with a page, how many it has.
    private final int[] runs;

    /// Of a page of an aperture, how much of it may be stored to.
    private final int[] pageBytes;

    ClanEntries(ClanSizes sizes, TableAccess tables, RandomGenerator random) {
        this.sizes = sizes;
        this.tables = tables;
        this.random = random;
        tags.take();
        numbers = new FreeNumbers(sizes.endpoints());
        regions = new FreeNumbers(sizes.regions());
        pages = new FreeNumbers(sizes.pages());
        parts = new FreeNumbers(sizes.cells() / EndpointEntry.PART_CELLS);
        wires = new FreeNumbers(sizes.words());
        places = new TripwirePlaces(sizes.log2Words(), this::writeWord);
        rows = new Row[sizes.endpoints()];
        registered = new Registered[sizes.regions()];
        runs = new int[sizes.pages()];
        pageBytes = new int[sizes.pages()];
    }

    // ---- tags, regions

    int newTag() {
        return taken(
                tags.take(),
                ClanException.Reason.NO_TAG_LEFT,
                "tag: all %d are in use; give one back".formatted(TAGS - 1));
    }

    void freeTag(int tag) {
        tags.give(tag);
    }

    private static int taken(int number, ClanException.Reason reason, String message) {
        if (number < 0) {
            throw new ClanException(reason, message);
        }
        return number;
    }

    /// @return the key
    int register(RegionRow row, int tag, int rights) {
        int entry =
                taken(
                        regions.take(),
                        ClanException.Reason.NO_REGION_LEFT,
                        "region: all %d are in use; close one".formatted(sizes.regions()));
        int key = RegionKey.of(entry, 1 + random.nextInt((1 << 23) - 1));
        registered[entry] = new Registered(row, key, tag);
        write(row, key, tag, rights);
        return key;
    }

    private Registered region(int key) {
        var known = registered[RegionKey.entry(key)];
        if (known == null || known.key != key) {
            throw new ClanException(
                    ClanException.Reason.CLOSED,
                    "region %#x: closed; register the memory again".formatted(key));
        }
        return known;
    }

    void change(int key, int tag, int rights) {
        var known = region(key);
        registered[RegionKey.entry(key)] = new Registered(known.row, key, tag);
        write(known.row, key, tag, rights);
    }

    private void write(RegionRow row, int key, int tag, int rights) {
        tables.write(
                ClanTable.REGION,
                RegionKey.entry(key),
                RegionKey.generation(key),
                RegionEntry.TAG.of(tag) | RegionEntry.RIGHTS.of(rights),
                (int) row.name,
                (int) (row.name >>> Integer.SIZE),
                (int) row.busAddress,
                (int) (row.busAddress >>> Integer.SIZE),
                (int) row.bytes,
                (int) (row.bytes >>> Integer.SIZE));
    }

    /// @return memory of this process that the adapter does not use any more; null if it was another's
    @Nullable MemorySegment deregister(int key) {
        var known = region(key);
        int entry = RegionKey.entry(key);
        tables.write(ClanTable.REGION, entry, 0, 0, 0, 0, 0, 0, 0, 0);
        registered[entry] = null;
        regions.give(entry);
        return known.row.own;
    }

    // ---- endpoints

    /// Bytes of a send queue.
    static long queueBytes(int descriptors) {
        return (long) Math.max(1, descriptors) * DmaDescriptor.BYTES;
    }

    /// @return its number; [#place] says where its memory is
    int reserve(EndpointOptions options) {
        requireSize("cells of store memory", options.cells(), EndpointEntry.PART_CELLS, 1_024);
        requireSize("descriptors", options.descriptors(), 2, 1 << 15);
        int pieces = options.cells() / EndpointEntry.PART_CELLS;
        int part = pieces == 0 ? 0 : parts.takeRun(pieces);
        if (part < 0) {
            throw new ClanException(
                    ClanException.Reason.NO_STORE_MEMORY,
                    "endpoint: %d cells of store memory in one piece; %d of %d are free; ask for fewer, or close an endpoint"
                            .formatted(
                                    options.cells(),
                                    parts.free() * EndpointEntry.PART_CELLS,
                                    sizes.cells()));
        }
        int page = pages.take();
        int number = page < 0 ? -1 : numbers.take();
        if (number < 0) {
            parts.giveRun(part, pieces);
            if (page >= 0) {
                pages.give(page);
                throw new ClanException(
                        ClanException.Reason.NO_ENDPOINT_LEFT,
                        "endpoint: all %d are in use; close one".formatted(sizes.endpoints()));
            }
            throw noPages(1);
        }
        rows[number] = new Row(options, part, page, drawIncarnation());
        writePage(page, ApertureEntry.DOORBELL, number, ApertureEntry.PAGE_BYTES, 0, 0);
        return number;
    }

    private static void requireSize(String what, int value, int least, int most) {
        boolean power = Integer.bitCount(value) == 1 && value >= least && value <= most;
        if (value != 0 && !power) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "endpoint: %d %s; choose 0, or a power of two from %d to %,d"
                            .formatted(value, what, least, most));
        }
    }

    private int drawIncarnation() {
        return random.nextInt(1 << 16);
    }

    /// @param ownQueue memory of the queue, if it is this process's
    /// @param queue its bus address
    /// @param status bus address of the status page
    void place(int endpoint, @Nullable MemorySegment ownQueue, long queue, long status) {
        var row = row(endpoint);
        row.ownQueue = ownQueue;
        row.queue = queue;
        row.status = status;
    }

    private Row row(int endpoint) {
        var row = rows[endpoint];
        if (row == null) {
            throw new ClanException(
                    ClanException.Reason.CLOSED,
                    "endpoint %d: closed; reserve another one".formatted(endpoint));
        }
        return row;
    }

    /// Whether its memory is this process's.
    boolean isOwn(int endpoint) {
        return row(endpoint).ownQueue != null;
    }

    int doorbellPage(int endpoint) {
        return row(endpoint).page;
    }

    int incarnation(int endpoint) {
        return row(endpoint).incarnation;
    }

    /// @param station id of the peer's
    void open(int endpoint, ClanPeer peer, int station, ClanLevel level) {
        var row = row(endpoint);
        int descriptors = row.options.descriptors();
        int log2Queue = descriptors == 0 ? 0 : Integer.numberOfTrailingZeros(descriptors);
        int[] words = row.words;
        words[EndpointEntry.PEER] =
                EndpointEntry.PEER_STATION.of(station)
                        | EndpointEntry.PEER_ENDPOINT.of(peer.endpoint())
                        | EndpointEntry.LEVEL.of(level.ordinal());
        words[EndpointEntry.INCARNATIONS] =
                EndpointEntry.OWN_INCARNATION.of(row.incarnation)
                        | EndpointEntry.PEER_INCARNATION.of(peer.incarnation());
        words[EndpointEntry.OWNER] = EndpointEntry.TAG.of(row.options.tag());
        words[EndpointEntry.PART] =
                EndpointEntry.PART_PLACE.of(row.part) | EndpointEntry.PART_SIZE.of(partSize(row));
        words[EndpointEntry.QUEUE] =
                EndpointEntry.QUEUE_LOG2.of(log2Queue)
                        | (int) row.queue & EndpointEntry.QUEUE_LOW.mask();
        words[EndpointEntry.QUEUE + 1] = (int) (row.queue >>> Integer.SIZE);
        words[EndpointEntry.STATUS] =
                EndpointEntry.STATUS_VALID.mask()
                        | (int) row.status & EndpointEntry.STATUS_LOW.mask();
        words[EndpointEntry.STATUS + 1] = (int) (row.status >>> Integer.SIZE);
        if (!tables.tryWrite(ClanTable.ENDPOINT, endpoint, words)
                || !tables.command(ClanRegisters.COMMAND_OPEN, ClanTable.ENDPOINT, endpoint)) {
            throw new ClanException(
                    ClanException.Reason.WRONG_STATE,
                    "endpoint %d: it is %s; close it before it is opened again"
                            .formatted(endpoint, state(endpoint)));
        }
        row.peer = peer;
    }

    private static int partSize(Row row) {
        int pieces = row.pieces();
        return pieces == 0 ? 0 : Integer.numberOfTrailingZeros(pieces) + 1;
    }

    /// As the adapter has it.
    EndpointState state(int endpoint) {
        int word = tables.read(ClanTable.ENDPOINT, endpoint)[EndpointEntry.PEER];
        return EndpointState.of(EndpointEntry.STATE.get(word));
    }

    /// It is being closed: the next connection has another incarnation.
    void forgetPeer(int endpoint) {
        var row = row(endpoint);
        row.peer = null;
        row.incarnation = drawIncarnation();
    }

    /// Opens again what the ring's new numbering holds.
    ///
    /// @return whether all peers were found
    boolean resume(RingMap map) {
        boolean all = true;
        for (int number = 0; number < rows.length; number++) {
            var row = rows[number];
            var peer = row == null ? null : row.peer;
            if (row == null || peer == null || state(number) != EndpointState.HELD) {
                continue;
            }
            var station =
                    map.stations().stream()
                            .filter(one -> one.address() == peer.station())
                            .findFirst();
            all &= station.isPresent() && resume(number, row, station.get().id());
        }
        return all;
    }

    private boolean resume(int number, Row row, int station) {
        row.words[EndpointEntry.PEER] =
                EndpointEntry.PEER_STATION.put(row.words[EndpointEntry.PEER], station);
        return tables.tryWrite(ClanTable.ENDPOINT, number, row.words)
                && tables.command(ClanRegisters.COMMAND_OPEN, ClanTable.ENDPOINT, number);
    }

    /// @return memory of the queue, if it is this process's
    @Nullable MemorySegment release(int endpoint) {
        var row = row(endpoint);
        tables.write(ClanTable.APERTURE, row.page, 0, 0, 0, 0, 0, 0);
        pages.give(row.page);
        parts.giveRun(row.part, row.pieces());
        numbers.give(endpoint);
        rows[endpoint] = null;
        return row.ownQueue;
    }

    // ---- pages

    private void writePage(int page, int kind, int endpoint, int length, int key, long base) {
        tables.write(
                ClanTable.APERTURE,
                page,
                ApertureEntry.KIND.of(kind) | ApertureEntry.ENDPOINT.of(endpoint),
                length,
                key,
                0,
                (int) base,
                (int) (base >>> Integer.SIZE));
    }

    private ClanException noPages(int wanted) {
        return new ClanException(
                ClanException.Reason.NO_PAGE_LEFT,
                "aperture: %d pages in a row; %d of %d are free; close apertures or endpoints"
                        .formatted(wanted, pages.free(), sizes.pages()));
    }

    /// Pages that an aperture of so many bytes takes: a power of two.
    static int pagesFor(long bytes) {
        long count = (bytes + ApertureEntry.PAGE_BYTES - 1) / ApertureEntry.PAGE_BYTES;
        return (int) Long.highestOneBit(2 * Math.min(count, 1 << 20) - 1);
    }

    /// @return the first page
    int openPages(int endpoint, Aperture.Kind kind, RemoteRegion remote, long from, long bytes) {
        long base = remote.address() + from;
        if (from < 0 || bytes < 1 || from > remote.bytes() - bytes || base % Long.BYTES != 0) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "aperture: %,d bytes from %#x on of a region of %,d; it must lie inside, and begin at a multiple of 8"
                            .formatted(bytes, from, remote.bytes()));
        }
        int run = pagesFor(bytes);
        int first = run > sizes.pages() ? -1 : pages.takeRun(run);
        if (first < 0) {
            throw noPages(run);
        }
        runs[first] = run;
        for (long offset = 0; offset < bytes; offset += ApertureEntry.PAGE_BYTES) {
            int page = first + (int) (offset / ApertureEntry.PAGE_BYTES);
            pageBytes[page] = (int) Math.min(bytes - offset, ApertureEntry.PAGE_BYTES);
            writePage(page, kind.code(), endpoint, pageBytes[page], remote.key(), base + offset);
        }
        return first;
    }

    int pageBytes(int page) {
        return page < pageBytes.length ? pageBytes[page] : 0;
    }

    int pagesOf(int first) {
        return runs[first];
    }

    /// @return false while stores through them are not acknowledged
    boolean closePages(int first) {
        for (int page = first; page < first + runs[first]; page++) {
            if (!tables.tryWrite(ClanTable.APERTURE, page, 0, 0, 0, 0, 0, 0)) {
                return false;
            }
            pageBytes[page] = 0;
        }
        pages.giveRun(first, runs[first]);
        runs[first] = 0;
        return true;
    }

    // ---- tripwires

    /// @return its number
    int watch(int endpoint, int key, long offset) {
        var region = region(key);
        var row = region.row;
        int tag = row(endpoint).options.tag();
        long cell = (row.name + offset >>> 3) - (row.name >>> 3);
        boolean inside = offset >= 0 && offset < row.bytes;
        if (!inside || cell > TripwireEntry.FIRST.maximum() || region.tag != tag) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "tripwire: byte %#x of a region of %,d bytes, tag %d; it lies inside, in the first 128 MiB, of the endpoint's tag (%d)"
                            .formatted(offset, row.bytes, region.tag, tag));
        }
        int number = wires.take();
        if (number < 0) {
            throw noTripwire();
        }
        int[] words = {
            TripwireEntry.VALID.mask() | TripwireEntry.PLACE.of(RegionKey.entry(key)),
            TripwireEntry.FIRST.of(cell),
            TripwireEntry.TAG.of(tag) | TripwireEntry.NUMBER.of(number),
            TripwireEntry.ACTIONS.of(TripwireEntry.EVENT | TripwireEntry.INTERRUPT)
        };
        if (!places.add(number, TripwireHash.key(words[0], words[1]), words)) {
            wires.give(number);
            throw noTripwire();
        }
        return number;
    }

    private ClanException noTripwire() {
        return new ClanException(
                ClanException.Reason.NO_TRIPWIRE_LEFT,
                "tripwire: no place; %d of %d are free; close one"
                        .formatted(wires.free(), sizes.words()));
    }

    private void writeWord(int entry, int[] words) {
        tables.write(ClanTable.WORD, entry, words);
    }

    void unwatch(int wire) {
        places.remove(wire);
        wires.give(wire);
    }
}
