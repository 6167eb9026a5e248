package org.jetstreamlan.nic.host;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.SkidBuffer;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.buffer.ChainAccess;
import org.jetstreamlan.nic.buffer.ChainLink;

/// The host's window to the memories, an AXI4 subordinate (`s_axi`, 21 address bits, 32 data bits); the map is [org.jetstreamlan.abi.Window].
///
/// ```
///  AW ─ skid ─ decoder ─ skid ─┐
///   W ─ skid ──────────────────┴─ WindowWriter ─┬─ block memory
///   B <─────────────────────────────────┘       └─ chain table ─┐
///  AR ─ skid ─ decoder ───────── WindowReader ──┬───────────────┘
///   R <─────────────────────────────────┘       └─ block memory
/// ```
/// Writes and reads are independent of each other. INCR bursts of 1 to 256 beats of 32 bits, byte strobes, several bursts under way in
/// each direction, answered in order. What is refused (SLVERR, nothing changed, 0 read) see [BurstDecoder] and [WindowWriter].
///
/// Throughput 1 beat a clock in each direction at the same time, from burst to burst, also while the ring side takes every other clock of
/// the block memory (reads: any half of the clocks). Latency [#READ_LATENCY] and [#WRITE_LATENCY], with idle memories. Each AXI output
/// comes from registers (or LUT RAM at a registered address); none depends on an AXI input of the same clock.
public final class HostWindow extends Module {
    /// Clocks from the one in which AR is taken to the one of the first R.
    public static final int READ_LATENCY = 8;

    /// Clocks from the one in which the last W is taken to the one of B.
    public static final int WRITE_LATENCY = 3;

    private final AdapterParameters parameters;
    private final int idWidth;

    public final Axi4 axi;

    public final Stream<BlockWrite> blockWrite;
    public final Stream<BlockReadRequest> blockRead;

    /// The clock after `blockRead` was accepted.
    public final Bits blockData = input(bits(BlockMemory.CELL_BITS));

    /// A clock behind it: which of its halves are broken. The beats of these answer SLVERR.
    public final Bits blockBroken = input(bits(2));

    /// A cell of the block memory that the host has read has wrong parity.
    public final Flow<UInt> error;

    /// See [ChainAccess]: one request under way at most.
    public final Stream<ChainAccess> chain;

    public final Flow<ChainLink> chainReply;

    private final SkidBuffer<Axi4.Address> writeAddress;
    private final SkidBuffer<Axi4.WriteData> writeData;
    private final SkidBuffer<Axi4.Address> readAddress;
    private final BurstDecoder writeDecoder;
    private final BurstDecoder readDecoder;
    private final WindowWriter writer;
    private final WindowReader reader;
    private final Arbiter<ChainAccess> chainArbiter;

    /// @param idWidth bits of the AXI identifiers, at least 1
    public HostWindow(AdapterParameters parameters, int idWidth) {
        this.parameters = parameters;
        this.idWidth = idWidth;
        super();
        int addressWidth = BurstDecoder.ADDRESS_WIDTH;
        this.axi = input(Axi4.type(addressWidth, 32, idWidth)).named("s_axi");
        Type<Axi4.Address> address = Axi4.addressType(addressWidth, idWidth);
        this.writeAddress = child(new SkidBuffer<>(address));
        this.writeData = child(new SkidBuffer<>(Axi4.writeDataType(32)));
        this.readAddress = child(new SkidBuffer<>(address));
        this.writeDecoder = child(new BurstDecoder(parameters, idWidth));
        this.readDecoder = child(new BurstDecoder(parameters, idWidth));
        this.writer = child(new WindowWriter(parameters, idWidth));
        this.reader = child(new WindowReader(parameters, idWidth));
        this.chainArbiter =
                child(
                        new Arbiter<>(
                                ChainAccess.type(parameters.blockWidth()),
                                2,
                                Arbiter.Policy.ROUND_ROBIN));

        this.blockWrite = output(stream(BlockWrite.type(parameters.cellWidth())));
        this.blockRead = output(stream(BlockReadRequest.type(parameters.cellWidth())));
        this.chain = output(stream(ChainAccess.type(parameters.blockWidth())));
        this.chainReply = input(flow(ChainLink.type(parameters.blockWidth())));
        this.error = output(flow(uint(parameters.cellWidth())));
    }

    @Override
    protected String moduleName() {
        return "HostWindow_i" + idWidth + "_c" + parameters.cellWidth();
    }

    @Override
    protected void build() {
        connect(writeAddress.in, axi.aw());
        connect(writeDecoder.in, writeAddress.out);
        // Whether the writer is done hangs on the block memory's arbiter, far away: the decoder
        // must not hang on it, too.
        connect(writer.bursts, writeDecoder.out.stage());
        connect(writeData.in, axi.w());
        connect(writer.beats, writeData.out);
        connect(axi.b(), writer.responses);
        connect(blockWrite, writer.blockWrite);

        connect(readAddress.in, axi.ar());
        connect(readDecoder.in, readAddress.out);
        connect(reader.bursts, readDecoder.out);
        connect(axi.r(), reader.beats);
        connect(blockRead, reader.blockRead);
        reader.blockData.assign(blockData);
        reader.blockBroken.assign(blockBroken);
        error.assign(reader.error);

        buildChain();
    }

    /// Lets one of the two at a time through to the chain table and brings the reply back to it.
    private void buildChain() {
        connect(chainArbiter.in.get(0), writer.chain);
        connect(chainArbiter.in.get(1), reader.chain);
        var waiting = reg(bool(), init(0)).named("chain_waiting");
        var forReader = reg(bool()).named("chain_for_reader");
        var request = chainArbiter.out;
        chain.valid().assign(request.valid().and(waiting.not()));
        chain.payload().assign(request.payload());
        request.ready().assign(chain.ready().and(waiting.not()));
        var asked = chain.fire().named("chain_asked");
        when(
                        asked,
                        () -> {
                            waiting.next(1);
                            forReader.next(chainArbiter.grant.bit(1));
                        })
                .elseWhen(chainReply.valid(), () -> waiting.next(0));
        writer.chainDone.assign(chainReply.valid().and(forReader.not()));
        reader.chainReply.valid().assign(chainReply.valid().and(forReader));
        reader.chainReply.payload().assign(chainReply.payload());
    }
}
