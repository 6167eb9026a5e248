package org.jetstreamlan.driver.daemon;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jetstreamlan.abi.daemon.FileMessage;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.driver.ScriptFiles;
import org.jetstreamlan.driver.shared.OpenFile;
import org.jetstreamlan.driver.shared.RingFault;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.jspecify.annotations.Nullable;

/// The files of a client: descriptors that it has opened itself, so what it may do with a file is what it could do without the daemon, which opens none. A thread of
/// their own judges, reads, writes and closes them: a file system that does not answer keeps its client waiting, and nobody else.
///
/// A descriptor counts in its user's quota from when it has come until it is closed, which takes as long as its file system does.
final class ClientFiles implements ScriptFiles {
    /// Where the client's messages come from, as [UnixSocket#receive].
    interface Mail {
        UnixSocket.Received receive(byte[] into, int... descriptors) throws SystemCallException;
    }

    /// What is done with a file, by the files' thread.
    interface Access {
        /// Why it is refused; empty if it is not.
        String objection(OpenFile file);

        /// As [ScriptFiles#moved].
        long move(OpenFile file, boolean writing, MemorySegment memory, long at, int bytes);
    }

    static final Access SYSTEM =
            new Access() {
                @Override
                public String objection(OpenFile file) {
                    try {
                        return file.objection();
                    } catch (SystemCallException e) {
                        return String.valueOf(e.getMessage());
                    }
                }

                @Override
                public long move(
                        OpenFile file, boolean writing, MemorySegment memory, long at, int bytes) {
                    return writing ? file.write(memory, at, bytes) : file.read(memory, at, bytes);
                }
            };

    /// What the thread is asked.
    private enum Job {
        JUDGE,
        READ,
        WRITE
    }

    private static final int NONE = -1;

    private final Mail mail;
    private final Account account;
    private final Quota quota;
    private final Runnable bell;
    private final Access access;

