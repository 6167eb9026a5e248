package org.jetstreamlan.nic.mac;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.mutate.Mutants;
import org.jetstreamlan.sim.verilator.VerilatorEngine;

/// The MAC that the tests of this package test.
///
/// | property | meaning |
/// | --- | --- |
/// | none | the MAC, on jit |
/// | `jetstream.mac.mutant` | the mutant of this number (`jetstream mutants`), on jit |
/// | `jetstream.mac.verilog` | this file, an edited copy of the MAC's Verilog, on verilator |
final class MacUnderTest {
    private MacUnderTest() {}

    static Model model() {
        Circuit mac = Design.of(Mac::new).circuit();
        String verilog = System.getProperty("jetstream.mac.verilog", "");
        if (!verilog.isEmpty()) {
            try {
                return new VerilatorEngine().compile(mac, Files.readString(Path.of(verilog)));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        int mutant = Integer.getInteger("jetstream.mac.mutant", -1);
        return new JitEngine().compile(mutant < 0 ? mac : Mutants.of(mac).get(mutant).circuit());
    }
}
