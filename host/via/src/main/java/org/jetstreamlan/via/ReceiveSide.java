package org.jetstreamlan.via;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.driver.clan.Aperture;

/// The receive queue of a VI: tells the peer by cookies where it may write, and learns by the transfer queue what it has written. In order of posting.
final class ReceiveSide {
    private final VipVi vi;
    private final QueueMemory queue;
    private final ArrayDeque<Work> posted = new ArrayDeque<>();
    private final MemorySegment cookie = Arena.ofAuto().allocate(QueueMemory.COOKIE_BYTES, 8);
    private final List<QueueMemory.Cookie> toTell = new ArrayList<>();

    // Of posted descriptors: told whole. Cookies of the next one that have gone, and of all.
    private int told;
    private int goneOfNext;
    private int cookiesWritten;
    private int taken;

    ReceiveSide(VipVi vi, QueueMemory queue) {
        this.vi = vi;
        this.queue = queue;
    }

    int count() {
        return posted.size();
    }

    void post(Work work) {
        if (work.error == 0) {
            for (var piece : work.pieces) {
                if (piece.length() > 0) {
                    work.regions.add(vi.register(piece.handle(), piece.address(), piece.length()));
                }
            }
        }
        posted.add(work);
    }

    /// Tells the peer of what is posted, as far as there is room for stores.
    ///
    /// @param peers its queue memory
    void tell(Aperture peers) {
        int number = 0;
        for (var work : posted) {
            if (number++ < told) {
                continue;
            }
            if (work.error != 0 || !tell(peers, work)) {
                return;
            }
            told++;
        }
    }

    private boolean tell(Aperture peers, Work work) {
        cookiesOf(work);
        while (goneOfNext < toTell.size()) {
            QueueMemory.writeCookie(cookie, toTell.get(goneOfNext));
            long to = QueueMemory.cookieAt(cookiesWritten + goneOfNext);
            if (!peers.put(to, cookie, 0, QueueMemory.COOKIE_BYTES)) {
                return false;
            }
            goneOfNext++;
        }
        if (!peers.put(QueueMemory.COOKIES_AT, cookiesWritten + toTell.size())) {
            return false;
        }
        cookiesWritten += toTell.size();
        goneOfNext = 0;
        return true;
    }

    private void cookiesOf(Work work) {
        toTell.clear();
        for (int i = 0; i < work.regions.size(); i++) {
            var region = work.regions.get(i);
            toTell.add(
                    new QueueMemory.Cookie(
                            region.key(),
                            region.address(),
                            (int) region.bytes(),
                            i == work.regions.size() - 1));
        }
        if (toTell.isEmpty()) {
            toTell.add(new QueueMemory.Cookie(RegionKey.NONE, 0, 0, true));
        }
    }

    /// Finishes what the peer has written.
    void take() {
        int waiting = queue.transfersWritten() - taken;
        if (waiting < 0 || waiting > told) {
            vi.peerLied("%d transfers for %d receive descriptors".formatted(waiting, told));
            return;
        }
        // An entry with an error ends a reliable connection, which flushes what is behind it.
        for (int i = 0; i < waiting && told > 0; i++) {
            var transfer = queue.transfer(taken);
            var work = posted.element();
            boolean fits = transfer.length() >= 0 && transfer.length() <= work.total;
            boolean known = work.error != 0 || transfer.rdmaWrite() || transfer.tooLong();
            if (!fits && !known) {
                vi.peerLied("%d bytes in %d".formatted(transfer.length(), work.total));
                return;
            }
            posted.remove();
            told--;
            taken++;
            if (fits && !known) {
                transfer.data().ifPresent(data -> scatter(work, data));
            }
            work.finish(transfer);
            vi.done(work);
            if (transfer.tooLong() || work.error != 0) {
                vi.descriptorFailed();
            }
        }
    }

    /// What came with its entry goes where the descriptor says.
    private void scatter(Work work, MemorySegment data) {
        if (!work.isReachable(vi)) {
            work.error |= VipDescriptor.PROTECTION_ERROR;
            return;
        }
        long done = 0;
        for (var piece : work.pieces) {
            long bytes = Math.min(piece.length(), data.byteSize() - done);
            if (bytes > 0) {
                var to = vi.memory(piece.handle(), piece.address(), bytes).orElseThrow();
                MemorySegment.copy(data, done, to, 0, bytes);
                done += bytes;
            }
        }
    }

    /// Memory is taken back: the peer may write none of it any more. Who was to receive there has PROTECTION_ERROR.
    void takeBack(int handle) {
        boolean lost = false;
        for (var work : posted) {
            boolean has =
                    work.pieces.stream()
                            .anyMatch(piece -> piece.length() > 0 && piece.handle() == handle);
            if (has && work.error == 0) {
                work.takeBack();
                work.error = VipDescriptor.PROTECTION_ERROR;
                lost = true;
            }
        }
        if (lost) {
            vi.descriptorFailed();
        }
    }

    /// The oldest ones that are wrong in themselves, of which the peer does not know.
    void finishWrong() {
        while (told == 0 && !posted.isEmpty() && posted.element().error != 0) {
            var work = posted.remove();
            work.finish(work.error);
            vi.done(work);
            vi.descriptorFailed();
        }
    }

    void flush() {
        while (!posted.isEmpty()) {
            var work = posted.remove();
            work.finish(work.error != 0 ? work.error : VipDescriptor.DESC_FLUSHED_ERROR);
            vi.done(work);
        }
        told = 0;
    }

    /// The peer has forgotten all: it is told anew.
    void restart() {
        told = 0;
        reset();
    }

    /// For the next connection.
    void reset() {
        goneOfNext = 0;
        cookiesWritten = 0;
        taken = 0;
    }
}
