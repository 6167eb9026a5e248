package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// Every payload to each of several streams.
///
/// | mode | a payload goes | registers | combinational from |
/// | --- | --- | --- | --- |
/// | [Mode#EAGER] | to each output when that is ready; the next payload comes when all have it | one bit an output | each `ready` to `in.ready` |
/// | [Mode#LAZY] | to all outputs in one clock, when all are ready | none | also each `ready` to every `valid` |
///
/// ```
/// clock          0    1    2    3         eager, 2 outputs
/// in             | a  | a  | b  |
/// in.ready       _____/▔▔▔▔▔▔▔▔▔
/// out[0]         | a  |    | b  |         has a already in clock 1
/// out[1]         | a  | a  | b  |
/// out[1].ready   _____/▔▔▔▔▔▔▔▔▔
/// ```
/// Latency 0, throughput 1 a clock. Lazy outputs may take their `valid` back before it is answered, which only a reader minds that
/// waits for `valid` before it gives `ready`: give such a one an eager fork.
public final class StreamFork<T extends Data<T>> extends Module {
    /// When the outputs get a payload.
    public enum Mode {
        EAGER,
        LAZY
    }

    private final int width;
    private final Mode mode;
    public final Stream<T> in;
    public final List<Stream<T>> out;

    /// @param outputs at least 1
    public StreamFork(Type<T> payload, int outputs, Mode mode) {
        if (outputs < 1) {
            throw Arguments.wrong("a fork", "to " + outputs + " outputs", "give it 1 or more");
        }
        this.width = payload.width();
        this.mode = mode;
        super();
        this.in = input(stream(payload));
        List<Stream<T>> ports = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            ports.add(output(stream(payload)));
        }
        this.out = List.copyOf(ports);
    }

    @Override
    protected String moduleName() {
        String kind = mode == Mode.LAZY ? "_lazy" : "";
        return "StreamFork_w%d_n%d%s".formatted(width, out.size(), kind);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        out.forEach(stream -> stream.payload().assign(in.payload()));
        switch (mode) {
            case EAGER -> buildEager();
            case LAZY -> buildLazy();
        }
    }

    /// Bit i of `has`: output i has the payload that waits at `in`.
    private void buildEager() {
        var has = reg(bits(out.size()), init(0));
        var served = wire(bits(out.size()));
        for (int i = 0; i < out.size(); i++) {
            out.get(i).valid().assign(in.valid().and(has.bit(i).not()));
            served.bit(i).assign(has.bit(i).or(out.get(i).ready()));
        }
        var waits = in.valid().and(in.ready().not());
        in.ready().assign(served.andR());
        has.next(mux(waits, served, zeros(out.size())));
    }

    private void buildLazy() {
        in.ready().assign(Bool.all(out.stream().map(Stream::ready).toList()));
        for (int i = 0; i < out.size(); i++) {
            List<Bool> others = new ArrayList<>(List.of(in.valid()));
            for (int j = 0; j < out.size(); j++) {
                if (j != i) {
                    others.add(out.get(j).ready());
                }
            }
            out.get(i).valid().assign(Bool.all(others));
        }
    }
}
