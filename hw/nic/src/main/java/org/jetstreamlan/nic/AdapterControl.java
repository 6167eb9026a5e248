package org.jetstreamlan.nic;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.buffer.BlockSize;

/// CONTROL, the start after a reset, and the core clock counter.
///
/// ```
/// rst or RESET written ─> restart ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔╲______________   places of the VCI table are cleared, FIFOs run empty
///                         blocksReady ________________________╱▔▔▔▔   the block manager initialises
///                         ready       ________________________╱▔▔▔▔
/// ```
/// `restart` lasts max(4 x `vciSets`, 256) clocks, or a multiple of it until the host's memory is left alone. A block size that is asked for is taken with RESET, if there is such a one.
final class AdapterControl extends Module {
    private static final int SHORTEST_RESTART = 256;

    private final AdapterParameters parameters;
    private final int placeWidth;

    // What is written to CONTROL.
    final Bool written = input(bool());
    final Bool resetWritten = input(bool());
    final Bool enableWritten = input(bool());
    final Bool claimWritten = input(bool());

    /// BLOCK_SIZE.
    final UInt sizeWanted = input(uint(Registers.BLOCK_SIZE_LOG2_BYTES.width()));

    final Bool blocksReady = input(bool());

    /// No access to the host's memory is under way or will come by itself.
    final Bool quiet = input(bool());

    final Bool enable = output(bool());

    /// `enable`, and ready for it.
    final Bool active = output(bool());

    /// One clock.
    final Bool claim = output(bool());

    /// Holds while not `restart`, and from its second clock on.
    final BlockSize size;

    final UInt log2BlockBytes = output(uint(Registers.BLOCKS_LOG2_BYTES.width()));
    final Bool ready = output(bool());
    final Bool restart = output(bool());

    /// While `restart`: a place of the VCI table, each at least once.
    final UInt place;

    /// Core clocks since the reset.
    final UInt now = output(uint(64));

    private final UInt reached;

    AdapterControl(AdapterParameters parameters) {
        this.parameters = parameters;
        this.placeWidth =
                Integer.numberOfTrailingZeros(
                        Math.max(VciHash.WAYS * parameters.vciSets(), SHORTEST_RESTART));
        super();
        this.size = output(BlockSize.type(parameters.blockWidth(), parameters.largerSizes()));
        this.place = output(uint(placeWidth));
        this.reached = reg(uint(placeWidth), init(0));
    }

    @Override
    protected String moduleName() {
        return "AdapterControl_p"
                + placeWidth
                + "_b"
                + parameters.blocks()
                + "_w"
                + parameters.log2BlockBytes();
    }

    @Override
    protected void build() {
        var restarting = reg(bool(), init(1));
        var enabled = reg(bool(), init(0));
        var claims = reg(bool(), init(0));
        var clock = reg(uint(64), init(0));
        clock.next(clock.add(1));
        now.assign(clock);

        restart.assign(restarting);
        ready.assign(blocksReady.and(restarting.not()));
        enable.assign(enabled);
        active.assign(enabled.and(ready));
        claim.assign(claims);
        place.assign(reached);

        claims.next(all(written, claimWritten, resetWritten.not(), ready));
        when(
                restarting,
                () -> {
                    reached.next(reached.add(1));
                    when(reached.andR().and(quiet), () -> restarting.next(0));
                });
        when(
                written,
                () -> {
                    enabled.next(enableWritten);
                    when(
                            resetWritten,
                            () -> {
                                restarting.next(1);
                                reached.next(0);
                            });
                });
        size();
    }

    private void size() {
        int smallest = parameters.log2BlockBytes();
        int largest = smallest + parameters.largerSizes();
        var log2 = reg(uint(log2BlockBytes.width()), init(smallest));
        var possible = sizeWanted.ge(smallest).and(sizeWanted.le(largest));
        when(all(written, resetWritten, possible), () -> log2.next(sizeWanted));
        log2BlockBytes.assign(log2);

        var blocks = reg(uint(parameters.blockCountWidth()), init(parameters.blocks()));
        var larger = reg(bits(parameters.largerSizes()), init(0));
        var count = num(parameters.blocks(), parameters.blockCountWidth());
        var above = new Bool[parameters.largerSizes()];
        for (int n = 1; n <= above.length; n++) {
            var is = log2.ge(smallest + n);
            above[above.length - n] = is;
            count = mux(is, num(parameters.blocks() >> n, count.width()), count);
        }
        blocks.next(count);
        larger.next(cat(above));
        size.blocks().assign(blocks);
        size.larger().assign(larger);
    }
}
