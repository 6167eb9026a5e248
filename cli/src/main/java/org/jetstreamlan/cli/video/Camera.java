package org.jetstreamlan.cli.video;

import java.lang.foreign.Arena;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;

/// Sends pictures, cut into tiles, a PDU each. One script, edited in place for each tile, gathers the tile's rows out of the picture: nothing is copied together first.
final class Camera implements AutoCloseable {
    private final Pool pool;
    private final VideoOptions options;
    private final Screen picture;
    private final Script script;

    /// User memory: the picture, behind it a head.
    private final long headAt;

    private final int[] rows;

    Camera(Arena arena, Driver driver, VideoOptions options, int vci) {
        this.options = options;
        pool =
                driver.openPool(
                        PoolOptions.named("camera").limits(driver.capabilities().blocks() / 2, 0));
        headAt = Screen.bytes(options.width(), options.height());
        var user = arena.allocate(headAt + TileHead.BYTES, Long.BYTES);
        picture = new Screen(user, options.width(), options.height());
        script = Script.allocate(arena, user);
        var blocks = script.allocFor(0, options.pduBytes());
        script.copyIn(blocks, 0, headAt, TileHead.BYTES);
        rows = new int[options.tileHeight()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] =
                    script.copyIn(
                            blocks,
                            TileHead.BYTES + row * options.rowBytes(),
                            0,
                            options.rowBytes());
        }
        script.send(blocks, options.pduBytes(), vci);
        script.free(blocks);
    }

    /// What it sees now.
    Screen picture() {
        return picture;
    }

    void see(int number) {
        TestPattern.draw(picture, number);
    }

    /// Sends a tile of what it sees.
    ///
    /// @return false if there is no room for it yet
    boolean send(int number, int tile) {
        var head = options.head(number, tile);
        head.write(picture.memory(), headAt);
        for (int row = 0; row < rows.length; row++) {
            script.address(rows[row], picture.at(head.left(), head.top() + row));
        }
        var outcome = pool.run(script);
        if (outcome == Outcome.TRANSMIT_LIMIT || outcome == Outcome.NO_FREE_BLOCK) {
            return false;
        }
        Viewer.require(script, outcome.ok());
        return true;
    }

    @Override
    public void close() {
        pool.close();
    }
}
