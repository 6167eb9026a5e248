package org.jetstreamlan.cli.proof;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.crc.HeaderCrc;

/// All errors of 1 to 3 bits in `covered` bits and their check byte are seen by [HeaderCrc], for every word: as it stands behind the header (16 bits) and
/// as the HEC (32). Nothing is reduced. An error is up to three places; two that are the same cancel.
final class HeaderCheckProof extends Module {
    private static final int CHECK = 8;

    private final int covered;
    private final Bits word;
    private final List<UInt> places = new ArrayList<>();

    HeaderCheckProof(int covered) {
        this.covered = covered;
        super();
        word = input(bits(covered));
        for (int i = 0; i < 3; i++) {
            places.add(input(uint(6)).named("place" + i));
        }
    }

    @Override
    protected void build() {
        int length = covered + CHECK;
        var error = zeros(length);
        for (UInt place : places) {
            error = error.xor(lit(1, length).shl(place));
        }
        var sent = cat(word, HeaderCrc.check(word));
        var came = sent.xor(error);
        Bool good = HeaderCrc.good(came.slice(length - 1, CHECK), came.slice(CHECK - 1, 0));
        check(good.not().or(error.orR().not()), "an error of up to 3 bits is seen");
        check(good.or(error.orR()), "what has no error is good");
    }
}
