package org.jetstreamlan.cli.video;

/// What the camera sees: colour bars, a grey ramp below them, and a ball that flies over both, so that a tile of another picture shows.
final class TestPattern {
    private static final int[] BARS = {
        0xC0C0C0, 0xC0C000, 0x00C0C0, 0x00C000, 0xC000C0, 0xC00000, 0x0000C0
    };
    private static final int BALL = 0xFFFFFF;
    private static final int RIM = 0x202020;
    private static final double TURN = 2 * Math.PI / 48;

    private TestPattern() {}

    /// Draws picture `number`.
    static void draw(Screen screen, int number) {
        int width = screen.width();
        int height = screen.height();
        int ramp = height * 3 / 4;
        int radius = height / 6;
        long centreX = Math.round(width / 2.0 + (width / 2.0 - radius) * Math.sin(number * TURN));
        long centreY =
                Math.round(height / 2.0 + (height / 2.0 - radius) * Math.cos(2 * number * TURN));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double distance = Math.hypot(x - centreX, y - centreY) - radius;
                int below = y < ramp ? BARS[x * BARS.length / width] : grey(x, width, number);
                screen.set(x, y, distance < -3 ? BALL : distance < 0 ? RIM : below);
            }
        }
    }

    private static int grey(int x, int width, int number) {
        return ((x + 4 * number) % width * 255 / width) * 0x010101;
    }
}
