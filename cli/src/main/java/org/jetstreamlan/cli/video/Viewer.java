package org.jetstreamlan.cli.video;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.driver.Blocks;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;

/// Shows pictures: of each PDU it reads the head alone, and has each row of pixels copied from the adapter's blocks to its place on the screen. A tile with a bad CRC is
/// shown, too: some wrong pixels are better than those of long ago. Of more tiles than it can show, the oldest go, in the adapter (`droppingOld`).
final class Viewer implements AutoCloseable {
    private final VideoOptions options;
    private final Driver driver;
    private final Pool pool;
    private final int tileBlocks;
    private final Screen screen;

    /// User memory: the screen, behind it a head.
    private final long headAt;

    private final Script taking;
    private final Blocks taken;
    private final int takes;
    private final Script placing;

    /// For each tile the picture that it shows, and whether its CRC was bad.
    private final int[] pictures;

    private final boolean[] bad;

    private int shown;
    private int shownBad;
    private int misplaced;

    /// @param vci of this station, where tiles come
    Viewer(Arena arena, Driver driver, VideoOptions options, int vci) {
        this.options = options;
        this.driver = driver;
        tileBlocks = driver.capabilities().blocksFor(Aal5.pduBytes(options.pduBytes()));
        // As many tiles wait as are shown in the time of a picture.
        int limit = Math.min(options.shown() * tileBlocks, driver.capabilities().blocks());
        pool =
                driver.openPool(
                        PoolOptions.named("viewer").limits(0, limit).keepingBadCrc().droppingOld());
        pool.assoc(vci);
        headAt = Screen.bytes(options.width(), options.height());
        var user = arena.allocate(headAt + TileHead.BYTES, Long.BYTES);
        screen = new Screen(user, options.width(), options.height());
        pictures = new int[options.tiles()];
        Arrays.fill(pictures, -1);
        bad = new boolean[options.tiles()];
        taking = Script.allocate(arena, user);
        taken = taking.rxAny(0);
        takes = taken.operation();
        taking.copyOut(taken, 0, headAt, TileHead.BYTES);
        placing = Script.allocate(arena, user);
    }

    Screen screen() {
        return screen;
    }

    /// Tiles that have come and wait.
    int waiting() {
        return pool.held().receive() / tileBlocks;
    }

    /// Takes the oldest tile that waits to its place.
    ///
    /// @return false if none waits
    boolean show() {
        var outcome = pool.run(taking);
        if (outcome == Outcome.EMPTY) {
            return false;
        }
        // A PDU that is shorter than a head is PAST_END, and held as others.
        require(taking, outcome.ok() || outcome == Outcome.PAST_END);
        boolean whole = taking.outcome(takes).ok();
        var head = TileHead.read(screen.memory(), headAt);
        var blocks = handedOver();
        placing.truncate(0);
        if (outcome.ok() && head.fits(screen, taking.bytesOf(taken))) {
            place(head, blocks);
            pictures[options.tile(head)] = head.picture();
            bad[options.tile(head)] = !whole;
            shown++;
            shownBad += whole ? 0 : 1;
        } else {
            misplaced++;
        }
        placing.free(blocks);
        require(placing, pool.run(placing).ok());
        return true;
    }

    /// The PDU's blocks, from one script's list into the other's.
    private Blocks handedOver() {
        int count = taking.blocksOf(taken);
        for (int i = 0; i < count; i++) {
            placing.handle(i, taking.handle(i));
        }
        return Blocks.list(0, count);
    }

    private void place(TileHead head, Blocks blocks) {
        int rowBytes = Screen.PIXEL_BYTES * head.width();
        for (int row = 0; row < head.height(); row++) {
            placing.copyOut(
                    blocks,
                    TileHead.BYTES + row * rowBytes,
                    screen.at(head.left(), head.top() + row),
                    rowBytes);
        }
    }

    /// The picture that a tile of the screen shows, -1: none yet.
    int pictureOf(int tile) {
        return pictures[tile];
    }

    /// Whether the CRC of what a tile of the screen shows was bad.
    boolean isBad(int tile) {
        return bad[tile];
    }

    int shown() {
        return shown;
    }

    int shownBad() {
        return shownBad;
    }

    /// Tiles that newer ones have taken the blocks of: not a byte of them was read.
    int dropped() {
        return Math.toIntExact(driver.counter(Counter.DROP_OLD));
    }

    /// Tiles whose head cannot be believed.
    int misplaced() {
        return misplaced;
    }

    static void require(Script script, boolean done) {
        if (!done) {
            throw new IllegalStateException(script.message());
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
