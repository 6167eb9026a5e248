package org.jetstreamlan.model.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jetstreamlan.abi.daemon.Answer;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.Welcome;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.MemoryFile;
import org.jetstreamlan.driver.shared.UnixSocket;

/// A client without our library, as `docs/daemon.md` and `hw/abi` let one write it: it can say what a good one never would.
final class RawClient implements AutoCloseable {
    private static final VarHandle INDEX = WORD.varHandle();
    private static final long PATIENCE = 10_000_000_000L;

    final UnixSocket socket;
    final MemoryFile file;
    final MemorySegment memory;
    final ClientMemory sizes;
    private final MemoryFile status;
    private final EventFlag bell;
    private int submitted;
    private int answered;

    RawClient(Path path, ClientMemory sizes) throws IOException {
        socket = UnixSocket.connect(path);
        socket.timeOut(PATIENCE);
        socket.send(
                greeting(
                        Greeting.IDENTIFICATION_VALUE,
                        Greeting.CLIENT,
                        sizes.entries(),
                        sizes.scripts(),
                        sizes.userBytes()));
        int[] descriptors = new int[Welcome.CLIENT_DESCRIPTORS];
        var received = socket.receive(new byte[Welcome.BYTES_MAXIMUM], descriptors);
        if (received.descriptors() != descriptors.length) {
            throw new IOException("no welcome");
        }
        status = MemoryFile.attachReadable(descriptors[0], 1);
        file = MemoryFile.attach(descriptors[1], 1);
        bell = EventFlag.attach(descriptors[2]);
        memory = file.memory();
        this.sizes = ClientMemory.read(memory);
    }

    static byte[] greeting(int... words) {
        return message(Greeting.BYTES, words);
    }

    /// A message of these words.
    static byte[] words(int... words) {
        return message(Integer.BYTES * words.length, words);
    }

    private static byte[] message(int bytes, int... words) {
        var message = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            message.putInt(word);
        }
        return message.array();
    }

    /// What the daemon says to a greeting that it refuses, or as it ends the connection; empty if it says nothing.
    static String words(UnixSocket socket) throws IOException {
        byte[] message = new byte[Welcome.BYTES_MAXIMUM];
        int bytes = socket.receive(message).bytes();
        if (bytes < Welcome.TEXT_AT) {
            return "";
        }
        var reason =
                ServiceReason.of(
                        ByteBuffer.wrap(message)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getInt(Welcome.REASON_AT));
        return reason
                + ": "
                + new String(
                        message, Welcome.TEXT_AT, bytes - Welcome.TEXT_AT, StandardCharsets.UTF_8);
    }

    void index(int at, int value) {
        INDEX.setVolatile(memory, (long) at, value);
    }

    int index(int at) {
        return (int) INDEX.getVolatile(memory, (long) at);
    }

    void ring() {
        bell.raise();
    }

    /// Submits these words, zeros behind, and waits for the answer.
    ///
    /// @return where it lies
    int ask(int... words) {
        int at =
                ClientMemory.SUBMISSIONS_AT
                        + (submitted & sizes.entries() - 1) * ClientMemory.ENTRY_BYTES;
        memory.asSlice(at, ClientMemory.ENTRY_BYTES).fill((byte) 0);
        for (int i = 0; i < words.length; i++) {
            memory.set(WORD, at + 4L * i, words[i]);
        }
        index(ClientMemory.SUBMISSION_PRODUCER_AT, ++submitted);
        ring();
        long end = System.nanoTime() + PATIENCE;
        while (index(ClientMemory.ANSWER_PRODUCER_AT) == answered) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no answer");
            }
            Thread.onSpinWait();
        }
        int answer = sizes.answers() + (answered & sizes.entries() - 1) * ClientMemory.ENTRY_BYTES;
        index(ClientMemory.ANSWER_CONSUMER_AT, ++answered);
        return answer;
    }

    ServiceReason reason(int answer) {
        return ServiceReason.of(memory.get(WORD, (long) answer + Answer.REASON_AT));
    }

    String message(int answer) {
        int at = memory.get(WORD, (long) answer + Answer.MESSAGE_AT);
        return memory.asSlice(at, ClientMemory.MESSAGE_BYTES).getString(0);
    }

    /// Opens a pool.
    ///
    /// @return its handle
    int open(int transmit, int receive) {
        int answer = ask(Request.OPEN.ordinal(), 0, 0, 0, transmit, receive);
        if (reason(answer) != ServiceReason.DONE) {
            throw new AssertionError(message(answer));
        }
        return memory.get(WORD, (long) answer + Answer.POOL_AT);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        file.close();
        status.close();
        bell.close();
    }
}
