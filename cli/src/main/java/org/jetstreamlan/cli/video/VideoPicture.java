package org.jetstreamlan.cli.video;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// The end of a film as a picture, PNG: on the left what the camera sent last, on the right what the viewer shows, tiles framed where they are not of that picture (blue, the darker the older)
/// or had a bad CRC (red).
public final class VideoPicture {
    private static final int SCALE = 2;
    private static final int GAP = 16;
    private static final int FRAME = 3;
    private static final Color BACKGROUND = new Color(0x181818);
    private static final Color BAD = new Color(0xFF2020);
    private static final Color[] AGES = {new Color(0x60B0FF), new Color(0x2060FF), Color.BLACK};

    private VideoPicture() {}

    public static void write(VideoResult result, Path file) throws IOException {
        var options = result.options();
        int width = SCALE * options.width();
        int height = SCALE * options.height();
        var image =
                new BufferedImage(
                        2 * width + 3 * GAP, height + 2 * GAP, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(BACKGROUND);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        int right = width + 2 * GAP;
        graphics.drawImage(image(result.camera()), GAP, GAP, width, height, null);
        graphics.drawImage(image(result.screen()), right, GAP, width, height, null);
        graphics.translate(right, GAP);
        graphics.setStroke(new BasicStroke(FRAME));
        for (int tile = 0; tile < options.tiles(); tile++) {
            frame(graphics, result, tile);
        }
        graphics.dispose();
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("%s: this JDK writes no PNG".formatted(file));
        }
    }

    private static void frame(Graphics2D graphics, VideoResult result, int tile) {
        int age = result.age(tile);
        if (!result.bad()[tile] && age == 0) {
            return;
        }
        var head = result.options().head(0, tile);
        graphics.setColor(result.bad()[tile] ? BAD : AGES[Math.min(age, AGES.length) - 1]);
        graphics.drawRect(
                SCALE * head.left() + FRAME,
                SCALE * head.top() + FRAME,
                SCALE * head.width() - 2 * FRAME,
                SCALE * head.height() - 2 * FRAME);
    }

    private static BufferedImage image(Screen screen) {
        var image = new BufferedImage(screen.width(), screen.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < screen.height(); y++) {
            for (int x = 0; x < screen.width(); x++) {
                image.setRGB(x, y, screen.get(x, y));
            }
        }
        return image;
    }
}
