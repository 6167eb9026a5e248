package org.jetstreamlan.nic.host;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.lib.Axi4LiteRegisters;
import org.jetstreamlan.nic.clan.ClanPort;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;

/// The adapter's registers on AXI4-Lite (`s_axil`, 12 address bits, 32 data bits), as [Registers#BLOCK] describes them; behaviour, latency and
/// throughput: [Axi4LiteRegisters].
///
/// Held here: SCRATCH, the timers and the station address, the indices that the host moves, INTERRUPT_ENABLE, POOL_INDEX,
/// VCI_INDEX. The adapter holds what it changes itself: CONTROL, VCI_LOW, VCI_HIGH, VCI_COMMAND, POOL_LIMIT, POOL_POLICY, POOL_RESERVE, where the pool sends, its
/// synchronous share, MEMORY_ERROR.
public final class RegisterPort {
    private RegisterPort() {}

    private static final List<Register> EXTERNAL =
            List.of(
                    Registers.CONTROL,
                    Registers.VCI_LOW,
                    Registers.VCI_HIGH,
                    Registers.VCI_COMMAND,
                    Registers.POOL_LIMIT,
                    Registers.POOL_POLICY,
                    Registers.POOL_RESERVE,
                    Registers.POOL_SEND_FIRST,
                    Registers.POOL_SEND_LAST,
                    Registers.POOL_SYNCHRONOUS,
                    Registers.MEMORY_ERROR);

    /// The module `RegisterPort`.
    public static Axi4LiteRegisters module() {
        return new Axi4LiteRegisters(
                "RegisterPort", Registers.BLOCK, EXTERNAL.toArray(Register[]::new));
    }

    /// The same with the registers of CLAN.
    public static Axi4LiteRegisters moduleWithClan() {
        List<Register> all = new ArrayList<>(Registers.BLOCK.registers());
        all.addAll(ClanPort.REGISTERS);
        List<Register> external = new ArrayList<>(EXTERNAL);
        external.addAll(ClanPort.EXTERNAL);
        return new Axi4LiteRegisters(
                "RegisterPort",
                new RegisterBlock(Registers.BLOCK.name(), Registers.BLOCK.bytes(), all),
                external.toArray(Register[]::new));
    }
}
