package org.jetstreamlan.examples.gpio;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Axi4Lite;
import org.jetstreamlan.hdl.lib.Axi4LiteRegisters;
import org.jetstreamlan.hdl.lib.clock.BitSynchronizer;
import org.jetstreamlan.regs.Register;

/// General-purpose pins as an AXI4-Lite subordinate, with an interrupt on the edges that software asked for. [GpioRegisters] says what each
/// register does.
///
/// ```
/// clock      0    1    2    3    4        RISING is 1
/// pinIn      ____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔     asynchronous
/// IN         ______________/▔▔▔▔▔▔▔▔▔     two flip-flops later
/// irq        ___________________/▔▔▔▔     until PENDING is written 1
/// ```
/// An edge in the clock in which software clears `PENDING` is not lost: it stays pending. Bus timing: [Axi4LiteRegisters].
public final class Gpio extends Module {
    private final GpioRegisters map;

    public final Axi4Lite axil;

    /// From anywhere.
    public final Bits pinIn;

    public final Bits pinOut;

    /// Bit i is 1 while pin i is driven.
    public final Bits pinEnable;

    public final Bool irq = output(bool());

    private final Axi4LiteRegisters registers;
    private final List<BitSynchronizer> synchronizers = new ArrayList<>();

    public Gpio(GpioRegisters map) {
        this.map = map;
        super();
        registers = child(new Axi4LiteRegisters(map.block()));
        axil = input(Axi4Lite.type(registers.axil.aw().payload().width(), 32)).named("s_axil");
        pinIn = asynchronous(bits(map.pins()));
        pinOut = output(bits(map.pins()));
        pinEnable = output(bits(map.pins()));
        for (int pin = 0; pin < map.pins(); pin++) {
            synchronizers.add(child(new BitSynchronizer()));
        }
    }

    @Override
    protected void build() {
        connect(registers.axil, axil);
        registers.clear.assign(false);

        pinEnable.assign(value(map.direction()));
        pinOut.assign(value(map.out()));

        for (int pin = 0; pin < map.pins(); pin++) {
            synchronizers.get(pin).in.assign(pinIn.bit(pin));
        }
        var level = wire(bits(map.pins()));
        level.assign(cat(synchronizers.reversed().stream().map(s -> s.out).toArray(Bool[]::new)));
        var previous = reg(bits(map.pins()));
        previous.next(level);
        status(map.in()).assign(level);

        var rose = level.and(previous.not()).and(value(map.rising()));
        var fell = previous.and(level.not()).and(value(map.falling()));
        var cleared =
                mux(registers.written(map.pending()), value(map.pending()), zeros(map.pins()));
        var pending = reg(bits(map.pins()), init(0));
        pending.next(pending.and(cleared.not()).or(rose).or(fell));
        status(map.pending()).assign(pending);
        irq.assign(pending.orR());
    }

    private Bits value(Register register) {
        return registers.value(register, map.pinsField());
    }

    private Bits status(Register register) {
        return registers.status(register, map.pinsField());
    }
}
