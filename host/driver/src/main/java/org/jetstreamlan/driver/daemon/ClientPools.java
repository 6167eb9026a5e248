package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.daemon.Answer;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.driver.Checksum;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Framing;
import org.jetstreamlan.driver.MappedMemory;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.SystemPool;
import org.jetstreamlan.driver.TransmitShare;
import org.jetstreamlan.driver.VciQuota;
import org.jspecify.annotations.Nullable;

/// The pools of a client, and what its submissions ask of them. A handle is looked for among these only: another client's is as unknown as one that nobody has.
final class ClientPools {
    /// What came back as a client ended.
    ///
    /// @param pools that were open
    /// @param blocks that they held, those under way included
    record Returned(int pools, int blocks) {}

    /// More is as good as for ever, and can still be counted in nanoseconds.
    private static final long LONGEST_WAIT_CLOCKS = 1L << 42;

    private final Driver driver;
    private final DaemonSettings.User user;
    private final Account account;
    private final Quota connection;
    private final ClientFiles files;

    /// Of the transmit ring's descriptors, for all of them.
    private final TransmitShare share;

    private final @Nullable Pool[] pools = new Pool[ClientMemory.SLOTS];

    /// How many each has.
    private final int[] vcis = new int[ClientMemory.SLOTS];

    private final VciQuota[] quotas = new VciQuota[ClientMemory.SLOTS];

    private int slots;

    /// The script that waits for a PDU or a file, and its pool.
    private @Nullable Script waitingScript;

    private @Nullable Pool waitingPool;
    private long waitsUntil;

    /// @param connection what the client itself has of its account
    ClientPools(
            Driver driver,
            DaemonSettings.User user,
            Account account,
            Quota connection,
            ClientFiles files) {
        this.driver = driver;
        this.user = user;
        this.account = account;
        this.connection = connection;
        this.files = files;
        share = driver.newTransmitShare();
        Arrays.setAll(quotas, Vcis::new);
    }

    /// Lets the adapter reach memory of the client, if it copies.
    Optional<MappedMemory> map(MemorySegment memory) {
        return driver.map(memory);
    }

    /// One more than the highest slot that was ever used.
    int slots() {
        return slots;
    }

    /// PDUs that wait in the pool of a slot; of one that drops old ones first, the oldest is asked for.
    int waiting(int slot) {
        var pool = pools[slot];
        if (pool == null) {
            return 0;
        }
        pool.expect();
        return pool.waiting();
    }

    /// The pool of a slot.
    @Nullable Pool pool(int slot) {
        return pools[slot];
    }

    /// Open ones.
    int count() {
        int count = 0;
        for (var pool : pools) {
            count += pool == null ? 0 : 1;
        }
        return count;
    }

    /// Does what a submission asks for.
    ///
    /// @param submission private memory
    /// @param answer receives results
    void handle(MemorySegment submission, MemorySegment answer, Script[] scripts)
            throws ServiceException {
        int head = submission.get(WORD, Submission.REQUEST_AT);
        if ((head & Submission.RESERVED) != 0) {
            throw strange(head & Submission.RESERVED, head);
        }
        int number = Submission.REQUEST.get(head);
        int argument = submission.get(WORD, Submission.ARGUMENT_AT);
        int handle = submission.get(WORD, Submission.POOL_AT);
        try {
            switch (Request.of(number)) {
                case RUN -> run(required(handle), argument, scripts, answer);
                case OPEN -> open(submission, answer);
                case CLOSE -> close(slot(handle));
                case ASSOC -> required(handle).assoc(argument);
                case DEASSOC -> required(handle).deassoc(argument);
                case FILE -> openFile(argument);
                case CLOSE_FILE -> files.close(argument);
                case NONE, CLAN ->
                        throw new ServiceException(
                                ServiceReason.UNKNOWN_REQUEST,
                                "request %d is none of 1..%d".formatted(number, Request.maximum()));
            }
        } catch (DriverException e) {
            throw new ServiceException(
                    ServiceReason.valueOf(e.reason().name()), String.valueOf(e.getMessage()));
        }
    }

    private static ServiceException strange(int bits, int word) {
        return new ServiceException(
                ServiceReason.RESERVED_BITS,
                "bits %#x of word %#x mean nothing here; clear them".formatted(bits, word));
    }

    private int slot(int handle) throws ServiceException {
        for (int slot = 0; slot < slots; slot++) {
            var pool = pools[slot];
            if (pool != null && pool.handle() == handle) {
                return slot;
            }
        }
        throw new ServiceException(
                ServiceReason.UNKNOWN_POOL,
                "pool handle %#x names no pool of this client; open one".formatted(handle));
    }

    private Pool required(int handle) throws ServiceException {
        return Objects.requireNonNull(pools[slot(handle)]);
    }

