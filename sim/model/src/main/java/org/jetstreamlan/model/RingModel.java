package org.jetstreamlan.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jspecify.annotations.Nullable;

/// A ring of stations that follow `docs/ring.md`, word for word in time, without their hardware.
///
/// ```
///  station 0 ── link 0 ──> station 1 ── link 1 ──> ... ──> station n-1 ── link n-1 ──> station 0
/// ```
/// A station needs of the link before it only what has been written there, and a word takes time to come, so the stations
/// run one after the other, each as far as what it has been told goes, round and round; there is no queue of events. Time is in words
/// since the model began. What a method does to the ring happens at [#now].
///
/// Stations are numbered by their place on the ring; their ids are what the ring's numbering makes them.
public final class RingModel {
    /// Words from link to link of a station.
    public static final int STATION_WORDS = 3;

    private final List<Station> stations = new ArrayList<>();
    private final List<Wire> links = new ArrayList<>();
    private final Station[] all;
    private final Wire[] out;
    private RingListener listener = new RingListener() {};
    private boolean keepsBad;
    private long now;

    /// @param hopDelay words that each link takes, beyond the 3 of each station; link i is behind station i
    public RingModel(List<StationSettings> settings, int[] hopDelay) {
        int count = settings.size();
        if (count < 1 || hopDelay.length != count) {
            throw new IllegalArgumentException(
                    "%d stations and %d links: a ring has as many links as stations, at least 1"
                            .formatted(count, hopDelay.length));
        }
        for (int delay : hopDelay) {
            if (delay < 0) {
                throw new IllegalArgumentException(
                        "a link of %d words: its delay is 0 or more".formatted(delay));
            }
            links.add(new Wire(delay));
        }
        for (int i = 0; i < count; i++) {
            var before = links.get((i + count - 1) % count);
            stations.add(new Station(this, i, before, links.get(i), settings.get(i)));
        }
        all = stations.toArray(new Station[0]);
        out = links.toArray(new Wire[0]);
    }

    // ---- looking on

    public void listen(RingListener newListener) {
        listener = newListener;
    }

    RingListener listener() {
        return listener;
    }

    /// Tells of each control symbol and each header word that leaves a station, whatever becomes of it on the link.
    public void trace(RingListener.@Nullable Trace trace) {
        for (int i = 0; i < size(); i++) {
            links.get(i).trace(i, trace);
        }
    }

    public int size() {
        return stations.size();
    }

    public long now() {
        return now;
    }

    /// Words that a symbol takes once round.
    public int latency() {
        return links.stream().mapToInt(link -> link.delay + STATION_WORDS).sum();
    }

    public RingPhase phase(int station) {
        return stations.get(station).ring.phase;
    }

    public RingCause cause(int station) {
        return stations.get(station).ring.cause;
    }

    /// The id that the numbering gave; -1 for none.
    public int id(int station) {
        var ring = stations.get(station).ring;
        return ring.valid ? ring.id : -1;
    }

    public boolean isMonitor(int station) {
        return stations.get(station).ring.leader;
    }

    public boolean isDuplicate(int station) {
        return stations.get(station).ring.duplicate;
    }

    public boolean isTooMany(int station) {
        return stations.get(station).ring.tooMany;
    }

    /// N, as this station knows it.
    public int stationsCounted(int station) {
        return stations.get(station).ring.stations;
    }

    public boolean isMember(int station) {
        return stations.get(station).ring.member;
    }

    /// Whether this station may send both classes.
    public boolean isOperational(int station) {
        return stations.get(station).ring.member && stations.get(station).token.settled(now);
    }

    public long counter(int station, Counter counter) {
        return stations.get(station).counter(counter);
    }

    /// Something that the station's client counts.
    public void count(int station, Counter counter) {
        stations.get(station).count(counter);
    }

    public void clearCounters(int station) {
        stations.get(station).clearCounters();
    }

    /// The low 6 bits of the nonce of the last numbering.
    public int epoch(int station) {
        return stations.get(station).ring.epoch;
    }

    /// TTRT of the ring, the winner's; 0 before there was one.
    public int operativeTtrt(int station) {
        return stations.get(station).ring.ttrt;
    }

