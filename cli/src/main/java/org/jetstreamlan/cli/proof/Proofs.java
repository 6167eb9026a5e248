package org.jetstreamlan.cli.proof;

import java.util.List;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.sim.prove.Proof;

/// All proofs of the repository.
public final class Proofs {
    private static final String CHECK = "remainder_0_1} ^ 8'h55) == came[7:0]";
    private static final String CHECK_BUT_ONE = "remainder_0_1} ^ 8'h55) >> 1 == came[7:1]";

    private Proofs() {}

    /// In the order in which they are made.
    public static List<Proof> all() {
        return List.of(
                fifoLut(),
                fifoBlock(),
                fifoAsync(),
                headerCheck(),
                hec(),
                lineCode(),
                elastic(),
                circulation(),
                firstPass(),
                token(),
                holding(),
                phases(),
                masterWrite(),
                masterRead(),
                masterRing(),
                window(),
                registers(),
                clanArmed(),
                clanWindow(),
                clanWritten(),
                clanRegion(),
                clanFetch(),
                clanFence(),
                blocks(),
                owned());
    }

    /// Those that take a few seconds each.
    public static List<Proof> quick() {
        return List.of(
                headerCheck(),
                lineCode(),
                circulation(),
                token(),
                phases(),
                masterRing(),
                clanArmed());
    }

    private static Proof fifoLut() {
        return Proof.of("fifo.lut", () -> new FifoProof(3, Fifo.Storage.LUT))
                .bounded(14)
                .mutant("takes one too many", "room <= level != 2'd2", "room <= 1'b1");
    }

    private static Proof fifoBlock() {
        return Proof.of("fifo.block", () -> new FifoProof(4, Fifo.Storage.BLOCK))
                .bounded(14)
                .mutant("takes one too many", "room <= level[1:0] != 2'd3", "room <= 1'b1");
    }

    private static Proof fifoAsync() {
        return Proof.of("fifo.async", AsyncFifoProof::new)
                .bounded(16)
                .withoutReset()
                .mutant("is never full", "in_ready = ~inside_[2]", "in_ready = 1'b1")
                .mutant(
                        "is never empty",
                        "out_valid = writtenSeen_out != read",
                        "out_valid = 1'b1");
    }

    private static Proof headerCheck() {
        return Proof.of("header.check", () -> new HeaderCheckProof(16))
                .bounded(2)
                .mutant("leaves out a bit", CHECK, CHECK_BUT_ONE);
    }

    private static Proof hec() {
        return Proof.of("header.hec", () -> new HeaderCheckProof(32))
                .bounded(2)
                .mutant("leaves out a bit", CHECK, CHECK_BUT_ONE);
    }

    private static Proof lineCode() {
        return Proof.of("line.code", LineCodeProof::new)
                .inductive(5)
                .withoutReset()
                .mutant("takes an illegal code", "4'hb: kind", "4'ha, 4'hb: kind")
                .mutant("confuses the flags", "4'd2: kind = Half_DATA0", "4'd2: kind = Half_DATA1");
    }

    private static Proof elastic() {
        return Proof.of("link.elastic", ElasticProof::new)
                .inductive(12)
                .withoutReset()
                .mutant("puts too little fill in", "level < 7'd6", "level < 7'd4")
                .mutant("puts too much fill in", "level < 7'd6", "level < 7'd20")
                .mutant("leaves out too much fill", ">= 7'd12", ">= 7'd8");
    }

    private static Proof circulation() {
        return Proof.of("mac.circulation", CirculationProof::new)
                .inductive(2)
                .mutant("does not look at the bit", "(atMonitor | behindMonitor)", "behindMonitor");
    }

    private static Proof firstPass() {
        return Proof.of("mac.first-pass", FirstPassProof::new)
                .bounded(18)
                .withoutReset()
                .mutant("takes any pass", "& ~sending & firstPass", "& ~sending")
                .mutant("sets no bit", "(byMonitor | byLast)", "byLast");
    }