    /// The VCIs of the pool of a slot, of its user's quota.
    private final class Vcis implements VciQuota {
        private final int slot;

        Vcis(int slot) {
            this.slot = slot;
        }

        @Override
        public void take() {
            try {
                account.take(Quota.vcis(1), user.quota());
                vcis[slot]++;
            } catch (ServiceException e) {
                throw new DriverException(DriverException.Reason.QUOTA_EXCEEDED, e.why());
            }
        }

        @Override
        public void giveBack() {
            vcis[slot]--;
            account.giveBack(Quota.vcis(1));
        }
    }

    private void openFile(int number) throws ServiceException {
        files.beginOpen(number);
        waitsUntil = System.nanoTime() + Long.MAX_VALUE / 2;
    }

    private void run(Pool pool, int index, Script[] scripts, MemorySegment answer)
            throws ServiceException {
        if (index < 0 || index >= scripts.length) {
            throw new ServiceException(
                    ServiceReason.UNKNOWN_SCRIPT,
                    "script %d is none of the %d of this client"
                            .formatted(Integer.toUnsignedLong(index), scripts.length));
        }
        var script = scripts[index];
        tell(pool, script, pool.runAwake(script), answer);
    }

    /// Goes on with what waits.
    void resume(MemorySegment answer) throws ServiceException {
        if (files.isOpening()) {
            files.finishOpen();
            return;
        }
        var pool = Objects.requireNonNull(waitingPool);
        var script = Objects.requireNonNull(waitingScript);
        boolean over = System.nanoTime() - waitsUntil >= 0;
        tell(pool, script, pool.resume(script, over), answer);
    }

    /// Whether the last submission waits, its script for a PDU or a file or it for a file to be judged, and is not answered yet.
    boolean isWaiting() {
        return waitingScript != null || files.isOpening();
    }

    /// Whether it has waited enough.
    boolean mayResume(long now) {
        return files.isOpening()
                ? files.isOver()
                : waitingScript != null && (waitingScript.mayResume() || now - waitsUntil >= 0);
    }

    /// Until when it waits, as of [System#nanoTime()].
    long waitsUntil() {
        return waitsUntil;
    }

    private void tell(Pool pool, Script script, Outcome outcome, MemorySegment answer) {
        boolean waits = script.waits();
        waitingPool = waits ? pool : null;
        waitingScript = waits ? script : null;
        if (waits) {
            long clocks = Math.min(script.waitClocks(), LONGEST_WAIT_CLOCKS);
            waitsUntil = System.nanoTime() + clocks * 1_000_000 / driver.clockKhz();
            return;
        }
        answer.set(WORD, Answer.OUTCOME_AT, outcome.ordinal());
        answer.set(WORD, Answer.DONE_AT, script.done());
        if (outcome != Outcome.OK) {
            wide(answer, Answer.VALUE_AT, pool.lastRefusal().value());
            wide(answer, Answer.LIMIT_AT, pool.lastRefusal().limit());
        }
    }

    private static void wide(MemorySegment answer, long at, long value) {
        answer.set(WORD, at, (int) value);
        answer.set(WORD, at + 4, (int) (value >>> 32));
    }

    private void open(MemorySegment submission, MemorySegment answer) throws ServiceException {
        int bits = submission.get(WORD, Submission.OPTIONS_AT);
        if ((bits & Submission.OPTIONS_RESERVED) != 0) {
            throw strange(bits & Submission.OPTIONS_RESERVED, bits);
        }
        int system = Submission.SYSTEM.get(bits);
        boolean privileged = Submission.PRIVILEGED.isSet(bits) || system != 0;
        if (privileged && !user.privileged()) {
            throw new ServiceException(
                    ServiceReason.NOT_PERMITTED,
                    "a pool with privilege, ARP or IP, is not for this user; open one without, or change the daemon's settings");
        }
        int slot = 0;
        while (slot < pools.length && pools[slot] != null) {
            slot++;
        }
        if (slot == pools.length) {
            throw new ServiceException(
                    ServiceReason.QUOTA_EXCEEDED,
                    "a client has at most %d pools; close one, or connect again"
                            .formatted(pools.length));
        }
        var options =
                system == 0
                        ? options(submission, bits, privileged)
                        : requireSystem(submission, bits, system)
                                .options(driver.capabilities().blocks());
        requireBlocks("transmit limit", options.limits().transmit());
        requireBlocks("receive limit", options.limits().receive());
        requireReserve("transmit", options.reserves().transmit(), options.limits().transmit());
        requireReserve("receive", options.reserves().receive(), options.limits().receive());
        requireShare(options.synchronousWords());
        var wanted = Quota.pool(options);
        account.take(wanted, user.quota());
        try {
            var pool =
                    system == 0
                            ? driver.openPool(options, share, quotas[slot])
                            : driver.lendPool(
                                    SystemPool.values()[system - 1],
                                    user.sends(),
                                    share,
                                    quotas[slot]);
            pools[slot] = pool;
            slots = Math.max(slots, slot + 1);
            answer.set(WORD, Answer.POOL_AT, pool.handle());
            answer.set(WORD, Answer.SLOT_AT, slot);
        } catch (DriverException e) {
            account.giveBack(wanted.plus(Quota.vcis(vcis[slot])));
            vcis[slot] = 0;
            throw e;
        }
    }

