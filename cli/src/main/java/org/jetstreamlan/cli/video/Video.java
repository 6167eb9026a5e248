package org.jetstreamlan.cli.video;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.model.adapter.AdapterRing;

/// A camera at one station of a modelled ring, a viewer at the other that is slower than the camera, and a link that spoils some tiles on their way.
public final class Video {
    private static final int STATIONS = 2;
    private static final int HOP_WORDS = 20;
    private static final long BRING_UP_CLOCKS = 10_000_000;

    /// Words between two looks at whether a tile has left.
    private static final int LOOK_WORDS = 4;

    /// Words of a tile that are hit, and how far behind its first.
    private static final int HITS = 60;

    private static final int FIRST_HIT = 200;

    private final VideoOptions options;
    private final SplittableRandom random;
    private final AdapterRing ring = new AdapterRing(Capabilities.FULL, STATIONS, HOP_WORDS);
    private final Driver[] drivers = new Driver[STATIONS];

    private Video(VideoOptions options) {
        this.options = options;
        random = new SplittableRandom(options.seed());
    }

    /// Films, sends, shows.
    public static VideoResult run(VideoOptions options) {
        return new Video(options).run();
    }

    private VideoResult run() {
        for (int i = 0; i < STATIONS; i++) {
            drivers[i] = Driver.open(ring.adapter(i));
            drivers[i].start(RingOptions.station(1 + i));
        }
        for (var driver : drivers) {
            driver.awaitOperational(BRING_UP_CLOCKS);
        }
        int vci = StationVci.of(drivers[1].station(), StationVci.FIRST_FREE_CHANNEL);
        try (var arena = Arena.ofConfined();
                var viewer = new Viewer(arena, drivers[1], options, vci);
                var camera = new Camera(arena, drivers[0], options, vci)) {
            int hit = film(camera, viewer);
            return VideoResult.of(options, camera, viewer, hit);
        } finally {
            for (var driver : drivers) {
                driver.close();
            }
        }
    }

    /// @return tiles that were hit
    private int film(Camera camera, Viewer viewer) {
        int hit = 0;
        int due = 0;
        for (int number = 0; number < options.pictures(); number++) {
            camera.see(number);
            for (int tile = 0; tile < options.tiles(); tile++) {
                while (!camera.send(number, tile)) {
                    pass();
                }
                if (options.damaged() > 0 && random.nextInt(options.damaged()) == 0) {
                    hitNext();
                    hit++;
                }
                pass();
                for (due += options.shown(); due >= options.tiles(); due -= options.tiles()) {
                    viewer.show();
                }
            }
        }
        // The last one arrives.
        pass();
        return hit;
    }

    /// The time of a tile on the link.
    private void pass() {
        ring.pass(options.pduBytes() / Integer.BYTES + ring.ring().latency());
        for (var driver : drivers) {
            driver.service();
        }
    }

    /// Inverts bits of the tile that is about to leave, not of its head.
    private void hitNext() {
        while (ring.ring().waiting(0) > 0) {
            ring.pass(LOOK_WORDS);
        }
        int words = options.pduBytes() / Integer.BYTES;
        for (int i = 0; i < HITS; i++) {
            long time = ring.now() + random.nextInt(FIRST_HIT, words - FIRST_HIT);
            ring.ring().flip(0, time, random.nextInt());
        }
    }
}
