package org.jetstreamlan.ring;

import java.util.function.IntToLongFunction;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.model.RingListener;

/// Counts the STARTs on a link that no header follows: frames, most of them of ring management, that a station has ceased to repeat just then. Where a frame
/// is cut so is a matter of clocks, so rings that are the same but for clocks have different ones.
final class BareStarts {
    private BareStarts() {}

    /// Watches from now on.
    ///
    /// @return how many have come to each station
    static IntToLongFunction of(HostedRing ring) {
        long[] counts = new long[ring.stations()];
        switch (ring) {
            case RingSimulation rtl -> {
                for (int i = 0; i < counts.length; i++) {
                    rtl.tap(i, tap(counts, (i + 1) % counts.length));
                }
            }
            case ModelSimulation model ->
                    model.ring()
                            .listen(
                                    new RingListener() {
                                        @Override
                                        public void bareStart(int station, long time) {
                                            counts[station]++;
                                        }
                                    });
            default -> throw new IllegalArgumentException(ring + ": RTL or the model");
        }
        return station -> counts[station];
    }

    private static LinkTap tap(long[] counts, int station) {
        return new LinkTap() {
            private boolean began;

            @Override
            public void accept(long packed) {
                var kind = LinkWord.kind(packed);
                if (began && kind != LinkWord.Kind.DATA) {
                    counts[station]++;
                }
                began =
                        kind == LinkWord.Kind.CONTROL
                                && LinkWord.bits(packed) == ControlSymbol.START_WORD;
            }
        };
    }
}