    private static Proof token() {
        return Proof.of("mac.token", TokenProof::new)
                .inductive(4)
                .mutant("captures while it sends", "thisEpoch & ~sending", "thisEpoch")
                .mutant(
                        "lets go by what it takes",
                        "(repeatsAll | counts) & ~taken",
                        "(repeatsAll | counts)")
                .mutant("manages unasked", "manages = free & manage", "manages = free");
    }

    private static Proof holding() {
        return Proof.of("mac.holding", HoldingProof::new)
                .bounded(72)
                .withoutReset()
                .mutant("THT stands", "held ? holdingTime - 24'd1", "held ? holdingTime")
                .mutant("SA stands", "held ? allowance - 24'd1", "held ? allowance");
    }

    private static Proof masterWrite() {
        return Proof.of("master.write", WriteManagerProof::new)
                .bounded(16)
                .mutant(
                        "goes on without an address",
                        "(arbiter_out_valid & goes)",
                        "(arbiter_out_valid)")
                .mutant("begins at any beat", "first <= arbiter_out_payload_last", "first <= 1'b1")
                .mutant(
                        "begins without a place for the answer",
                        "begins & data_in_ready & owners_in_ready",
                        "begins & data_in_ready");
    }

    private static Proof masterRead() {
        return Proof.of("master.read", ReadManagerProof::new)
                .bounded(16)
                .withoutReset()
                .mutant(
                        "goes to the next burst behind any beat",
                        "r_valid & r_payload_last",
                        "r_valid")
                .mutant(
                        "gives a beat to both",
                        "beats_0_valid = arrived && !owner",
                        "beats_0_valid = arrived")
                .mutant(
                        "asks for half of a beat",
                        ".in_payload_size(3'd2)",
                        ".in_payload_size(3'd1)");
    }

    private static Proof window() {
        return Proof.of("host.window", HostWindowProof::new)
                .bounded(12)
                .withoutReset()
                .mutant(
                        "answers before the memory has taken the beats",
                        "taken & cellIsLast",
                        "go & cellIsLast")
                .mutant("answers with any identifier", "cellId <= burst_id", "cellId <= 2'd0")
                .mutant(
                        "marks each beat that it has read",
                        "queue_out_payload_fetch_last & usedUp",
                        "usedUp");
    }

    private static Proof registers() {
        return Proof.of("host.registers", RegistersProof::new)
                .bounded(14)
                .withoutReset()
                .mutant(
                        "forgets an answer that waits",
                        "(write_answered & ~s_axil_bready) | write_perform",
                        "write_perform")
                .mutant(
                        "acts while an answer waits",
                        "write_decoded & (~write_answered | s_axil_bready)",
                        "write_decoded")
                .mutant(
                        "does not wait for an element",
                        "now = read_take & ~table_read_selected",
                        "now = read_take")
                .mutant(
                        "answers who is ready",
                        "s_axil_bvalid = write_answered",
                        "s_axil_bvalid = write_answered & s_axil_bready");
    }

    private static Proof clanWindow() {
        return Proof.of("clan.window", ApertureWindowProof::new)
                .bounded(12)
                .withoutReset()
                .mutant("answers each beat", "leaves & next_last)", "leaves)")
                .mutant(
                        "does not look whether the page is open",
                        "next_lawful & door_open &",
                        "next_lawful &")
                .mutant(
                        "marks each beat of a load",
                        "axi_rlast = beats == 8'd0",
                        "axi_rlast = 1'b1");
    }

    private static Proof masterRing() {
        return Proof.of("master.ring", RingWriterProof::new)
                .bounded(16)
                .mutant("shows before the answer", "producer = answered", "producer = index")
                .mutant("breaks off", "loaded & (begun | may)", "loaded & may")
                .mutant(
                        "begins while it restarts",
                        "place_valid & ~refused & ~restart",
                        "place_valid & ~refused")
                .mutant("takes a place a clock early", "there & place_valid", "place_valid")
                .mutant("numbers from 0", "index + 16'd1}", "index}");
    }

