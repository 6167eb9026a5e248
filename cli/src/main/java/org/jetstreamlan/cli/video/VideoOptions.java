package org.jetstreamlan.cli.video;

/// A run: what is filmed, and what goes wrong.
///
/// @param width of a picture in pixels, a multiple of `tileWidth`
/// @param height likewise
/// @param tileWidth of what one PDU carries
/// @param tileHeight at most [TileHead#ROWS]
/// @param pictures how many are sent
/// @param shown tiles that the viewer shows in the time of a picture; it drops the oldest of what is more
/// @param damaged one in so many tiles is hit on its way; 0: none
/// @param seed of what is hit
public record VideoOptions(
        int width,
        int height,
        int tileWidth,
        int tileHeight,
        int pictures,
        int shown,
        int damaged,
        long seed) {
    /// 320 x 240 in 25 tiles of 64 x 48.
    public static VideoOptions of(int pictures, int shown, int damaged, long seed) {
        return new VideoOptions(320, 240, 64, 48, pictures, shown, damaged, seed);
    }

    public VideoOptions {
        if (width % tileWidth != 0 || height % tileHeight != 0 || tileHeight > TileHead.ROWS) {
            throw new IllegalArgumentException(
                    "a picture of %d x %d in tiles of %d x %d; sizes have to be multiples, %d rows fit a script"
                            .formatted(width, height, tileWidth, tileHeight, TileHead.ROWS));
        }
    }

    /// Tiles of a picture.
    public int tiles() {
        return columns() * (height / tileHeight);
    }

    int columns() {
        return width / tileWidth;
    }

    int rowBytes() {
        return Screen.PIXEL_BYTES * tileWidth;
    }

    int pduBytes() {
        return TileHead.BYTES + tileHeight * rowBytes();
    }

    TileHead head(int picture, int tile) {
        return new TileHead(
                picture,
                tile % columns() * tileWidth,
                tile / columns() * tileHeight,
                tileWidth,
                tileHeight);
    }

    /// The tile whose left upper corner is a head's.
    int tile(TileHead head) {
        return head.top() / tileHeight * columns() + head.left() / tileWidth;
    }
}
