package org.jetstreamlan.model.adapter;

import java.util.Arrays;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.VciHash;

/// The VCI table: a VCI may lie in one set of each way. The host moves entries through VCI_LOW and VCI_HIGH.
final class VciDirectory {
    private final int ways;
    private final int log2Sets;
    private final int[] low;
    private final int[] high;

    // The registers.
    private int heldLow;
    private int heldHigh;

    VciDirectory(Capabilities sizes) {
        ways = sizes.vciWays();
        log2Sets = sizes.log2VciSets();
        low = new int[ways << log2Sets];
        high = new int[low.length];
    }

    void reset() {
        Arrays.fill(low, 0);
        Arrays.fill(high, 0);
        heldLow = 0;
        heldHigh = 0;
    }

    int heldLow() {
        return heldLow;
    }

    int heldHigh() {
        return heldHigh;
    }

    void holdLow(int value) {
        heldLow = value;
    }

    void holdHigh(int value) {
        heldHigh = value;
    }

    /// VCI_COMMAND. A place that does not exist reads as 0 and takes nothing.
    void command(int operation, int index) {
        int way = Registers.VCI_INDEX_WAY.get(index);
        int set = Registers.VCI_INDEX_SET.get(index);
        boolean exists = way < ways && set < 1 << log2Sets;
        int place = way << log2Sets | set;
        if (operation == Registers.VCI_COMMAND_READ) {
            heldLow = exists ? low[place] : 0;
            heldHigh = exists ? high[place] : 0;
        } else if (operation == Registers.VCI_COMMAND_WRITE && exists) {
            low[place] = heldLow;
            high[place] = heldHigh;
        }
    }

    /// The entry of a VCI as in VCI_HIGH; 0 without one.
    int find(int vci) {
        for (int way = 0; way < ways; way++) {
            int place = way << log2Sets | VciHash.set(vci, way, log2Sets);
            if (low[place] == vci && Registers.VCI_HIGH_VALID.isSet(high[place])) {
                return high[place];
            }
        }
        return 0;
    }
}
