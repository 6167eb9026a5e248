package org.jetstreamlan.ring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.ChannelRange;

/// A random program for the hosts of a ring, with faults on its links; what they see is its log. What is random comes from the seed alone,
/// so two rings that are the same give the same log.
///
/// Steps are of two kinds. In one only one station sends, and anything may happen: floods, limits, damage. In the other all send at once,
/// where there is room for everything, since which of two sources comes first is a matter of clocks.
final class LockstepProgram {
    private static final int POOLS = 8;
    private static final int TTRT_WORDS = 6_000;
    private static final int T_MAX_WORDS = 6_400;
    private static final int TVX_WORDS = 23_000;

    /// In which a ring has come to rest, up or broken.
    private static final int CHANGE_CLOCKS = 30_000;

    private static final int LARGEST_WORDS = 2_000;
    private static final int ALLOCATION_WORDS = 1_000;
    private static final int SHARE_WORDS = 20;
    private static final int OVERHEAD_WORDS = 16;
    private static final int CHANNELS = 6;
    private static final int FRAMES_MOST = 6;
    private static final int BLOCKS_MOST = 5;

    /// Of a pool that drops old frames first: so many blocks are its own, and so few of them its host's, that some frame always waits where a block is short.
    /// In RTL one that has just ended does not.
    private static final int OWN_BLOCKS = 12;

    private static final int HELD_BLOCKS = 2;

    /// Shorter ones may end before a block has been given up for them in RTL.
    private static final int SHORTEST_WORDS = 20;

    /// Programs up to this seed have pools that drop old frames first. Which frame a moment's shortage meets is a matter of clocks, so not any program may.
    private static final long LAST_SEED_THAT_DROPS_OLD = 3;

    private static final int REST_CLOCKS = 400;
    private static final int PATIENCE = 4_000;
    private static final int APART_CLOCKS = 50;

    /// A line of the log.
    ///
    /// @param clock at which it was written
    record Line(String text, long clock) {}

    /// An entry of a host's VCI table.
    private record Entry(int vci, int pool, boolean tap) {}

    /// A frame to send.
    private record Frame(
            List<Integer> chain, int words, int atm, boolean insertCrc, boolean synchronous) {}

    /// A host, and what it ought to know of its adapter.
    private static final class Station {
        final RegisterHost host;
        final List<Entry> entries = new ArrayList<>();
        final Deque<Integer> blocks = new ArrayDeque<>();
        final int[] receiveLimit = new int[POOLS];
        final boolean[] dropsOld = new boolean[POOLS];
        final boolean[] keepsBadCrc = new boolean[POOLS];
        final ChannelRange[] sends = new ChannelRange[POOLS];

        /// The pool for which each block was taken.
        final Map<Integer, Integer> pools = new HashMap<>();

        /// STARTs without a header that had come when its counters began.
        final long bareStartsBefore;

        /// It does not say that it has read events.
        boolean lazy;

        Station(RegisterHost host, long bareStartsBefore) {
            this.host = host;
            this.bareStartsBefore = bareStartsBefore;
        }
    }

    private final HostedRing ring;
    private final Capabilities sizes;
    private final Random random;
    private final IntToLongFunction bareStarts;
    private final boolean mayDropOld;
    private final List<Station> stations = new ArrayList<>();
    private final List<Line> log = new ArrayList<>();
    private int frames;

    /// @param bareStarts how many STARTs without a header have come to a station so far
    LockstepProgram(HostedRing ring, Capabilities sizes, IntToLongFunction bareStarts, long seed) {
        this.ring = ring;
        this.bareStarts = bareStarts;
        this.sizes = sizes;
        this.random = new Random(seed);
        this.mayDropOld = seed <= LAST_SEED_THAT_DROPS_OLD;
    }

    /// @return the log
    List<Line> run(int steps) {
        for (int i = 0; i < ring.stations(); i++) {
            var host = new RegisterHost(ring.adapter(i), sizes);
            host.placeRings();
            stations.add(new Station(host, bareStarts.applyAsLong(i)));
        }
        for (int i = 0; i < stations.size(); i++) {
            enable(i);
        }
        awaitOperational();
        for (int i = 0; i < stations.size(); i++) {
            furnish(i);
        }
        rest();
        for (int step = 0; step < steps; step++) {
            note("--- step " + step);
            step();
            rest();
        }
        return log;
    }

