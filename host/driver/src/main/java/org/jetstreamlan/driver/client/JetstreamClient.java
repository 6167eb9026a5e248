package org.jetstreamlan.driver.client;

import static org.jetstreamlan.abi.ScriptMemory.WORD;
import static org.jetstreamlan.driver.DriverException.Reason.DAEMON_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_UNDERSTOOD;
import static org.jetstreamlan.driver.DriverException.Reason.NO_FILE_LEFT;
import static org.jetstreamlan.driver.DriverException.Reason.NO_SCRIPT_LEFT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.daemon.Answer;
import org.jetstreamlan.abi.daemon.ClanRequest;
import org.jetstreamlan.abi.daemon.ClanSubmission;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.FileMessage;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.StatusMemory;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.abi.daemon.Welcome;
import org.jetstreamlan.driver.Checksum;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Framing;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.SystemPool;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.shared.Doorbell;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.OpenFile;
import org.jetstreamlan.driver.shared.ProcessMemory;
import org.jetstreamlan.driver.shared.RingConsumer;
import org.jetstreamlan.driver.shared.RingPlace;
import org.jetstreamlan.driver.shared.RingProducer;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.jspecify.annotations.Nullable;

/// A connection to a `jetstreamd`, and the memory that it shares with it.
///
/// ```java
/// try (var client = JetstreamClient.connect(path, ClientOptions.of(4, 1 << 20))) {
///     var pool = client.openPool(PoolOptions.named("film").limits(32, 64));
///     pool.assoc(StationVci.of(client.status().station(), 0x200));
///     var script = client.newScript();              // its addresses count from client.userMemory()
///     var frame = script.rx(0);
///     script.copyOutRest(frame, 0, 0);
///     script.free(frame);
///     if (pool.waitRx(1_000_000_000).ok() && pool.run(script).ok()) { ... }
/// }
/// ```
/// One thread at a time. What the daemon writes is believed: it owns the adapter.
public final class JetstreamClient implements AutoCloseable {
    private static final VarHandle COUNT = WORD.varHandle();

    private static final int STATUS = 0;
    private static final int MEMORY = 1;
    private static final int BELL = 2;

    /// Cookies of runs are indices of scripts; of other requests, running numbers with this bit.
    private static final int CONTROL_COOKIE = 1 << 31;

    /// Of stores, for whose answers nobody waits: a running number of 0.
    private static final int STORE_COOKIE = CONTROL_COOKIE;

    private final ClientOptions options;
    private final DaemonLink link;
    private final MemorySegment status;
    private final EventFlag bell;
    private final Doorbell sleep;
    private final ClientMemory sizes;
    private final MemorySegment memory;
    private final MemorySegment user;
    private final RingProducer submissions;
    private final RingConsumer answers;
    private final MemorySegment submission =
            MemorySegment.ofArray(new long[RingPlace.ENTRY_BYTES / 8]);
    private final MemorySegment answer = MemorySegment.ofArray(new long[RingPlace.ENTRY_BYTES / 8]);
    private final ScriptRuns runs;
    private final BooleanSupplier answered;
    private int underWay;

    /// Of the last request that was no run.
    private int controlCookie = CONTROL_COOKIE;

    /// Pools that were opened when nobody waited for them any more.
    private final ArrayDeque<Integer> unclaimed = new ArrayDeque<>();

    /// Files that this client has, by their numbers.
    private final BitSet files = new BitSet(FileMessage.FILES);

    private int scriptsMade;
    private @Nullable DaemonClan clan;

    /// Why a store was refused; empty if none was.
    private String storeRefused = "";

    private boolean closed;

