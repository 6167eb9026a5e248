package org.jetstreamlan.examples.rv32i;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;

/// A [Core] with one block RAM for instructions and data, from address 0; it repeats up to 0x7FFF_FFFF. Stores from 0x8000_0000 up leave
/// through `io`.
///
/// The core begins at address 0 after reset. A program comes in through `program` while reset holds the core; later too, if the core does not
/// load or store in that clock.
public final class Rv32i extends Module {
    /// @param words size of the memory, a power of two
    public record Parameters(int words) {}

    private final Parameters parameters;

    /// Words to write into the memory.
    public final Flow<Word> program = input(flow(Word.TYPE));

    /// Stores that are not for the memory.
    public final Flow<Word> io = output(flow(Word.TYPE));

    public final Flow<Retired> retired = output(flow(Retired.TYPE));
    public final Bool trapped = output(bool());
    public final Enumerated<Cause> cause = output(enumerated(Cause.class));
    public final UInt trapPc = output(uint(32));

    private final Core core = child(new Core());
    private final Mem<Bits> memory;

    public Rv32i(Parameters parameters) {
        this.parameters = parameters;
        super();
        memory = mem(bits(32), parameters.words(), UNDEFINED);
    }

    @Override
    protected void build() {
        var instruction = memory.read(index(core.fetchAddress), core.fetch);
        core.instruction.assign(instruction);

        var access = core.data;
        var isIo = access.address().bit(31);
        var dataIndex = index(mux(program.valid(), program.payload().address(), access.address()));
        var loaded = memory.read(dataIndex, access.load());
        core.loaded.assign(loaded);
        when(
                program.valid().or(access.store().and(isIo.not())),
                () ->
                        memory.write(
                                dataIndex,
                                mux(program.valid(), program.payload().data(), access.data()),
                                mux(program.valid(), ones(4), access.lanes())));

        io.valid().assign(access.store().and(isIo));
        io.payload().assign(new Word(access.address(), access.data()));
        retired.assign(core.retired);
        trapped.assign(core.trapped);
        cause.assign(core.cause);
        trapPc.assign(core.trapPc);
    }

    private UInt index(UInt address) {
        return address.slice(memory.addressWidth() + 1, 2).asUInt();
    }
}
