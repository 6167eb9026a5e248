package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.daemon.Answer;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.driver.MappedMemory;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.shared.Doorbell;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.MemoryFile;
import org.jetstreamlan.driver.shared.RingConsumer;
import org.jetstreamlan.driver.shared.RingPlace;
import org.jetstreamlan.driver.shared.RingProducer;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.jetstreamlan.driver.shared.UnixSocket;

/// A process that the daemon serves: its memory with two rings, and what it has. Each submission is copied into private memory before anybody looks at it.
final class ServedClient implements AutoCloseable {
    private static final VarHandle COUNT = WORD.varHandle();

    final int number;
    final UnixSocket.Peer peer;
    private final ClientMemory sizes;
    final MemoryFile file;
    private final EventFlag bell;
    private final Doorbell sleeper;
    private final RingConsumer submissions;
    private final RingProducer answers;
    private final ClientPools pools;
    private final ClientFiles files;
    private final ClientClan clan;
    private final Script[] scripts;
    private final int[] waiting = new int[ClientMemory.SLOTS];
    private final MemorySegment submission =
            MemorySegment.ofArray(new long[RingPlace.ENTRY_BYTES / 8]);
    private final MemorySegment answer = MemorySegment.ofArray(new long[RingPlace.ENTRY_BYTES / 8]);

    /// Scripts that have frames with tickets under way, the first `flying` of them.
    private final int[] flights;

    /// Where the adapter reaches the user memory.
    private final Optional<MappedMemory> mapped;

    private int flying;
    private long taken;

    /// Answers given so far.
    private int answered;

    /// @param clans makes what it has of CLAN, given what wakes it for that
    /// @throws SystemCallException if the system has no memory or descriptors for it
    ServedClient(
            int number,
            UnixSocket.Peer peer,
            ClientMemory sizes,
            ClientPools pools,
            ClientFiles files,
            Function<Runnable, ClientClan> clans,
            EventFlag bell)
            throws SystemCallException {
        this.number = number;
        this.peer = peer;
        this.sizes = sizes;
        this.pools = pools;
        this.files = files;
        this.bell = bell;
        file = MemoryFile.create("jetstream-client", sizes.bytes());
        var memory = file.memory();
        sizes.write(memory);
        sleeper = new Doorbell(memory, ClientMemory.CLIENT_SLEEPS_AT);
        clan = clans.apply(() -> sleeper.ring(ClientMemory.SLEEPS_FOR_CLAN));
        submissions = new RingConsumer(memory, submissionRing(sizes));
        answers = new RingProducer(memory, answerRing(sizes));
        var user = memory.asSlice(sizes.user(), sizes.userBytes());
        mapped = pools.map(user);
        scripts = new Script[sizes.scripts()];
        flights = new int[sizes.scripts()];
        Arrays.setAll(
                scripts,
                i -> Script.over(memory.asSlice(sizes.script(i), ScriptMemory.BYTES), user, files));
    }

    private static RingPlace submissionRing(ClientMemory sizes) {
        return new RingPlace(
                ClientMemory.SUBMISSION_PRODUCER_AT,
                ClientMemory.SUBMISSION_CONSUMER_AT,
                ClientMemory.SUBMISSIONS_AT,
                sizes.entries());
    }

    private static RingPlace answerRing(ClientMemory sizes) {
        return new RingPlace(
                ClientMemory.ANSWER_PRODUCER_AT,
                ClientMemory.ANSWER_CONSUMER_AT,
                sizes.answers(),
                sizes.entries());
    }

    ClientMemory sizes() {
        return sizes;
    }

    ClientPools pools() {
        return pools;
    }

    ClientFiles files() {
        return files;
    }

    ClientClan clan() {
        return clan;
    }

    /// Submissions taken so far.
    long taken() {
        return taken;
    }

    /// Descriptor of its memory, and of what it raises to wake the daemon.
    int memoryDescriptor() {
        return file.descriptor();
    }

    int bellDescriptor() {
        return bell.descriptor();
    }