    /// It is open already, with options of its own.
    private static SystemPool requireSystem(MemorySegment submission, int bits, int system)
            throws ServiceException {
        if (system > SystemPool.values().length || bits != Submission.SYSTEM.of(system)) {
            throw strange(bits, bits);
        }
        for (int at = Submission.ARGUMENT_AT; at < Submission.BYTES; at += Integer.BYTES) {
            int word = submission.get(WORD, at);
            if (at != Submission.OPTIONS_AT && word != 0) {
                throw strange(word, word);
            }
        }
        return SystemPool.values()[system - 1];
    }

    /// Before it is added up.
    private void requireBlocks(String what, int blocks) throws ServiceException {
        int most = driver.capabilities().blocks();
        if (blocks < 0 || blocks > most) {
            throw new ServiceException(
                    ServiceReason.LIMIT_OUT_OF_RANGE,
                    "%s %d blocks; the adapter has %d, choose 0..%d"
                            .formatted(what, Integer.toUnsignedLong(blocks), most, most));
        }
    }

    private static void requireReserve(String direction, int reserve, int limit)
            throws ServiceException {
        if (reserve < 0 || reserve > limit) {
            throw new ServiceException(
                    ServiceReason.RESERVE_OUT_OF_RANGE,
                    "%s reserve %d blocks, its limit is %d; choose 0..%d"
                            .formatted(direction, Integer.toUnsignedLong(reserve), limit, limit));
        }
    }

    private static void requireShare(int words) throws ServiceException {
        long most = Registers.WORDS.maximum();
        if (words < 0 || words > most) {
            throw new ServiceException(
                    ServiceReason.SYNCHRONOUS_OUT_OF_RANGE,
                    "a synchronous share of %,d words; choose 0..%,d"
                            .formatted(Integer.toUnsignedLong(words), most));
        }
    }

    private PoolOptions options(MemorySegment submission, int bits, boolean privileged) {
        var options =
                PoolOptions.named(name(submission))
                        .limits(
                                submission.get(WORD, Submission.TRANSMIT_LIMIT_AT),
                                submission.get(WORD, Submission.RECEIVE_LIMIT_AT))
                        .reserves(
                                submission.get(WORD, Submission.TRANSMIT_RESERVE_AT),
                                submission.get(WORD, Submission.RECEIVE_RESERVE_AT))
                        .framing(Submission.RAW.isSet(bits) ? Framing.RAW : Framing.AAL5)
                        .checksum(Submission.CHECKSUM.isSet(bits) ? Checksum.IP : Checksum.NONE)
                        .sends(user.sends())
                        .synchronous(submission.get(WORD, Submission.ARGUMENT_AT));
        if (Submission.KEEP_BAD_CRC.isSet(bits)) {
            options = options.keepingBadCrc();
        }
        if (Submission.DROP_OLD.isSet(bits)) {
            options = options.droppingOld();
        }
        return privileged ? options.withPrivilege() : options;
    }

    /// For messages and logs: one line, whatever the client wrote.
    private static String name(MemorySegment submission) {
        byte[] text =
                submission
                        .asSlice(Submission.NAME_AT, Submission.NAME_BYTES)
                        .toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8)
                .replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
    }

    private int close(int slot) {
        var pool = pools[slot];
        if (pool == null) {
            return 0;
        }
        var held = pool.held();
        pool.close();
        forget(slot, pool);
        return held.transmit() + held.receive();
    }

    private void forget(int slot, Pool pool) {
        pools[slot] = null;
        account.giveBack(Quota.pool(pool.options()).plus(Quota.vcis(vcis[slot])));
        vcis[slot] = 0;
    }

    /// The client is no more.
    Returned closeAll() {
        int open = count();
        int blocks = 0;
        try {
            for (int slot = 0; slot < slots; slot++) {
                blocks += close(slot);
            }
        } finally {
            forgetAll();
            share.close();
            account.giveBack(connection);
        }
        return new Returned(open, blocks);
    }

    /// The adapter has failed: there is nothing to close any more.
    void forgetAll() {
        for (int slot = 0; slot < slots; slot++) {
            var pool = pools[slot];
            if (pool != null) {
                forget(slot, pool);
            }
        }
    }
}
