package org.jetstreamlan.cli.video;

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/// What became of the tiles, and what is to be seen at the end.
///
/// @param sent tiles that the camera sent
/// @param shown tiles that the viewer took to their place, those with a bad CRC included
/// @param shownBad of these, those with a bad CRC
/// @param dropped the oldest of more than the viewer could show
/// @param misplaced tiles whose head could not be believed
/// @param waiting tiles that had come when the film ended
/// @param hit tiles that the link spoiled
/// @param camera the last picture, as it was sent
/// @param screen what the viewer showed then
/// @param pictures for each tile of the screen, the picture that it is of; -1: none
/// @param bad for each tile of the screen, whether its CRC was bad
public record VideoResult(
        VideoOptions options,
        int sent,
        int shown,
        int shownBad,
        int dropped,
        int misplaced,
        int waiting,
        int hit,
        Screen camera,
        Screen screen,
        int[] pictures,
        boolean[] bad) {

    static VideoResult of(VideoOptions options, Camera camera, Viewer viewer, int hit) {
        int tiles = options.tiles();
        var bad = new boolean[tiles];
        for (int tile = 0; tile < tiles; tile++) {
            bad[tile] = viewer.isBad(tile);
        }
        return new VideoResult(
                options,
                options.pictures() * tiles,
                viewer.shown(),
                viewer.shownBad(),
                viewer.dropped(),
                viewer.misplaced(),
                viewer.waiting(),
                hit,
                kept(camera.picture()),
                kept(viewer.screen()),
                IntStream.range(0, tiles).map(viewer::pictureOf).toArray(),
                bad);
    }

    /// In memory that outlives the run's.
    private static Screen kept(Screen screen) {
        int bytes = Screen.bytes(screen.width(), screen.height());
        var memory = MemorySegment.ofArray(new byte[bytes]);
        memory.copyFrom(screen.memory().asSlice(0, bytes));
        return new Screen(memory, screen.width(), screen.height());
    }

    /// Tiles that neither were shown nor dropped nor wait.
    public int lost() {
        return sent - shown - dropped - misplaced - waiting;
    }

    /// How many pictures a tile of the screen is behind the last.
    public int age(int tile) {
        return options.pictures() - 1 - pictures[tile];
    }
}
