package org.jetstreamlan.driver;

import org.jetstreamlan.abi.StationVci;

/// Channels of all stations, see [StationVci]; those of station 0 below 0x100 are the system VCIs.
///
/// @param first first one
/// @param last last one
public record ChannelRange(int first, int last) {
    /// All VCIs.
    public static final ChannelRange ALL = new ChannelRange(0, StationVci.CHANNELS - 1);

    /// Those of pools without privilege: no system VCI, no well-known channel.
    public static final ChannelRange FREE =
            new ChannelRange(StationVci.FIRST_FREE_CHANNEL, StationVci.FIRST_CLAN_CHANNEL - 1);

    public ChannelRange {
        if (first < 0 || last >= StationVci.CHANNELS || first > last) {
            throw new IllegalArgumentException(
                    "channels %#x..%#x: the first is above the last, or not in 0..%#x"
                            .formatted(first, last, StationVci.CHANNELS - 1));
        }
    }

    /// Whether a VCI's channel is one of these.
    public boolean contains(int vci) {
        int channel = StationVci.channel(vci);
        return channel >= first && channel <= last;
    }
}