    private void step() {
        int which = random.nextInt(128);
        if (which < 10) {
            setPool(any());
        } else if (which < 18) {
            changeVci(any());
        } else if (which < 24) {
            allocate(any(), random.nextInt(4) == 0 ? sizes.blocks() : random.nextInt(12));
        } else if (which < 34) {
            free(any());
        } else if (which < 46) {
            giveBack(any(), random.nextInt(3) == 0);
        } else if (which < 100) {
            sendAlone(any());
        } else if (which < 114) {
            sendTogether();
        } else if (which < 116) {
            fillEventRing();
        } else if (which < 120) {
            disturb(which - 116);
        } else if (which < 123) {
            copy(any());
        } else {
            claim(any());
        }
    }

    /// Pools and VCIs to begin with.
    private void furnish(int station) {
        for (int pool = 0; pool < POOLS; pool++) {
            setPool(station, pool);
        }
        for (int i = 0; i < 2 * CHANNELS; i++) {
            changeVci(station);
        }
    }

    private int any() {
        return random.nextInt(stations.size());
    }

    private void say(int station, String what) {
        note(station + ": " + what);
    }

    private void note(String text) {
        log.add(new Line(text, ring.clocks()));
    }

    // ---- the ring

    private void enable(int station) {
        var host = stations.get(station).host;
        host.write(Registers.TTRT, TTRT_WORDS);
        host.write(Registers.D_MAX, T_MAX_WORDS / 20);
        host.write(Registers.T_MAX, T_MAX_WORDS);
        host.write(Registers.TVX, TVX_WORDS);
        host.write(Registers.LARGEST, LARGEST_WORDS);
        host.write(Registers.ALLOCATION, station % 2 * ALLOCATION_WORDS);
        host.write(Registers.NONCE, 0x1357_9BDF + station);
        host.write(Registers.ADDRESS_LOW, 0x1000 - station);
        host.write(Registers.ADDRESS_HIGH, 0x0200);
        host.write(Registers.CONTROL, Registers.CONTROL_ENABLE.mask());
    }

    private void pause(int clocks) {
        ring.await(() -> false, clocks);
    }

    private void awaitOperational() {
        for (int i = 0; i < PATIENCE; i++) {
            if (stations.stream().allMatch(s -> s.host.operational())) {
                return;
            }
            pause(REST_CLOCKS);
        }
        var text = log.stream().map(Line::text).collect(Collectors.joining("\n"));
        throw new AssertionError("the ring does not come up; log:\n" + text);
    }

    private void disturb(int how) {
        int station = any();
        var host = stations.get(station).host;
        switch (how) {
            case 0 -> {
                say(station, "claims");
                host.write(
                        Registers.CONTROL,
                        Registers.CONTROL_ENABLE.mask() | Registers.CONTROL_CLAIM.mask());
            }
            case 1 -> {
                say(station, "leaves and joins");
                host.write(Registers.CONTROL, 0);
                pause(CHANGE_CLOCKS);
                offer(station, framesThatAreKept(station));
                host.write(Registers.CONTROL, Registers.CONTROL_ENABLE.mask());
            }
            case 2 -> {
                say(station, "behind it the link is cut");
                ring.cut(station);
                pause(CHANGE_CLOCKS);
                int sender = any();
                offer(sender, framesThatAreKept(sender));
                pause(1_000);
                ring.mend(station);
            }
            default -> {
                say(station, "resets");
                host.reset();
                host.placeRings();
                stations.set(station, new Station(host, bareStarts.applyAsLong(station)));
                enable(station);
                furnish(station);
            }
        }
        pause(CHANGE_CLOCKS);
        awaitOperational();
    }

    // ---- pools, blocks, VCIs

    private void setPool(int station) {
        setPool(station, random.nextInt(POOLS));
    }

