package org.jetstreamlan.cli.vipl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jetstreamlan.cli.conformance.Conformance;
import org.jetstreamlan.cli.conformance.Row;
import org.jetstreamlan.sim.junit.Needed;
import org.jetstreamlan.via.vipl.ViplFunctions;
import org.jetstreamlan.via.vipl.ViplFunctions.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViplHeaderTest {
    @TempDir Path folder;

    /// A program as others write them: what it asserts of layouts is what the library reads.
    private static final String CLIENT =
            """
            #include <stddef.h>
            #include "vipl.h"

            _Static_assert(sizeof(VIP_CONTROL_SEGMENT) == 32, "control segment");
            _Static_assert(sizeof(VIP_ADDRESS_SEGMENT) == 16, "address segment");
            _Static_assert(sizeof(VIP_DATA_SEGMENT) == 16, "data segment");
            _Static_assert(offsetof(VIP_CONTROL_SEGMENT, SegCount) == 12, "SegCount");
            _Static_assert(offsetof(VIP_CONTROL_SEGMENT, Control) == 14, "Control");
            _Static_assert(offsetof(VIP_CONTROL_SEGMENT, ImmediateData) == 20, "ImmediateData");
            _Static_assert(offsetof(VIP_CONTROL_SEGMENT, Length) == 24, "Length");
            _Static_assert(offsetof(VIP_CONTROL_SEGMENT, Status) == 28, "Status");
            _Static_assert(offsetof(VIP_DESCRIPTOR, DS) == 32, "segments");
            _Static_assert(VIP_NO_MATCH == 14 && VIP_ERROR_CATASTROPHIC == 10, "codes");
            _Static_assert(VIP_STATE_CONNECT_PENDING == 2, "states");
            _Static_assert(VIP_SERVICE_RELIABLE_RECEPTION == 4, "levels");

            int main(void) {
                VIP_NIC_HANDLE nic;
                VIP_VI_HANDLE vi;
                VIP_VI_ATTRIBUTES attributes = {VIP_SERVICE_RELIABLE_DELIVERY, 4096, 0, 0, VIP_TRUE, VIP_FALSE};
                static VIP_DESCRIPTOR descriptor;
                VIP_DESCRIPTOR *done;
                if (VipOpenNic("jetstream0", &nic) != VIP_SUCCESS) {
                    return 1;
                }
                descriptor.CS.Control = VIP_CONTROL_OP_RDMAWRITE | VIP_CONTROL_IMMEDIATE;
                descriptor.DS[0].Remote.Data.AddressBits = 0;
                descriptor.DS[1].Local.Length = 8;
                VipCreateVi(nic, &attributes, 0, 0, &vi);
                VipPostSend(vi, &descriptor, 0);
                return VipSendWait(vi, VIP_INFINITE, &done) == VIP_SUCCESS
                        && (done->CS.Status & VIP_STATUS_ERROR_MASK) == 0 ? 0 : 1;
            }
            """;

    @Test
    void allFunctionsAreThereAndEachHasItsCases() {
        var names = ViplFunctions.ALL.stream().map(Function::name).toList();
        assertThat(names).hasSize(41).doesNotHaveDuplicates();
        var tried =
                Conformance.ALL.stream()
                        .filter(one -> one.row() == Row.ALL)
                        .map(one -> "Vip" + one.name().split(" ")[0])
                        .toList();
        assertThat(tried).containsSubsequence(names);
    }

    @Test
    void aProgramInCCompilesWithIt() throws Exception {
        Files.writeString(folder.resolve("vipl.h"), ViplHeader.text());
        Files.writeString(folder.resolve("client.c"), CLIENT);
        var program = Needed.program("g++", "g++").toString();
        for (var language : List.of("c", "c++")) {
            var flags = language.equals("c") ? "-std=c11" : "-D_Static_assert=static_assert";
            var compiler =
                    new ProcessBuilder(
                                    program,
                                    "-x",
                                    language,
                                    flags,
                                    "-Wall",
                                    "-Wextra",
                                    "-Werror",
                                    "-fsyntax-only",
                                    "client.c")
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            var said = new String(compiler.getInputStream().readAllBytes());
            assertThat(compiler.waitFor()).as(said).isZero();
        }
    }
}