    private JetstreamClient(DaemonLink link, ClientOptions options) throws IOException {
        this.link = link;
        this.options = options;
        status = link.readableMemory(STATUS, StatusMemory.BYTES).memory();
        memory = link.memory(MEMORY, ClientMemory.SUBMISSIONS_AT).memory();
        bell = link.flag(BELL);
        sizes = ClientMemory.read(memory);
        user = memory.asSlice(sizes.user(), sizes.userBytes());
        sleep = new Doorbell(memory, ClientMemory.CLIENT_SLEEPS_AT);
        submissions =
                new RingProducer(
                        memory,
                        new RingPlace(
                                ClientMemory.SUBMISSION_PRODUCER_AT,
                                ClientMemory.SUBMISSION_CONSUMER_AT,
                                ClientMemory.SUBMISSIONS_AT,
                                sizes.entries()));
        answers =
                new RingConsumer(
                        memory,
                        new RingPlace(
                                ClientMemory.ANSWER_PRODUCER_AT,
                                ClientMemory.ANSWER_CONSUMER_AT,
                                sizes.answers(),
                                sizes.entries()));
        runs = new ScriptRuns(sizes.scripts());
        answered = () -> answers.hasEntry() || link.isGone();
        link.watch(sleep::ring);
    }

    /// Connects to the daemon that listens at a path.
    ///
    /// @throws DriverException DAEMON_GONE if none does, or this user may not connect; NOT_PERMITTED, QUOTA_EXCEEDED; NOT_UNDERSTOOD
    ///     if options are out of range, or one is of another version
    public static JetstreamClient connect(Path path, ClientOptions options) {
        var link = new DaemonLink(path, Greeting.CLIENT, options, Welcome.CLIENT_DESCRIPTORS);
        try {
            return new JetstreamClient(link, options);
        } catch (IOException | IllegalArgumentException e) {
            link.close();
            throw new DriverException(NOT_UNDERSTOOD, link.words(String.valueOf(e.getMessage())));
        }
    }

    /// What scripts' addresses count from: this process's and the daemon's, nobody else's.
    public MemorySegment userMemory() {
        return user;
    }

    /// The next script of those that were asked for at connect, empty.
    ///
    /// @throws DriverException NO_SCRIPT_LEFT
    public Script newScript() {
        if (scriptsMade == sizes.scripts()) {
            throw new DriverException(
                    NO_SCRIPT_LEFT,
                    link.words(
                            "all %d scripts are in use; edit one in place, or connect with more"
                                    .formatted(scriptsMade)));
        }
        var slot = memory.asSlice(sizes.script(scriptsMade++), ScriptMemory.BYTES);
        slot.set(WORD, ScriptMemory.IDENTIFICATION_AT, ScriptMemory.IDENTIFICATION_VALUE);
        return Script.over(slot, user);
    }

    /// The station as it was at most 100 ms ago, while there is work.
    ///
    /// @throws DriverException DAEMON_TIME_OUT if the daemon stopped while it wrote
    public StationStatus status() {
        return StationStatus.read(status);
    }

    /// Whether every wait ends with DAEMON_GONE.
    public boolean isGone() {
        return link.isGone();
    }

    /// Opens a pool; options as with [org.jetstreamlan.driver.Driver#openPool], but where it may send is the daemon's to say.
    ///
    /// @throws DriverException as there; NOT_PERMITTED, QUOTA_EXCEEDED; DAEMON_GONE, DAEMON_TIME_OUT
    public RemotePool openPool(PoolOptions wanted) {
        closeUnclaimed();
        begin(Request.OPEN, nextControlCookie(), 0, wanted.synchronousWords());
        submission.set(WORD, Submission.TRANSMIT_LIMIT_AT, wanted.limits().transmit());
        submission.set(WORD, Submission.RECEIVE_LIMIT_AT, wanted.limits().receive());
        submission.set(WORD, Submission.TRANSMIT_RESERVE_AT, wanted.reserves().transmit());
        submission.set(WORD, Submission.RECEIVE_RESERVE_AT, wanted.reserves().receive());
        submission.set(
                WORD,
                Submission.OPTIONS_AT,
                (wanted.framing() == Framing.RAW ? Submission.RAW.mask() : 0)
                        | (wanted.keepBadCrc() ? Submission.KEEP_BAD_CRC.mask() : 0)
                        | (wanted.checksum() == Checksum.IP ? Submission.CHECKSUM.mask() : 0)
                        | (wanted.privileged() ? Submission.PRIVILEGED.mask() : 0)
                        | (wanted.dropOld() ? Submission.DROP_OLD.mask() : 0));
        byte[] name = wanted.name().getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(
                MemorySegment.ofArray(name),
                0,
                submission,
                Submission.NAME_AT,
                Math.min(name.length, Submission.NAME_BYTES));
        control();
        return new RemotePool(
                this, wanted, answer.get(WORD, Answer.POOL_AT), answer.get(WORD, Answer.SLOT_AT));
    }

