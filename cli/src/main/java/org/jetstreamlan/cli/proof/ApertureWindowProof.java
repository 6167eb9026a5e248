package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.nic.clan.ApertureEntry;
import org.jetstreamlan.nic.clan.ApertureWindow;

/// [ApertureWindow] obeys AXI, whatever bursts come, lawful or not, whatever the pages let in, however manager, stores and doorbells stall: [Axi4Rules]. What a page does not let in is
/// neither stored nor rung.
final class ApertureWindowProof extends Module {
    private static final int ID_WIDTH = 2;
    private static final int DATA_WIDTH = 64;

    private final Axi4 axi = input(Axi4.type(ApertureWindow.ADDRESS_WIDTH, DATA_WIDTH, ID_WIDTH));
    private final Bool stores = input(bool());
    private final Bool rings = input(bool());
    private final ApertureEntry.Gate gate = input(ApertureEntry.Gate.type(1));
    private final ApertureWindow window = child(new ApertureWindow(1, ID_WIDTH));
    private final Axi4Rules rules =
            child(
                    new Axi4Rules(
                            Axi4Rules.Side.SUBORDINATE,
                            ApertureWindow.ADDRESS_WIDTH,
                            DATA_WIDTH,
                            ID_WIDTH));

    @Override
    protected void build() {
        connect(window.axi, axi);
        rules.writes(axi.aw(), axi.w(), axi.b());
        rules.reads(axi.ar(), axi.r());
        window.gate.assign(gate);
        window.stores.ready().assign(stores);
        window.doorbell.ready().assign(rings);

        // The gate of the beat that is judged: of the clock in which all moved on.
        var moved = reg(ApertureEntry.Gate.type(1));
        when(window.moves, () -> moved.next(gate));
        var shuts = moved.open().not();
        check(
                any(shuts.not(), all(window.stores.valid().not(), window.doorbell.valid().not())),
                "what a page does not let in goes nowhere");
        check(
                all(window.stores.valid(), window.doorbell.valid()).not(),
                "a beat is stored or rings");
    }
}