    private void setPool(int station, int pool) {
        int receive = random.nextInt(4) == 0 ? 40 : random.nextInt(14);
        var at = stations.get(station);
        at.receiveLimit[pool] = receive;
        at.dropsOld[pool] = false;
        int transmit = 1 << random.nextInt(7);
        at.keepsBadCrc[pool] = random.nextInt(3) == 0;
        at.host.pool(pool, transmit, receive, at.keepsBadCrc[pool], false);
        at.host.reserve(random.nextInt(4), random.nextInt(Math.min(receive, 6) + 1));
        if (mayDropOld && random.nextInt(3) == 0) {
            at.host.reserve(0, OWN_BLOCKS);
            at.dropsOld[pool] =
                    Registers.POOL_RESERVE_RECEIVE.get(at.host.read(Registers.POOL_RESERVE))
                            == OWN_BLOCKS;
        }
        if (at.dropsOld[pool]) {
            at.receiveLimit[pool] = OWN_BLOCKS + random.nextInt(12);
            at.keepsBadCrc[pool] = true;
            at.host.pool(pool, transmit, at.receiveLimit[pool], true, true);
        }
        // Most may send anywhere; some not to all of the channels that this program uses.
        int first = StationVci.FIRST_FREE_CHANNEL + random.nextInt(CHANNELS) - 1;
        var sends =
                random.nextInt(5) == 0
                        ? new ChannelRange(first, first + random.nextInt(CHANNELS))
                        : ChannelRange.ALL;
        at.sends[pool] = sends;
        at.host.sends(sends.first(), sends.last());
        // Half of them have a share of SA, which some frames fit and some do not.
        at.host.write(Registers.POOL_SYNCHRONOUS, pool % 2 * receive * SHARE_WORDS);
    }

    private int interestingVci() {
        var entries = stations.get(any()).entries;
        if (!entries.isEmpty() && random.nextInt(4) != 0) {
            return entries.get(random.nextInt(entries.size())).vci();
        }
        return switch (random.nextInt(12)) {
            case 0 -> StationVci.ARP + random.nextInt(3);
            case 1 -> StationVci.of(63, StationVci.FIRST_FREE_CHANNEL);
            default ->
                    StationVci.of(any(), StationVci.FIRST_FREE_CHANNEL + random.nextInt(CHANNELS));
        };
    }

    private void changeVci(int station) {
        var at = stations.get(station);
        int vci =
                random.nextInt(3) == 0
                        ? interestingVci()
                        : StationVci.of(
                                station, StationVci.FIRST_FREE_CHANNEL + random.nextInt(CHANNELS));
        boolean known = at.entries.removeIf(e -> e.vci() == vci);
        if (known) {
            at.host.remove(vci);
        } else {
            var entry = new Entry(vci, random.nextInt(POOLS), random.nextInt(6) == 0);
            if (at.host.place(vci, entry.pool(), entry.tap())) {
                at.entries.add(entry);
            }
        }
        say(station, "entry of %06x: %s".formatted(vci, at.host.entry(vci)));
    }

    private void allocate(int station, int count) {
        int pool = random.nextInt(POOLS);
        for (int i = 0; i < count; i++) {
            int answer = stations.get(station).host.alloc(pool);
            if (answer < 0) {
                say(station, "pool %d refused: %08x".formatted(pool, answer));
            } else {
                stations.get(station).blocks.add(answer);
                stations.get(station).pools.put(answer, pool);
            }
        }
    }

    private void free(int station) {
        var at = stations.get(station);
        for (int i = random.nextInt(8); i > 0 && !at.blocks.isEmpty(); i--) {
            int block = at.blocks.remove();
            at.host.free(block);
            if (random.nextInt(6) == 0) {
                at.host.free(block);
            }
        }
        if (random.nextInt(3) == 0) {
            at.host.free(sizes.blocks() + random.nextInt(1 << 15));
        }
    }

    private void giveBack(int station, boolean all) {
        var held = stations.get(station).host.held;
        for (int i = all ? held.size() : random.nextInt(held.size() + 1); i > 0; i--) {
            stations.get(station).host.giveBack(random.nextInt(held.size()));
        }
    }

