package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ports have the standard's names and directions, so that test-bench libraries find them by prefix.
class AxiPortNamesTest {
    /// A wire between a subordinate port and a manager port.
    private static final class Through<T extends Data<T>> extends Module {
        final T subordinate;
        final T manager;

        Through(Type<T> type) {
            subordinate = input(type).named("s");
            manager = output(type).named("m");
        }

        @Override
        protected void build() {
            connect(manager, subordinate);
        }
    }

    private static List<String> ports(Supplier<? extends Module> module, boolean inputs) {
        return Design.<Module>of(module::get).circuit().top().nets().stream()
                .filter(net -> inputs ? net instanceof Net.Input : net instanceof Net.Output)
                .map(Net::name)
                .filter(name -> name.startsWith("s_"))
                .toList();
    }

    @Test
    void axi4() {
        Supplier<Module> module = () -> new Through<>(Axi4.type(21, 32, 4));
        assertThat(ports(module, true))
                .containsExactlyInAnyOrder(
                        "s_awvalid",
                        "s_awid",
                        "s_awaddr",
                        "s_awlen",
                        "s_awsize",
                        "s_awburst",
                        "s_wvalid",
                        "s_wdata",
                        "s_wstrb",
                        "s_wlast",
                        "s_bready",
                        "s_arvalid",
                        "s_arid",
                        "s_araddr",
                        "s_arlen",
                        "s_arsize",
                        "s_arburst",
                        "s_rready");
        assertThat(ports(module, false))
                .containsExactlyInAnyOrder(
                        "s_awready",
                        "s_wready",
                        "s_bvalid",
                        "s_bid",
                        "s_bresp",
                        "s_arready",
                        "s_rvalid",
                        "s_rid",
                        "s_rdata",
                        "s_rresp",
                        "s_rlast");
    }

    @Test
    void axi4Lite() {
        Supplier<Module> module = () -> new Through<>(Axi4Lite.type(12, 32));
        assertThat(ports(module, true))
                .containsExactlyInAnyOrder(
                        "s_awvalid",
                        "s_awaddr",
                        "s_wvalid",
                        "s_wdata",
                        "s_wstrb",
                        "s_bready",
                        "s_arvalid",
                        "s_araddr",
                        "s_rready");
        assertThat(ports(module, false))
                .containsExactlyInAnyOrder(
                        "s_awready",
                        "s_wready",
                        "s_bvalid",
                        "s_bresp",
                        "s_arready",
                        "s_rvalid",
                        "s_rdata",
                        "s_rresp");
    }

    @Test
    void axi4Stream() {
        Supplier<Module> module = () -> new Through<>(Axi4Stream.type(4));
        assertThat(ports(module, true))
                .containsExactlyInAnyOrder("s_tvalid", "s_tdata", "s_tkeep", "s_tlast");
        assertThat(ports(module, false)).containsExactly("s_tready");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 24, 2_048})
    void dataWidthThatAxiDoesNotHaveIsRefused(int width) {
        assertThatThrownBy(() -> Axi4.type(21, width, 4))
                .hasMessageContaining("AXI data of " + width + " bits");
    }
}