    /// Takes the ARP or the IP pool, which are open from the start and have their VCIs; closing it gives it back.
    ///
    /// @throws DriverException NOT_PERMITTED without privilege; POOL_TAKEN if another client has it; NO_POOL_LEFT if the adapter has too few pools; QUOTA_EXCEEDED; DAEMON_GONE, DAEMON_TIME_OUT
    public RemotePool openPool(SystemPool which) {
        closeUnclaimed();
        begin(Request.OPEN, nextControlCookie(), 0, 0);
        submission.set(WORD, Submission.OPTIONS_AT, Submission.SYSTEM.of(which.ordinal() + 1));
        control();
        return new RemotePool(
                this,
                which.options(status().blocks()),
                answer.get(WORD, Answer.POOL_AT),
                answer.get(WORD, Answer.SLOT_AT));
    }

    /// Passes an open file to the daemon, for READ_FILE and WRITE_FILE of this client's scripts, which then move its bytes without this process: as far as it is open to read and to write. This
    /// process may go on using it, or close it.
    ///
    /// @return its number for scripts, until [#closeFile]
    /// @throws DriverException FILE_REFUSED if it is no regular file on a disk or in memory, or open to append; NO_FILE_LEFT, QUOTA_EXCEEDED; DAEMON_GONE, DAEMON_TIME_OUT
    public int passFile(OpenFile file) {
        requireOpen();
        int number = files.nextClearBit(0);
        if (number == FileMessage.FILES) {
            throw new DriverException(
                    NO_FILE_LEFT,
                    link.words("all %d files are open; close one".formatted(FileMessage.FILES)));
        }
        var message = ByteBuffer.allocate(FileMessage.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(FileMessage.IDENTIFICATION_AT, FileMessage.IDENTIFICATION_VALUE);
        link.pass(message.array(), file.descriptor());
        control(Request.FILE, 0, number);
        files.set(number);
        return number;
    }

    /// Has the daemon close its descriptor of a file.
    ///
    /// @throws DriverException NOT_UNDERSTOOD if there is no such file; DAEMON_GONE, DAEMON_TIME_OUT
    public void closeFile(int number) {
        control(Request.CLOSE_FILE, 0, number);
        files.clear(number);
    }

    // ---- CLAN

    /// Begins with CLAN: the adapter reaches memory of this process, what it registers and what its endpoints have. It ends with the [org.jetstreamlan.driver.clan.Clan], or with this client. Once a client.
    ///
    /// @throws ClanException NO_CLAN; WRONG_STATE for the second time; OFF while the ring is down; NOT_PERMITTED for other users than the daemon's own; MEMORY_REFUSED
    /// @throws DriverException DAEMON_GONE, DAEMON_TIME_OUT; NOT_UNDERSTOOD where the system does not let this process open its memory
    public LentClan openClan() {
        requireOpen();
        if (clan != null) {
            throw new ClanException(
                    ClanException.Reason.WRONG_STATE,
                    link.words("CLAN is open already; use that, or connect again for more"));
        }
        passMemory();
        var port = new DaemonClan(this);
        clan = port;
        return new LentClan(
                new Clan(port), new DaemonConnections(this, port), port.station(), port.clockKhz());
    }

    private void passMemory() {
        var message = ByteBuffer.allocate(FileMessage.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(FileMessage.IDENTIFICATION_AT, FileMessage.IDENTIFICATION_VALUE);
        try {
            var memory = ProcessMemory.own();
            try {
                link.pass(message.array(), memory.descriptor());
            } finally {
                memory.close();
            }
        } catch (SystemCallException e) {
            throw new DriverException(NOT_UNDERSTOOD, link.words(String.valueOf(e.getMessage())));
        }
    }

    /// The submission of a request of CLAN, to be filled.
    MemorySegment begin(ClanRequest what) {
        int cookie = what == ClanRequest.STORE ? STORE_COOKIE : nextControlCookie();
        begin(Request.CLAN, cookie, 0, 0);
        submission.set(
                WORD,
                Submission.REQUEST_AT,
                Submission.REQUEST.of(Request.CLAN.ordinal())
                        | ClanSubmission.OPERATION.of(what.ordinal()));
        return submission;
    }

    /// Submits it, and waits for its answer.
    ///
    /// @throws ClanException what was refused
    MemorySegment answered() {
        var reason = exchange();
        if (!storeRefused.isEmpty()) {
            var why = storeRefused;
            storeRefused = "";
            throw new ClanException(ClanException.Reason.OUT_OF_RANGE, link.words(why));
        }
        if (reason != ServiceReason.DONE) {
            throw Arrays.stream(ClanException.Reason.values())
                    .filter(each -> each.name().equals(reason.name()))
                    .findFirst()
                    .<RuntimeException>map(each -> new ClanException(each, link.words(message())))
                    .orElseGet(
                            () ->
                                    new DriverException(
                                            DaemonLink.asDriver(reason), link.words(message())));
        }
        return answer;
    }

    /// Submits a store.
    void send() {
        submit();
    }

    /// @throws DriverException DAEMON_GONE
    void requireThere() {
        requireOpen();
        if (link.isGone()) {
            throw link.goneBecause();
        }
    }

    void awaitClan(BooleanSupplier moved, long nanoseconds) {
        await(ClientMemory.SLEEPS_FOR_CLAN, moved, nanoseconds);
    }

    // ---- requests

    /// A request with an answer to wait for.
    void control(Request request, int pool, int argument) {
        begin(request, nextControlCookie(), pool, argument);
        control();
    }

    /// Each has its own: an answer that comes when its request has had no more time is not the next one's.
    private int nextControlCookie() {
        do {
            controlCookie = controlCookie + 1 | CONTROL_COOKIE;
        } while (controlCookie == STORE_COOKIE);
        return controlCookie;
    }

    private void closeUnclaimed() {
        while (!unclaimed.isEmpty()) {
            control(Request.CLOSE, unclaimed.remove(), 0);
        }
    }

    private void control() {
        var reason = exchange();
        if (reason != ServiceReason.DONE) {
            throw new DriverException(DaemonLink.asDriver(reason), link.words(message()));
        }
    }

    private ServiceReason exchange() {
        submit();
        do {
            awaitAnswer();
        } while (!take());
        return ServiceReason.of(answer.get(WORD, Answer.REASON_AT));
    }

    private void begin(Request request, int cookie, int pool, int argument) {
        requireOpen();
        submission.fill((byte) 0);
        submission.set(WORD, Submission.REQUEST_AT, Submission.REQUEST.of(request.ordinal()));
        submission.set(WORD, Submission.COOKIE_AT, cookie);
        submission.set(WORD, Submission.POOL_AT, pool);
        submission.set(WORD, Submission.ARGUMENT_AT, argument);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(link.words("this client is closed; connect again"));
        }
    }

    /// Puts the submission into the ring, when it has room.
    private void submit() {
        while (underWay == sizes.entries()) {
            awaitAnswer();
            take();
        }
        submissions.offer(submission, 0);
        underWay++;
        VarHandle.fullFence();
        if ((int) COUNT.getVolatile(status, (long) StatusMemory.DAEMON_SLEEPS_AT) != 0) {
            bell.raise();
        }
    }

    private void awaitAnswer() {
        if (!answerCame()) {
            throw link.goneBecause();
        }
    }

    /// Waits for an answer.
    ///
    /// @return false if the daemon has gone and none is left
    /// @throws DriverException DAEMON_TIME_OUT
    private boolean answerCame() {
        if (!await(ClientMemory.SLEEPS_FOR_ANSWER, answered, options.patienceNanoseconds())) {
            throw new DriverException(
                    DAEMON_TIME_OUT,
                    link.words(
                            "no answer within %,d ms; it is stopped, or hangs"
                                    .formatted(options.patienceNanoseconds() / 1_000_000)));
        }
        return answers.hasEntry();
    }

    /// Takes an answer.
    ///
    /// @return whether it is that of the last control request; a run's is kept
    private boolean take() {
        answers.poll(answer, 0);
        underWay--;
        int cookie = answer.get(WORD, Answer.COOKIE_AT);
        if (cookie == controlCookie) {
            return true;
        }
        if (cookie == STORE_COOKIE) {
            storeRefused = storeRefused.isEmpty() ? message() : storeRefused;
        } else if (cookie >= 0) {
            runs.end(cookie, answer, message());
        } else if (answer.get(WORD, Answer.POOL_AT) != 0) {
            unclaimed.add(answer.get(WORD, Answer.POOL_AT));
        }
        return false;
    }

    /// The words of the answer just taken, empty if it was not refused. The daemon writes there again when this client has submitted more.
    private String message() {
        int at = answer.get(WORD, Answer.MESSAGE_AT);
        return at == 0 ? "" : memory.asSlice(at, ClientMemory.MESSAGE_BYTES).getString(0);
    }

    /// Waits: spins first, then sleeps.
    private boolean await(int reason, BooleanSupplier over, long nanoseconds) {
        long begin = System.nanoTime();
        long spin = Math.min(options.spinNanoseconds(), nanoseconds);
        do {
            if (over.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        } while (System.nanoTime() - begin < spin);
        return sleep.await(reason, over, nanoseconds - (System.nanoTime() - begin));
    }

    // ---- what pools use

    /// PDUs that wait in the pool of a slot.
    int waiting(int slot) {
        return (int) COUNT.getAcquire(memory, (long) ClientMemory.waiting(slot));
    }

    Outcome awaitMail(BooleanSupplier mailOrGone, long nanoseconds) {
        requireOpen();
        if (!await(ClientMemory.SLEEPS_FOR_PDU, mailOrGone, nanoseconds)) {
            return Outcome.TIME_OUT;
        }
        return link.isGone() ? Outcome.DAEMON_GONE : Outcome.OK;
    }

    Outcome awaitFate(BooleanSupplier known, long nanoseconds) {
        requireOpen();
        BooleanSupplier knownOrGone = () -> known.getAsBoolean() || link.isGone();
        if (!await(ClientMemory.SLEEPS_FOR_FATE, knownOrGone, nanoseconds)) {
            return Outcome.FRAME_TIME_OUT;
        }
        return known.getAsBoolean() ? Outcome.OK : Outcome.DAEMON_GONE;
    }

    /// Lets the daemon begin with a script.
    void start(int pool, Script script) {
        int index = index(script);
        runs.begin(index);
        begin(Request.RUN, index, pool, index);
        submit();
    }

    private int index(Script script) {
        long at = script.memory().address() - memory.address() - sizes.script(0);
        long index = at / ScriptMemory.BYTES;
        if (at < 0 || at % ScriptMemory.BYTES != 0 || index >= scriptsMade) {
            throw new DriverException(
                    NO_SCRIPT_LEFT,
                    link.words("the script is none of this client's; take one from newScript"));
        }
        return (int) index;
    }

    /// Waits until a script has ended.
    ///
    /// @return its index in what [#runs] tells
    /// @throws DriverException UNKNOWN_POOL, NOT_UNDERSTOOD, DAEMON_TIME_OUT
    int await(Script script) {
        requireOpen();
        int index = index(script);
        while (runs.isUnderWay(index)) {
            if (answerCame()) {
                take();
            } else {
                runs.abandon(index);
            }
        }
        var reason = runs.reason(index);
        if (reason != ServiceReason.DONE) {
            throw new DriverException(DaemonLink.asDriver(reason), link.words(runs.words(index)));
        }
        return index;
    }

    ScriptRuns runs() {
        return runs;
    }

    /// Ends the connection: pools close, and memory goes. Scripts and user memory throw from then on.
    @Override
    public void close() {
        if (!closed) {
            if (clan != null) {
                clan.close();
            }
            closed = true;
            link.close();
        }
    }
}