    /// Takes some of the frames that wait, and gives back what was taken before.
    private void claim(int station) {
        var at = stations.get(station);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int pool = random.nextInt(POOLS);
            say(station, "claims of pool %d: %s".formatted(pool, at.host.claim(pool)));
        }
    }

    /// Of the frames of pools that drop old ones first, hosts keep a few only.
    private void keepFew() {
        for (var at : stations) {
            int[] blocks = new int[POOLS];
            for (int i = at.host.held.size() - 1; i >= 0; i--) {
                var one = at.host.held.get(i);
                blocks[one.pool()] += one.blocks().size();
                if (at.dropsOld[one.pool()] && blocks[one.pool()] > HELD_BLOCKS) {
                    at.host.giveBack(i);
                }
            }
        }
    }

    /// Whether a frame may have to wait for a claim.
    private boolean waits(Frame frame) {
        int vci = AtmHeader.VCI.get(frame.atm());
        return stations.stream()
                .anyMatch(
                        at ->
                                at.entries.stream()
                                        .anyMatch(e -> e.vci() == vci && at.dropsOld[e.pool()]));
    }

    // ---- copies

    /// Copies to and from blocks that this host holds, some of them without sense, and what they leave.
    private void copy(int station) {
        var at = stations.get(station);
        int pool = random.nextInt(POOLS);
        int block = at.host.alloc(pool);
        if (block < 0) {
            say(station, "no block to copy: %08x".formatted(block));
            return;
        }
        var bytes = new byte[sizes.blockBytes()];
        random.nextBytes(bytes);
        at.host.fill(List.of(block), bytes);
        var user = new byte[RegisterHost.USER_BYTES];
        random.nextBytes(user);
        at.host.user(user);
        for (int i = 1 + random.nextInt(sizes.copyRing()); i > 0; i--) {
            if (random.nextInt(4) == 0) {
                copyNonsense(at.host, block, pool, i);
            } else {
                int length = 1 + random.nextInt(random.nextInt(4) == 0 ? sizes.blockBytes() : 40);
                int offset = random.nextInt(sizes.blockBytes() - length + 1);
                int from = random.nextInt(RegisterHost.USER_BYTES - length + 1);
                at.host.copy(
                        new CopyDescriptor(
                                block,
                                pool,
                                random.nextBoolean(),
                                random.nextInt(3) != 0,
                                offset,
                                length,
                                at.host.userAddress(from),
                                i),
                        0,
                        0);
            }
        }
        at.host.ringCopies();
        at.host.copyCompletions().forEach(line -> say(station, line));
        say(
                station,
                "block %08x, user %08x".formatted(at.host.blockHash(block), at.host.userHash()));
        at.host.free(block);
    }

    /// Of the bits that mean nothing, the places that do not exist, and the blocks that are another's.
    private void copyNonsense(RegisterHost host, int block, int pool, int cookie) {
        long address = host.userAddress(8);
        var good = new CopyDescriptor(block, pool, true, true, 0, 16, address, cookie);
        int end = sizes.blockBytes();
        switch (random.nextInt(8)) {
            case 0 -> host.copy(good, 0, 1 << 22 + random.nextInt(2));
            case 1 -> host.copy(good, 0, 1 << 26 + random.nextInt(6));
            case 2 -> host.copy(good, 5 + random.nextInt(3), 1 << random.nextInt(32));
            case 3 ->
                    host.copy(
                            new CopyDescriptor(
                                    block, pool, false, true, end - 15, 16, address, cookie),
                            0,
                            0);
            case 4 ->
                    host.copy(
                            new CopyDescriptor(block, pool, false, true, 3, 0, address, cookie),
                            0,
                            0);
            case 5 ->
                    host.copy(
                            new CopyDescriptor(
                                    block, pool ^ 1, false, true, 0, 16, address, cookie),
                            0,
                            0);
            case 6 ->
                    host.copy(
                            new CopyDescriptor(
                                    sizes.blocks() + random.nextInt(1 << 15),
                                    pool,
                                    true,
                                    true,
                                    0,
                                    16,
                                    address,
                                    cookie),
                            0,
                            0);
            default -> {
                // Towards memory that is not there: all of it, so that nothing is copied.
                long nowhere = random.nextBoolean() ? -1L - random.nextInt(1 << 16) : 1L << 40;
                host.copy(
                        new CopyDescriptor(block, pool, true, true, 8, 64, nowhere, cookie), 0, 0);
            }
        }
    }

    // ---- frames

    /// Frames that this station can send now, each in blocks of its own.
    private List<Frame> frames(int station, int count) {
        var blocks = stations.get(station).blocks;
        while (blocks.size() < 6 && blocks.size() < count + 1) {
            int before = blocks.size();
            allocate(station, 4);
            if (blocks.size() == before) {
                break;
            }
        }
        var list = new ArrayList<Frame>();
        var unused = new ArrayDeque<>(blocks);
        for (int i = 0; i < count && !unused.isEmpty(); i++) {
            int words = words(Math.min(unused.size(), 1 + random.nextInt(BLOCKS_MOST)));
            var chain = new ArrayList<Integer>();
            for (int at = 0; at < 4 * words; at += sizes.blockBytes()) {
                chain.add(unused.remove());
            }
            var payload = new byte[4 * words];
            random.nextBytes(payload);
            payload[0] = (byte) station;
            payload[1] = (byte) frames++;
            stations.get(station).host.fill(chain, payload);
            int pt = random.nextInt(4) == 0 ? random.nextInt(8) : AtmHeader.PT_END;
            list.add(
                    new Frame(
                            chain,
                            words,
                            AtmHeader.word(
                                    random.nextInt(16), interestingVci(), pt, random.nextBoolean()),
                            random.nextInt(5) != 0,
                            random.nextInt(6) == 0));
        }
        return list;
    }

    /// Those go out one behind the other when the ring is up again.
    private List<Frame> framesThatAreKept(int station) {
        var some = frames(station, 3);
        some.removeIf(frame -> isDroppedAtItsEnd(station, frame));
        return some;
    }

    /// Whether somebody may find at its END only that it has had blocks for nothing. Those go back some clocks later: a frame close behind it may
    /// find them taken.
    private boolean isDroppedAtItsEnd(int source, Frame frame) {
        if (frame.insertCrc() || !AtmHeader.endsPdu(frame.atm())) {
            return false;
        }
        int vci = AtmHeader.VCI.get(frame.atm());
        for (int i = 0; i < stations.size(); i++) {
            var at = stations.get(i);
            if (i != source
                    && at.entries.stream()
                            .anyMatch(e -> e.vci() == vci && !at.keepsBadCrc[e.pool()])) {
                return true;
            }
        }
        return false;
    }

    /// Payload words that fit so many blocks; no frame ends within 16 words of a block's end, where RTL holds one block more for a while, nor so close behind one
    /// that a refusal of the last block is a matter of its END.
    private int words(int blocks) {
        int blockWords = sizes.blockBytes() / 4;
        int most = random.nextInt(3) == 0 ? 40 : Math.min(blocks * blockWords, 2_200);
        while (true) {
            int words = SHORTEST_WORDS + random.nextInt(most - SHORTEST_WORDS);
            int inLast = words % blockWords;
            boolean isFar = words < blockWords || inLast >= OVERHEAD_WORDS;
            if (isFar && inLast > 0 && inLast <= blockWords - OVERHEAD_WORDS) {
                return words;
            }
        }
    }

    private void describe(int station, Frame frame) {
        stations.get(station)
                .host
                .describe(
                        frame.chain().get(0),
                        frame.insertCrc(),
                        frame.synchronous(),
                        4 * frame.words(),
                        frame.atm());
        int end = 4 * frame.words() - (frame.insertCrc() ? Aal5.TRAILER_BYTES : 0);
        if (random.nextInt(3) == 0) {
            // Not over what a frame is known by.
            int offset = 2 + 2 * random.nextInt(end / 2 - 1);
            stations.get(station).host.addChecksum(random.nextInt(end), offset);
        }
    }

    private void offer(int station, List<Frame> some) {
        some.forEach(frame -> describe(station, frame));
        stations.get(station).host.ring();
    }

    private boolean goesOut(int station, Frame frame) {
        var at = stations.get(station);
        int pool = Objects.requireNonNull(at.pools.get(frame.chain().getFirst()));
        if (!at.sends[pool].contains(AtmHeader.VCI.get(frame.atm()))) {
            return false;
        }
        return frame.words() <= LARGEST_WORDS;
    }

    /// One station sends, the same frames over and over maybe, and descriptors without sense between them.
    private void sendAlone(int station) {
        var some = frames(station, 1 + random.nextInt(FRAMES_MOST));
        if (some.isEmpty()) {
            return;
        }
        keepFew();
        // What is dropped has its blocks a little longer in RTL: so nothing comes behind it that
        // could give up another's.
        boolean alone = some.size() == 1;
        boolean hit = random.nextInt(3) == 0 && (alone || some.stream().noneMatch(this::waits));
        if (hit) {
            damage(station, some);
        }
        int flood = random.nextInt(3) == 0 ? sizes.transmitRing() : some.size();
        if (hit && alone) {
            flood = 1;
        }
        boolean apart = hit || some.stream().anyMatch(frame -> isDroppedAtItsEnd(station, frame));
        for (int i = 0; i < flood; i++) {
            // What is to be hit goes out in this step: in the next, any station's frame may come
            // first.
            boolean sensible = hit && i < some.size();
            if (random.nextInt(10) == 0 && !sensible) {
                describeNonsense(station, some, some.get(i % some.size()));
            } else {
                describe(station, some.get(i % some.size()));
            }
            if (apart) {
                var host = stations.get(station).host;
                host.ring();
                for (int k = 0; k < PATIENCE && !isDone(host); k++) {
                    pause(APART_CLOCKS);
                }
            }
        }
        stations.get(station).host.ring();
    }

    private void describeNonsense(int station, List<Frame> some, Frame like) {
        int[] lengths = {0, 44, 49, 50, 65_532, 65_536 + 48, 1 << 31 | 48};
        var at = stations.get(station);
        int first = like.chain().getFirst();
        switch (random.nextInt(5)) {
            case 0 -> {
                int length = lengths[random.nextInt(lengths.length)];
                at.host.describe(first, true, false, length, like.atm());
            }
            case 1 -> {
                int beyond = sizes.blocks() + random.nextInt(1 << 15);
                at.host.describe(beyond, true, false, 48, like.atm());
            }
            case 2 -> {
                // A block that nobody holds, and no frame of this step is in.
                int freed = at.blocks.getLast();
                if (some.stream().noneMatch(frame -> frame.chain().contains(freed))) {
                    at.blocks.removeLast();
                    at.host.free(freed);
                    at.host.describe(freed, true, false, 48, like.atm());
                }
            }
            case 3 -> {
                // No place for a checksum: odd, in the trailer, behind it; none to sum.
                int end = 4 * like.words() - Aal5.TRAILER_BYTES;
                int[] places = {3, end, end + 2, 0xFFFE, 0xFFFF};
                at.host.describe(first, true, false, 4 * like.words(), like.atm());
                boolean ofPlace = random.nextBoolean();
                int place = places[random.nextInt(places.length)];
                at.host.addChecksum(ofPlace ? 0 : end + random.nextInt(9), ofPlace ? place : 2);
            }
            default -> {
                // A loop: the first block again and again, or the second.
                at.host.describe(first, true, false, 4 * like.words(), like.atm());
                at.host.link(first, like.chain().size() > 1 ? like.chain().get(1) : first);
            }
        }
    }

    /// A link hits a word of the first of these frames that goes out.
    private void damage(int station, List<Frame> some) {
        for (var frame : some) {
            if (goesOut(station, frame)) {
                int link = any();
                boolean inHeader = random.nextInt(3) == 0;
                int word = 1 + (inHeader ? random.nextInt(2) : 2 + random.nextInt(frame.words()));
                int bits = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(32);
                say(link, "word %d is hit: %08x".formatted(word, bits));
                ring.damage(link, word, bits);
                return;
            }
        }
    }

    /// All send at once; only frames for which there is room.
    private void sendTogether() {
        int[][] room = new int[stations.size()][];
        int[] free = new int[stations.size()];
        for (int i = 0; i < stations.size(); i++) {
            giveBack(i, true);
        }
        var offers = new ArrayList<List<Frame>>();
        for (int i = 0; i < stations.size(); i++) {
            offers.add(frames(i, random.nextInt(8)));
        }
        for (int i = 0; i < stations.size(); i++) {
            room[i] = stations.get(i).receiveLimit.clone();
            free[i] = stations.get(i).host.unpromised();
        }
        for (int i = 0; i < stations.size(); i++) {
            int source = i;
            offers.get(i).removeIf(frame -> !fits(frame, source, room, free));
        }
        for (int i = 0; i < stations.size(); i++) {
            offer(i, offers.get(i));
        }
    }

    private boolean fits(Frame frame, int source, int[][] room, int[] free) {
        if (waits(frame)) {
            return false;
        }
        int vci = AtmHeader.VCI.get(frame.atm());
        int blocks = sizes.blocksFor(4 * frame.words());
        for (int i = 0; i < stations.size(); i++) {
            for (var entry : stations.get(i).entries) {
                if (i != source && entry.vci() == vci) {
                    room[i][entry.pool()] -= blocks;
                    free[i] -= blocks;
                    if (room[i][entry.pool()] < 0 || free[i] < 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /// Small frames to a host that gives their blocks back, but does not say that it has read their events.
    private void fillEventRing() {
        int receiver = any();
        int sender = (receiver + 1) % stations.size();
        var to = stations.get(receiver);
        if (to.entries.isEmpty()) {
            return;
        }
        var entry = to.entries.getFirst();
        to.receiveLimit[entry.pool()] = sizes.blocks();
        to.dropsOld[entry.pool()] = false;
        to.keepsBadCrc[entry.pool()] = true;
        to.host.pool(entry.pool(), 0, sizes.blocks(), true, false);
        // What waits would give way to these frames, and they are the shortest.
        int waiting = 0;
        while (to.host.claim(entry.pool())) {
            waiting++;
        }
        say(receiver, "%d frames waited".formatted(waiting));
        rest();
        giveBack(receiver, true);
        rest();
        // What is dropped for a full ring has its block a little longer in RTL, and the next frame
        // is close behind it: there has to be a block for each.
        if (to.host.unpromised() < sizes.transmitRing()) {
            return;
        }
        to.lazy = true;
        for (int i = 0; i < 6; i++) {
            giveBack(receiver, true);
            var some = frames(sender, 1);
            for (int k = 0; k < sizes.transmitRing() && !some.isEmpty(); k++) {
                int first = some.getFirst().chain().getFirst();
                int atm = AtmHeader.word(0, entry.vci(), 0, false);
                stations.get(sender).host.describe(first, false, false, 48, atm);
            }
            stations.get(sender).host.ring();
            rest();
        }
        to.lazy = false;
    }

    // ---- looking

    /// Waits until nothing is under way, and writes down what there is.
    private void rest() {
        for (int i = 0; i < PATIENCE && stations.stream().anyMatch(s -> !isDone(s.host)); i++) {
            pause(REST_CLOCKS);
        }
        // A frame that was cut may be back before its end has been sent.
        pause(LARGEST_WORDS + REST_CLOCKS);
        for (int i = 0; i < stations.size(); i++) {
            var at = stations.get(i);
            int station = i;
            at.host.completions().forEach(line -> say(station, line));
            at.host.arrivals(!at.lazy).forEach(arrival -> say(station, arrival.line()));
            long bare = bareStarts.applyAsLong(i) - at.bareStartsBefore;
            at.host.state(bare).forEach(line -> say(station, line));
            at.host.write(Registers.INTERRUPT_STATUS, -1);
        }
    }

    private static boolean isDone(RegisterHost host) {
        return host.completionsDue() == 0;
    }
}
