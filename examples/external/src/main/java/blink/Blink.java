package blink;

import org.jetstreamlan.hdl.*;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.Engines;

public final class Blink extends Module {
    public final Bool led = output(bool());
    private final UInt count = reg(uint(4), init(0));

    @Override protected void build() {
        count.next(count.add(1));
        led.assign(count.bit(3));
    }

    public static void main(String[] arguments) {
        var design = Design.of(Blink::new);
        System.out.print(Verilog.of(design.circuit()).text());
        try (var model = Engines.jit().compile(design.circuit()); var blink = model.instantiate()) {
            for (int clock = 0; clock < 32; clock++, blink.step()) System.out.print(blink.peek(blink.probe("led")));
        }
    }
}