    private static Proof clanArmed() {
        return Proof.of("clan.armed", ArmedProof::new)
                .bounded(12)
                .withoutReset()
                .mutant(
                        "acts as it is disarmed",
                        "firings[due] : 1'b0)) & ~disarms",
                        "firings[due] : 1'b0))")
                .mutant("stays armed", "<= ~clears & armed", "<= ~clears & ~armed")
                .mutant(
                        "loses an arming as it acts",
                        "fired = fire && at == due ? armed :",
                        "fired =")
                .mutant("lets any tag arm", "owner[11:0] == claimed && |claimed", "|claimed");
    }

    private static Proof clanWritten() {
        return Proof.of("clan.written", WrittenProof::new)
                .bounded(10)
                .mutant("does not wait for the answer", "(alone | answers_out_valid)", "1'b1")
                .mutant("takes a refusal for an answer", "gone = refused | wrong", "gone = wrong");
    }

    private static Proof phases() {
        return Proof.of("ring.phases", PhaseProof::new)
                .bounded(24)
                .mutant("has patience without end", "else if (beacons)", "else if (1'b0)");
    }

    private static Proof clanRegion() {
        return Proof.of("clan.region", RegionCheckProof::new)
                .bounded(8)
                .mutant(
                        "forgets the tag",
                        "&& entry_tag == query_tag && |entry_tag",
                        "&& |entry_tag")
                .mutant("forgets the end", "outside || roomHigh[8]", "outside")
                .mutant(
                        "lets a byte too many pass",
                        "13'h1000 : roomRest[12:0]",
                        "13'h1000 : roomRest[12:0] + 13'd1");
    }

    private static Proof clanFetch() {
        return Proof.of("clan.fetch", DataFetchProof::new)
                .bounded(DataFetchProof.CLOCKS)
                .withoutReset()
                .mutant(
                        "goes on beyond 512 bytes",
                        "few ? left[6:0] : toEnd",
                        "few ? left[6:0] : 7'd64")
                .mutant(
                        "asks for a cell too many",
                        "round = end_ + 14'd7",
                        "round = end_ + 14'd15");
    }

    private static Proof clanFence() {
        return Proof.of("clan.fence", DmaFenceProof::new)
                .inductive(2)
                .withoutReset()
                .mutant(
                        "does not wait",
                        "else if (waits) phase <= Phase_RESULT",
                        "else if (1'b0) phase <= Phase_RESULT");
    }

    /// 64 clocks of initialisation, and some operations.
    private static Proof blocks() {
        return Proof.of("buffer.blocks", BlockManagerProof::new)
                .bounded(76)
                .withoutReset()
                .mutant(
                        "a granted block stays on the list",
                        "freeHead <= link[1:0]",
                        "freeHead <= freeHead")
                .mutant("frees what nobody holds", "held <= held & someoneHolds", "held <= held");
    }

    private static Proof owned() {
        return Proof.of("buffer.owned", OwnedProof::new)
                .bounded(OwnedProof.CLOCKS)
                .within(1_200)
                .withoutReset()
                .mutant(
                        "takes any later block for its own",
                        "else if (!(same || lost)) foreign",
                        "else if (1'b0) foreign")
                .mutant(
                        "does not look at whose it is",
                        "nextBlock_payload_held && nextBlock_payload_pool == pool",
                        "nextBlock_payload_held")
                .mutant(
                        "reads the next block unasked",
                        "else if (ends) begin\n          phase <= Phase_CHECK",
                        "else if (ends) begin\n          phase <= Phase_READ")
                .mutant(
                        "needs no right",
                        "phase <= permitted ? Phase_READ : Phase_WAIT",
                        "phase <= Phase_READ")
                .mutant(
                        "sends what nobody holds",
                        "refused = checking & first & (~current_good | nobodys)",
                        "refused = checking & first & ~current_good");
    }
}