    /// Outlives the client where the system still writes there.
    private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, Long.BYTES);

    private final @Nullable OpenFile[] files = new OpenFile[FileMessage.FILES];

    /// Passed, and not asked for.
    private final ArrayDeque<OpenFile> passed = new ArrayDeque<>();

    /// The number that the one which is judged is to have.
    private int judged = NONE;

    /// None before the first descriptor.
    private @Nullable Thread thread;

    /// What is asked of the thread, before `asked` is counted up, and what it answers, before `done` is.
    private Job job = Job.JUDGE;

    private @Nullable OpenFile file;
    private long at;
    private int bytes;
    private String objection = "";
    private long moved;
    private volatile int asked;
    private volatile int done;
    private volatile boolean ending;
    private volatile boolean ended;

    private final ConcurrentLinkedQueue<OpenFile> unwanted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger closed = new AtomicInteger();

    /// @param bell wakes the daemon; called by another thread, at any time
    ClientFiles(Mail mail, Account account, Quota quota, Runnable bell, Access access) {
        this.mail = mail;
        this.account = account;
        this.quota = quota;
        this.bell = bell;
        this.access = access;
    }

    // ---- what the daemon's thread does

    /// Takes a message of the client, if there is one: a descriptor that it passes.
    ///
    /// @return false if the client has gone
    /// @throws RingFault if it says what it may not
    boolean listen() {
        byte[] message = new byte[Greeting.BYTES];
        int[] descriptors = new int[1];
        UnixSocket.Received received;
        try {
            received = mail.receive(message, descriptors);
        } catch (SystemCallException gone) {
            return false;
        }
        if (received.descriptors() > 0) {
            pass(OpenFile.attach(descriptors[0]));
        }
        int head =
                ByteBuffer.wrap(message)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt(FileMessage.IDENTIFICATION_AT);
        if (received.bytes() > 0
                && (received.bytes() != FileMessage.BYTES
                        || head != FileMessage.IDENTIFICATION_VALUE)) {
            throw new RingFault(
                    "a message of %d bytes after the greeting".formatted(received.bytes()));
        }
        return received.bytes() != 0;
    }

    private void pass(OpenFile come) {
        if (!hasThread()) {
            close(come);
            return;
        }
        account.charge(Quota.files(1));
        passed.add(come);
        if (passed.size() > FileMessage.WAITING) {
            throw new RingFault(
                    "%d descriptors passed that no request asks for, %d may wait"
                            .formatted(passed.size(), FileMessage.WAITING));
        }
    }

    /// Begins the thread, if there is none; a system that has none left is as one without room for the descriptor.
    private boolean hasThread() {
        try {
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name("jetstreamd-files").start(this::work);
            }
            return true;
        } catch (OutOfMemoryError none) {
            return false;
        }
    }

    /// Has the descriptor that was passed first judged; [#finishOpen] when that [#isOver()].
    ///
    /// @throws RingFault as [#listen]
    void beginOpen(int number) throws ServiceException {
        requireNumber(number);
        if (passed.isEmpty()) {
            listen();
        }
        var come = passed.poll();
        if (come == null) {
            throw new ServiceException(
                    ServiceReason.NO_DESCRIPTOR,
                    "no descriptor has been passed for file %d, or the daemon has no room for one; send it, then ask"
                            .formatted(number));
        }
        giveBackClosed();
        try {
            account.take(Quota.NONE, quota);
        } catch (ServiceException refused) {
            discard(come);
            throw refused;
        }
        judged = number;
        ask(Job.JUDGE, come, 0, 0);
    }

    /// The descriptor that was passed first, for something else than a file of scripts: who takes it closes it, and it counts no more. Null if none was passed.
    ///
    /// @throws RingFault as [#listen]
    @Nullable OpenFile take() {
        if (passed.isEmpty()) {
            listen();
        }
        var come = passed.poll();
        if (come != null) {
            account.giveBack(Quota.files(1));
        }
        return come;
    }

    /// Whether a descriptor is judged.
    boolean isOpening() {
        return judged != NONE;
    }

    /// Makes the descriptor that has been judged a file; one that had its number is closed.
    void finishOpen() throws ServiceException {
        int number = judged;
        judged = NONE;
        var come = Objects.requireNonNull(file);
        if (!objection.isEmpty()) {
            discard(come);
            throw new ServiceException(
                    ServiceReason.FILE_REFUSED, "file %d: %s".formatted(number, objection));
        }
        var old = files[number];
        files[number] = come;
        if (old != null) {
            discard(old);
        }
    }

    void close(int number) throws ServiceException {
        requireNumber(number);
        var old = files[number];
        if (old == null) {
            throw new ServiceException(
                    ServiceReason.UNKNOWN_FILE, "file %d is not open".formatted(number));
        }
        files[number] = null;
        discard(old);
    }

    private static void requireNumber(int number) throws ServiceException {
        if (number < 0 || number >= FileMessage.FILES) {
            throw new ServiceException(
                    ServiceReason.UNKNOWN_FILE,
                    "file %d is none of 0..%d"
                            .formatted(Integer.toUnsignedLong(number), FileMessage.FILES - 1));
        }
    }

    private void discard(OpenFile each) {
        unwanted.add(each);
        LockSupport.unpark(thread);
    }

    private void giveBackClosed() {
        account.giveBack(Quota.files(closed.getAndSet(0)));
    }

    /// The client is no more: its files are closed, as soon as the system lets them.
    void end() {
        unwanted.addAll(passed);
        passed.clear();
        ending = true;
        if (thread == null) {
            ended = true;
        }
        LockSupport.unpark(thread);
    }

    /// Gives back what has been closed.
    ///
    /// @return whether that was all, after [#end]
    boolean settle() {
        boolean all = ended;
        giveBackClosed();
        return all;
    }

    // ---- what scripts do

    @Override
    public int limit() {
        return FileMessage.FILES;
    }

    @Override
    public boolean has(long number) {
        return number < files.length && files[(int) number] != null;
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public void begin(boolean writing, int number, long place, int count) {
        ask(writing ? Job.WRITE : Job.READ, Objects.requireNonNull(files[number]), place, count);
    }

    private void ask(Job what, OpenFile of, long place, int count) {
        job = what;
        file = of;
        at = place;
        bytes = count;
        asked = asked + 1;
        LockSupport.unpark(thread);
    }

    @Override
    public boolean isOver() {
        return done == asked;
    }

    @Override
    public long moved() {
        return moved;
    }

    // ---- what the files' thread does

    private void work() {
        while (true) {
            if (done != asked) {
                answer(Objects.requireNonNull(file));
                done = asked;
                bell.run();
            } else if (!unwanted.isEmpty()) {
                closeUnwanted();
            } else if (ending) {
                break;
            } else {
                LockSupport.park(this);
            }
        }
        for (var each : files) {
            if (each != null) {
                unwanted.add(each);
            }
        }
        // It was judged, and nobody waited for that any more.
        if (judged != NONE) {
            unwanted.add(Objects.requireNonNull(file));
        }
        closeUnwanted();
        ended = true;
    }

    private void answer(OpenFile of) {
        switch (job) {
            case JUDGE -> objection = access.objection(of);
            case READ, WRITE -> moved = access.move(of, job == Job.WRITE, memory, at, bytes);
        }
    }

    private void closeUnwanted() {
        for (var each = unwanted.poll(); each != null; each = unwanted.poll()) {
            close(each);
            closed.incrementAndGet();
        }
    }

    private static void close(OpenFile file) {
        try {
            file.close();
        } catch (SystemCallException ignored) {
            // It is closed all the same; what became of writes, the client can ask its own
            // descriptor.
        }
    }
}
