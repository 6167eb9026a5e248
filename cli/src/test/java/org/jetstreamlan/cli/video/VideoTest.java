package org.jetstreamlan.cli.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoTest {
    private static final long SEED = 7;

    @TempDir Path folder;

    /// What picture `number` looks like.
    private static Screen pattern(VideoOptions options, int number) {
        var memory =
                MemorySegment.ofArray(new byte[Screen.bytes(options.width(), options.height())]);
        var screen = new Screen(memory, options.width(), options.height());
        TestPattern.draw(screen, number);
        return screen;
    }

    private static boolean tileIs(VideoResult result, int tile, Screen pattern) {
        var head = result.options().head(0, tile);
        for (int y = head.top(); y < head.top() + head.height(); y++) {
            for (int x = head.left(); x < head.left() + head.width(); x++) {
                if (result.screen().get(x, y) != pattern.get(x, y)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void a_viewer_that_keeps_up_shows_the_film() {
        var options = VideoOptions.of(3, 25, 0, SEED);
        var result = Video.run(options);
        assertThat(result.shown() + result.waiting()).isEqualTo(75);
        assertThat(result.dropped() + result.lost() + result.shownBad() + result.misplaced())
                .isZero();
        for (int tile = 0; tile < options.tiles(); tile++) {
            assertThat(tileIs(result, tile, pattern(options, result.pictures()[tile]))).isTrue();
        }
    }

    @Test
    void a_slow_viewer_drops_the_oldest_and_shows_what_is_not_long_ago() {
        var options = VideoOptions.of(8, 10, 0, SEED);
        var result = Video.run(options);
        assertThat(result.shown()).isEqualTo(80);
        assertThat(result.dropped()).isGreaterThan(90);
        assertThat(result.waiting()).isLessThanOrEqualTo(10);
        assertThat(result.lost()).isZero();
        int late = 0;
        for (int tile = 0; tile < options.tiles(); tile++) {
            int picture = result.pictures()[tile];
            assertThat(picture < 0 || tileIs(result, tile, pattern(options, picture))).isTrue();
            late += result.age(tile) > 3 ? 1 : 0;
        }
        assertThat(late).isLessThan(options.tiles() / 2);
    }

    @Test
    void what_the_link_spoils_is_shown_too_where_it_belongs() throws IOException {
        var options = VideoOptions.of(4, 25, 4, SEED);
        var result = Video.run(options);
        assertThat(result.hit()).isGreaterThan(10);
        assertThat(result.shownBad()).isBetween(result.hit() - result.waiting(), result.hit());
        assertThat(result.misplaced() + result.lost()).isZero();
        int bad = 0;
        for (int tile = 0; tile < options.tiles(); tile++) {
            boolean whole = tileIs(result, tile, pattern(options, result.pictures()[tile]));
            assertThat(whole).isNotEqualTo(result.bad()[tile]);
            bad += whole ? 0 : 1;
        }
        assertThat(bad).isPositive();

        var file = folder.resolve("video.png");
        VideoPicture.write(result, file);
        var image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(2 * 640 + 3 * 16);
        assertThat(image.getRGB(20, 20) & 0xFFFFFF).isEqualTo(0xC0C0C0);
    }

    @Test
    void a_head_that_cannot_be_is_not_believed() {
        var screen = new Screen(MemorySegment.ofArray(new byte[Screen.bytes(64, 64)]), 64, 64);
        var memory = MemorySegment.ofArray(new int[4]);
        int bytes = TileHead.BYTES + Screen.bytes(16, 16);
        assertThat(fits(new TileHead(1, 48, 48, 16, 16), memory, screen, bytes)).isTrue();
        assertThat(fits(new TileHead(1, 48, 48, 16, 16), memory, screen, bytes - 1)).isFalse();
        assertThat(fits(new TileHead(1, 49, 48, 16, 16), memory, screen, bytes)).isFalse();
        assertThat(fits(new TileHead(1, 48, 49, 16, 16), memory, screen, bytes)).isFalse();
        assertThat(fits(new TileHead(-1, 0, 0, 16, 16), memory, screen, bytes)).isFalse();
        assertThat(fits(new TileHead(1, 0, 0, 0, 16), memory, screen, bytes)).isFalse();
        assertThat(fits(new TileHead(1, 0xFFFF, 0xFFFF, 0xFFFF, 16), memory, screen, 1 << 16))
                .isFalse();
        assertThat(fits(new TileHead(1, 0, 0, 1, 63), memory, screen, 1 << 16)).isFalse();
        memory.fill((byte) 0);
        assertThat(TileHead.read(memory, 0).fits(screen, bytes)).isFalse();
    }

    private static boolean fits(TileHead head, MemorySegment memory, Screen screen, int bytes) {
        head.write(memory, 0);
        assertThat(TileHead.read(memory, 0)).isEqualTo(head);
        return TileHead.read(memory, 0).fits(screen, bytes);
    }

    @Test
    void sizes_that_do_not_fit_each_other_are_refused() {
        assertThatThrownBy(() -> new VideoOptions(320, 240, 60, 48, 1, 1, 0, 0))
                .hasMessageContaining("320 x 240 in tiles of 60 x 48");
    }
}