    /// Whether a turn would do something.
    ///
    /// @throws org.jetstreamlan.driver.shared.RingFault if an index cannot be
    boolean hasWork() {
        if (pools.isWaiting()) {
            return pools.mayResume(System.nanoTime());
        }
        return submissions.hasEntry() && answers.hasRoom();
    }

    /// Does what one submission asks for, or goes on with one whose script has waited: those behind it wait, too.
    ///
    /// @return false if there was nothing to do
    /// @throws org.jetstreamlan.driver.shared.RingFault as [#hasWork]
    boolean turn() {
        if (flying > 0) {
            settle();
        }
        if (!hasWork()) {
            return false;
        }
        try {
            if (pools.isWaiting()) {
                pools.resume(answer);
            } else {
                take();
            }
        } catch (ServiceException e) {
            answer.set(WORD, Answer.REASON_AT, e.reason().ordinal());
            say(e.why());
        }
        arrived();
        watchFlights();
        if (!pools.isWaiting()) {
            answers.offer(answer, 0);
            answered++;
            sleeper.ring(ClientMemory.SLEEPS_FOR_ANSWER);
        }
        return true;
    }

    private void take() throws ServiceException {
        submissions.poll(submission, 0);
        taken++;
        answer.fill((byte) 0);
        answer.set(WORD, Answer.COOKIE_AT, submission.get(WORD, Submission.COOKIE_AT));
        int request = Submission.REQUEST.get(submission.get(WORD, Submission.REQUEST_AT));
        if (request == Request.CLAN.ordinal()) {
            clan.handle(submission, answer);
        } else {
            pools.handle(submission, answer, scripts);
        }
    }

    /// Nanoseconds until a script of it has waited its time; [Long#MAX_VALUE] if none waits.
    long untilDue(long now) {
        return pools.isWaiting() ? Math.max(0, pools.waitsUntil() - now) : Long.MAX_VALUE;
    }

    /// The script that this submission may have run.
    private void watchFlights() {
        int index = submission.get(WORD, Submission.ARGUMENT_AT);
        if (index < 0 || index >= scripts.length || !scripts[index].hasFramesUnderWay()) {
            return;
        }
        for (int i = 0; i < flying; i++) {
            if (flights[i] == index) {
                return;
            }
        }
        flights[flying++] = index;
    }

    private void settle() {
        boolean some = false;
        for (int i = flying - 1; i >= 0; i--) {
            var script = scripts[flights[i]];
            some |= script.settle();
            if (!script.hasFramesUnderWay()) {
                flights[i] = flights[--flying];
            }
        }
        if (some) {
            sleeper.ring(ClientMemory.SLEEPS_FOR_FATE);
        }
    }

    /// Words of the next answer, at the place of its entry: those of others under way keep theirs.
    private void say(String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        int bytes = Math.min(text.length, ClientMemory.MESSAGE_BYTES - 1);
        int at = sizes.message(answered & sizes.entries() - 1);
        answer.set(WORD, Answer.MESSAGE_AT, at);
        var area = file.memory().asSlice(at, ClientMemory.MESSAGE_BYTES);
        area.fill((byte) 0);
        MemorySegment.copy(MemorySegment.ofArray(text), 0, area, 0, bytes);
    }

    /// PDUs have come for somebody: wakes it if they are its.
    void arrived() {
        if (showWaiting()) {
            sleeper.ring(ClientMemory.SLEEPS_FOR_PDU);
        }
    }

    /// @return whether a count has risen
    private boolean showWaiting() {
        boolean more = false;
        for (int slot = 0; slot < pools.slots(); slot++) {
            int now = pools.waiting(slot);
            if (now != waiting[slot]) {
                more |= now > waiting[slot];
                waiting[slot] = now;
                COUNT.setRelease(file.memory(), (long) ClientMemory.waiting(slot), now);
            }
        }
        return more;
    }

    /// Lets go of its memory and doorbell; its pools are closed.
    @Override
    public void close() throws SystemCallException {
        mapped.ifPresent(MappedMemory::close);
        try {
            file.close();
        } finally {
            bell.close();
        }
    }
}