    /// F of the ring, the winner's; 0 before there was one.
    public int operativeLargest(int station) {
        return stations.get(station).ring.largest;
    }

    /// Frames offered to this station that are neither sent nor purged.
    public int waiting(int station) {
        var sender = stations.get(station).sender;
        return sender.synchronous.size() + sender.asynchronous.size();
    }

    // ---- the hosts

    /// Puts `client` behind a station, in place of one that takes every frame.
    public void attach(int station, StationClient client) {
        stations.get(station).attach(client);
    }

    /// New settings at any time; the nonces go on.
    public void adjust(int station, StationSettings settings) {
        stations.get(station).adjust(settings);
    }

    /// What the nonces start from; 0 counts as 1.
    public void seed(int station, int value) {
        stations.get(station).seed(value);
    }

    /// New settings, which also seed the nonces; before [#enable].
    public void configure(int station, StationSettings settings) {
        stations.get(station).configure(settings);
    }

    public void enable(int station) {
        stations.get(station).ring.enable(true);
        stations.get(station).refresh();
    }

    public void enableAll() {
        for (int i = 0; i < size(); i++) {
            enable(i);
        }
    }

    public void disable(int station) {
        stations.get(station).ring.enable(false);
        stations.get(station).refresh();
    }

    /// The host asks for a claim.
    public void claim(int station) {
        stations.get(station).ring.claimAnew();
        stations.get(station).refresh();
    }

    /// Whether frames with a bad CRC are delivered with their verdict, where no client decides; else they are counted.
    public void keepBad(boolean keep) {
        keepsBad = keep;
    }

    boolean keepsBad() {
        return keepsBad;
    }

    /// Offers a frame, which waits from `time` on.
    ///
    /// @param words of payload
    /// @return its serial, by which the listener knows it
    public long enqueue(int station, boolean synchronous, AtmHeader atm, int words, long time) {
        if (time < now) {
            throw new IllegalArgumentException(
                    "a frame for time %,d is offered at %,d".formatted(time, now));
        }
        if (words < 1) {
            throw new IllegalArgumentException(
                    "a frame of %d payload words: it has 1 or more".formatted(words));
        }
        long serial = stations.get(station).offer();
        queue(station, synchronous).add(serial, atm.word(), words, time);
        stations.get(station).refresh();
        return serial;
    }

    /// Offers a frame that waits from now on, by the station's clock: for a client, which is called by that.
    ///
    /// @param atm header bytes 3..6
    public long offer(int station, boolean synchronous, int atm, int words) {
        long serial = stations.get(station).offer();
        queue(station, synchronous).add(serial, atm, words, stations.get(station).now());
        stations.get(station).refresh();
        return serial;
    }

    /// As [#offer], an asynchronous frame of type CLAN.
    public long offerClan(int station, int atm, int words) {
        long serial = stations.get(station).offer();
        var queue = queue(station, false);
        queue.add(serial, true, atm, words, stations.get(station).now());
        stations.get(station).refresh();
        return serial;
    }

    /// The station's client is called as soon as time goes on: [StationClient#due] has changed.
    public void wake(int station) {
        stations.get(station).refresh();
    }

    /// Offers such a frame whenever none of its class waits; 0 words: not any more.
    public void saturate(int station, boolean synchronous, AtmHeader atm, int words) {
        queue(station, synchronous).endless(atm.word(), words, now);
        stations.get(station).refresh();
    }

    private FrameQueue queue(int station, boolean synchronous) {
        var sender = stations.get(station).sender;
        return synchronous ? sender.synchronous : sender.asynchronous;
    }

    /// The station that offered the frame.
    public static int offeredBy(long serial) {
        return (int) serial & 0xFF;
    }

    /// How many frames that station had offered with this one.
    public static long count(long serial) {
        return serial >>> 8;
    }

    /// Forgets the frames that wait.
    public void withdraw(int station) {
        stations.get(station).sender.withdraw();
    }

    // ---- faults

    /// The station is as after power-up: OFF, with nothing queued.
    public void reset(int station) {
        stations.get(station).reset();
    }

