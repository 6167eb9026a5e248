package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.cli.figure.circuit.LoadedStation;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;

/// Stations joined to a ring, in one design; all they send to each other, 64 bits for each, is put out.
final class LoadedRing extends Module {
    private final int size;
    public final Bits lines;

    /// @param size 2 to 64
    LoadedRing(int size) {
        this.size = size;
        super();
        lines = output(bits(64 * size));
    }

    @Override
    protected String moduleName() {
        return "Top";
    }

    @Override
    protected void build() {
        List<LoadedStation> stations = new ArrayList<>();
        List<Bits> out = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            var station = child(new LoadedStation());
            station.index.assign(i);
            stations.add(station);
            out.addFirst(station.lineOut.zext(64));
        }
        for (int i = 0; i < size; i++) {
            stations.get(i).lineIn.assign(stations.get((i + size - 1) % size).lineOut);
        }
        lines.assign(cat(out.toArray(Bits[]::new)));
    }
}
