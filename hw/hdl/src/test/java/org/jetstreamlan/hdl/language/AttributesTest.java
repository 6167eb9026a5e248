package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.Test;

/// What is said to synthesis: `attribute(name, value)`.
class AttributesTest {
    private static final class Marked extends Module {
        final UInt address = input(uint(4));
        final Bits d = input(bits(8)).attribute("mark_debug", "TRUE");
        final Bits q = output(bits(8));
        private final Bits first =
                reg(bits(8), init(0)).attribute("async_reg", "TRUE").attribute("keep", "1");
        private final Mem<Bits> cells =
                mem(bits(8), 16, ReadUnderWrite.READ_FIRST).attribute("ram_style", "distributed");
        private final Bits last = wire(bits(8)).attribute("keep", "1").attribute("keep", "2");

        @Override
        protected void build() {
            first.next(d);
            cells.write(address, first);
            last.assign(cells.read(address));
            q.assign(last);
        }
    }

    @Test
    void attributesStandBeforeTheDeclaration() {
        assertThat(Verilog.of(Design.of(Marked::new).circuit()).text())
                .contains("(* mark_debug = \"TRUE\" *) input wire [7:0] d,")
                .contains("(* async_reg = \"TRUE\", keep = 1 *) reg [7:0] first;")
                .contains("(* ram_style = \"distributed\" *) reg [7:0] cells [0:15];")
                .contains("(* keep = 2 *) wire [7:0] last");
    }

    private static final class Plain extends Module {
        final Bool d = input(bool());
        final Bool q = output(bool());
        private final boolean marked;
        private final Bool value;

        Plain(boolean marked) {
            this.marked = marked;
            super();
            value = reg(bool(), init(0));
            if (this.marked) {
                value.attribute("keep", "1");
            }
        }

        @Override
        protected String moduleName() {
            return "Plain";
        }

        @Override
        protected void build() {
            value.next(d);
            q.assign(value);
        }
    }

    private static final class Both extends Module {
        final Bool d = input(bool());
        final Bool q = output(bool());
        private final Plain marked = child(new Plain(true));
        private final Plain plain = child(new Plain(false));

        @Override
        protected void build() {
            marked.d.assign(d);
            plain.d.assign(marked.q);
            q.assign(plain.q);
        }
    }

    @Test
    void modulesThatDifferInAnAttributeAreTwo() {
        assertThat(Design.of(Both::new).circuit().modules()).hasSize(3);
    }

    private static final class OnExpression extends Module {
        final Bool d = input(bool());
        final Bool q = output(bool());

        @Override
        protected void build() {
            q.assign(d.not().attribute("keep", "1"));
        }
    }

    @Test
    void anExpressionHasNone() {
        assertThatThrownBy(() -> Design.of(OnExpression::new))
                .isInstanceOf(HdlException.class)
                .hasMessageContaining("attributes")
                .hasMessageContaining("AttributesTest.java");
    }

    private static final class BadName extends Module {
        final Bool d = input(bool()).attribute("no good", "1");

        @Override
        protected void build() {}
    }

    @Test
    void aNameIsOneOfVerilog() {
        assertThatThrownBy(() -> Design.of(BadName::new)).hasMessageContaining("no good");
    }
}
