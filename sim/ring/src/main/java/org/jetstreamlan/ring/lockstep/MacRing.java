package org.jetstreamlan.ring.lockstep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.nic.mac.Mac;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Simulator;

/// MACs in a ring, as RTL on one clock, each with a host that offers frames and takes all that is for its station: what
/// [org.jetstreamlan.model.RingModel] is compared with.
///
/// ```
///  station 0 ── link 0 ──> station 1 ── link 1 ──> ... ──> station n-1 ── link n-1 ──> station 0
/// ```
public final class MacRing implements AutoCloseable {
    /// From the word in which a request is taken to the one in which its START leaves.
    public static final int START_WORDS = 2;

    private static final long FILL = LinkWord.pack(LinkWord.Kind.FILL, 0);
    private static final int UNTOUCHED = 0;

    private final List<MacHost> hosts = new ArrayList<>();
    private final List<Queue<Long>> links = new ArrayList<>();
    private final List<Map<Long, Integer>> flips = new ArrayList<>();
    private final List<long[]> cuts = new ArrayList<>();
    private final long[] in;
    private MacListener listener = new MacListener() {};
    private final List<Payload> payloads = new ArrayList<>();
    private long now;

    /// Compiles a MAC.
    public static Model compile(Engine engine) {
        return engine.compile(Design.of(Mac::new).circuit());
    }

    /// Powers up all stations with registers by chance, and resets them; none is enabled.
    ///
    /// @param mac model of [Mac]; stays the caller's
    /// @param hopDelay words that each link takes, beyond the 3 of each station; link i is behind station i
    public MacRing(Model mac, List<StationSettings> settings, int[] hopDelay) {
        in = new long[settings.size()];
        for (int i = 0; i < settings.size(); i++) {
            hosts.add(new MacHost(this, i, afterReset(mac, settings.get(i)), settings.get(i)));
            var link = new ArrayDeque<Long>();
            for (int k = 0; k < hopDelay[i]; k++) {
                link.add(FILL);
            }
            links.add(link);
            flips.add(new HashMap<>());
        }
    }

    private static Simulator afterReset(Model mac, StationSettings settings) {
        var simulator = mac.instantiate(PowerUp.random(settings.seed()));
        var reset = simulator.probe("rst");
        simulator.poke(reset, 1);
        simulator.step();
        simulator.poke(reset, 0);
        return simulator;
    }

    public void listen(MacListener newListener) {
        listener = newListener;
    }

    MacListener listener() {
        return listener;
    }

    public int size() {
        return hosts.size();
    }

    public long now() {
        return now;
    }

    /// One station, to look at.
    public MacHost station(int index) {
        return hosts.get(index);
    }

    // ---- the hosts

    /// Sets a field of [org.jetstreamlan.nic.mac.MacConfig].
    public void set(int station, String config, long value) {
        hosts.get(station).set(config, value);
    }

    /// The host asks for a claim; takes a word.
    public void claim(int station) {
        set(station, "claim", 1);
        runTo(now + 1);
        set(station, "claim", 0);
    }

    /// New settings, and nonces from the seed of them; takes a word.
    public void configure(List<StationSettings> settings) {
        for (int i = 0; i < hosts.size(); i++) {
            hosts.get(i).configure(settings.get(i));
            hosts.get(i).set("seed", 1);
        }
        runTo(now + 1);
        hosts.forEach(host -> host.set("seed", 0));
    }

    /// Offers a frame, which waits from `time` on.
    ///
    /// @param ownCrc the host makes the CRC of a frame that ends a PDU, else the MAC
    public void enqueue(
            int station, boolean synchronous, AtmHeader atm, int words, boolean ownCrc, long time) {
        hosts.get(station).queue(synchronous).add(atm, words, ownCrc, time);
    }

    /// Offers such a frame whenever none of its class waits.
    public void saturate(int station, boolean synchronous, AtmHeader atm, int words) {
        hosts.get(station).queue(synchronous).endless(atm, words, now);
    }

    /// The payload of the next frame that is offered.
    Payload newPayload(int words, boolean endsPdu, boolean ownCrc) {
        var payload = new Payload(payloads.size(), words, endsPdu, ownCrc);
        payloads.add(payload);
        return payload;
    }

    /// The payload that begins with this word.
    Payload payload(int first) {
        return first >= 0 && first < payloads.size() ? payloads.get(first) : Payload.NONE;
    }

    // ---- faults

    /// Inverts bits of the word that leaves `link` at `time`; a FILL becomes INVALID.
    public void flip(int link, long time, int mask) {
        flips.get(link).put(time, mask);
    }

    /// The word that leaves `link` at `time` is INVALID.
    public void spoil(int link, long time) {
        flip(link, time, UNTOUCHED);
    }

    /// All words that leave `link` from `time` until before `until` are FILL.
    public void cut(int link, long time, long until) {
        cuts.add(new long[] {link, time, until});
    }

    private long faulty(int link, long word) {
        for (var cut : cuts) {
            if (cut[0] == link && now >= cut[1] && now < cut[2]) {
                return FILL;
            }
        }
        var planned = flips.get(link);
        var mask = planned.isEmpty() ? null : planned.remove(now);
        if (mask == null) {
            return word;
        }
        var kind = LinkWord.kind(word);
        return mask == UNTOUCHED || kind == LinkWord.Kind.FILL
                ? LinkWord.pack(LinkWord.Kind.INVALID, 0)
                : LinkWord.pack(kind, LinkWord.bits(word) ^ mask);
    }

    // ---- time

    /// Goes on until all words before `end` have gone.
    public void runTo(long end) {
        int count = hosts.size();
        while (now < end) {
            for (int i = 0; i < count; i++) {
                long word = hosts.get(i).linkOut();
                listener.word(i, now, word);
                links.get(i).add(faulty(i, word));
                in[i + 1 == count ? 0 : i + 1] = links.get(i).remove();
            }
            for (int i = 0; i < count; i++) {
                hosts.get(i).clock(in[i]);
            }
            now++;
        }
    }

    @Override
    public void close() {
        hosts.forEach(MacHost::close);
    }
}
