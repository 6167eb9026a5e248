package org.jetstreamlan.abi;

/// How the 24-bit VCI space is divided: the top 6 bits name the receiving station.
///
/// ```
///  23      18 17                          0
/// | station  |          channel            |    64 stations x 2^18 channels
///
/// 0x000000..0x0000FF   system, for all stations: ATM's reserved 0..31, INIT, ARP, IP broadcast
/// channel 0x000..0x0FF of stations 1..63: never used
/// channel 0x100..0x1FF of each station: well-known unicast channels (IP, CLAN connections)
/// channel 0x200..      of each station: free for pools
/// channel 0x30000..    of each station: CLAN endpoints, closed to pools
/// ```
/// A system VCI is multicast: its status feeds counters only, nobody sets A, C or N.
public final class StationVci {
    private StationVci() {}

    /// Lowest bit of the station.
    public static final int STATION_LO = 18;

    /// Channels of each station.
    public static final int CHANNELS = 1 << STATION_LO;

    /// VCIs below this are system VCIs.
    public static final int SYSTEM_VCIS = 0x100;

    /// First system VCI that is not reserved by ATM.
    public static final int FIRST_SYSTEM = 32;

    /// Ring initialisation and station management.
    public static final int INIT = 32;

    /// Address resolution.
    public static final int ARP = 33;

    /// IP broadcast and multicast.
    public static final int IP_BROADCAST = 34;

    /// Channel of IP unicast on each station.
    public static final int IP_CHANNEL = 0x100;

    /// Channel of CLAN connection management on each station.
    public static final int CLAN_CHANNEL = 0x101;

    /// First channel that a pool without privilege may have.
    public static final int FIRST_FREE_CHANNEL = 0x200;

    /// First channel that is a CLAN endpoint's, not a pool's.
    public static final int FIRST_CLAN_CHANNEL = 0x3_0000;

    /// The VCI of a channel.
    ///
    /// @throws IllegalArgumentException if station or channel do not exist
    public static int of(int station, int channel) {
        if (station < 0 || station >= Header.STATIONS || channel < 0 || channel >= CHANNELS) {
            throw new IllegalArgumentException(
                    "station %d, channel %#x: stations are 0..63, channels 0..0x3ffff"
                            .formatted(station, channel));
        }
        return station << STATION_LO | channel;
    }

    /// Station that receives this VCI; 0 for a system VCI, which all may receive.
    public static int station(int vci) {
        return vci >>> STATION_LO;
    }

    /// Channel of this VCI.
    public static int channel(int vci) {
        return vci & CHANNELS - 1;
    }

    /// Whether several stations may receive it.
    public static boolean isSystem(int vci) {
        return vci < SYSTEM_VCIS;
    }

    /// Whether this station owns it alone, so that it sets A, C and N.
    public static boolean isUnicastOf(int vci, int station) {
        return !isSystem(vci) && station(vci) == station;
    }

    /// Whether a pool without privilege may associate it on this station.
    public static boolean isFreeOn(int vci, int station) {
        int channel = channel(vci);
        return station(vci) == station
                && channel >= FIRST_FREE_CHANNEL
                && channel < FIRST_CLAN_CHANNEL;
    }
}