    /// Without power: the link goes through the station, as long as before.
    public void powerOff(int station) {
        stations.get(station).bridge(true);
    }

    /// As [#reset].
    public void powerOn(int station) {
        stations.get(station).bridge(false);
    }

    /// Inverts bits of the word that leaves station `link` at `time`; one of a FILL makes it INVALID.
    public void flip(int link, long time, int mask) {
        plan(link, new LinkFault.Flip(time, mask));
    }

    /// The word that leaves at `time` is INVALID.
    public void spoil(int link, long time) {
        plan(link, new LinkFault.Replace(time, Kind.INVALID, 0));
    }

    /// Inverts bits of word `word` of the next data or CLAN frame on the link; 1 and 2 are its header. No bits: the word is INVALID. A shorter frame is not hit.
    public void damage(int link, int word, int bits) {
        links.get(link).target(word, bits);
    }

    /// From now on a random bit of each word is inverted with probability `rate`; 0: not any more.
    public void errorRate(int link, double rate, RandomGenerator random) {
        links.get(link).errorRate(rate, now + 2, random);
    }

    /// Nothing goes over the link from `time` until before `until`.
    public void cut(int link, long time, long until) {
        plan(link, new LinkFault.Cut(time, until));
    }

    /// Nothing goes over the link from `time` on, until it is mended.
    public void cut(int link, long time) {
        plan(link, new LinkFault.Cut(time, Long.MAX_VALUE / 2));
    }

    /// What is cut is whole again from `time` on.
    public void mend(int link, long time) {
        plan(link, new LinkFault.Mend(time));
    }

    /// The next token on the link is lost.
    public void loseToken(int link) {
        links.get(link).loseToken(now + 2);
    }

    /// The next token on the link comes twice, the second `after` words behind the first.
    public void doubleToken(int link, int after) {
        links.get(link).doubleToken(now + 2, after);
    }

    /// A token that nobody has sent takes the place of the word that leaves at `time`.
    public void insertToken(int link, long time, ControlSymbol.Token token) {
        int argument = Kind.argument(token.epoch(), token.toggle(), token.yield());
        plan(link, new LinkFault.Replace(time, Kind.TOKEN, argument));
    }

    /// A frame that nobody has sent takes the place of what leaves from `time` on.
    public void insertFrame(int link, long time, Header header, AtmHeader atm, int words) {
        int word1 = atm.word1();
        plan(link, new LinkFault.Insert(time, header.word0(atm), word1, words, -1));
    }

    /// The station sends frames one behind the other, whatever comes, from `time` until before `until`.
    public void babble(int link, long time, long until, Header header, AtmHeader atm, int words) {
        for (long at = time; at < until; at += words + 5L) {
            insertFrame(link, at, header, atm, words);
        }
    }

    private void plan(int link, LinkFault fault) {
        if (fault.time() < now + 2) {
            throw new IllegalArgumentException(
                    "%s on link %d at time %,d: give it 2 words of notice"
                            .formatted(fault, link, now));
        }
        links.get(link).plan(fault);
    }

    // ---- time

    /// Goes on by `words`.
    public void run(long words) {
        runTo(now + words);
    }

    /// Goes on until all that happens before `end` has happened.
    public void runTo(long end) {
        while (now < end) {
            long before = all[all.length - 1].now();
            var link = out[all.length - 1];
            long least = Long.MAX_VALUE;
            boolean worked = false;
            for (int i = 0; i < all.length; i++) {
                worked |= all[i].run(Math.min(end, before + link.delay + 1));
                before = all[i].now();
                link = out[i];
                link.settle(before + 1);
                least = Math.min(least, before);
            }
            now = least;
            if (now < end && !worked) {
                skip(end);
            }
        }
    }

    /// Where nothing happens anywhere for a while, all stations go there at once.
    private void skip(long end) {
        long next = end;
        for (int i = 0; i < all.length; i++) {
            next = Math.min(next, all[i].next());
            next = Math.min(next, out[i].nextFault());
        }
        if (next > now) {
            for (var station : all) {
                station.run(Math.max(station.now(), next));
            }
            now = next;
        }
    }
}
