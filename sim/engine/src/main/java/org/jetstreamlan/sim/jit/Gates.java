package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;

/// Which chunks need not run, because nothing that they read has changed since they ran last.
///
/// - Purpose: what is idle costs a test of a bit.
/// - Precondition: chunks in the order in which they run, readers after what they read; each word that another chunk reads has a slot.
/// - What is busy anyway always runs. Each other chunk has a bit in the arena, its *call*. Whoever changes a word (a chunk, the edge, a poke, a memory port) calls the chunks that read
///   it. A chunk runs if it is called, and its guard holds; then it takes back its call, and calls the readers of those of its words that changed.
///   One pass in order is enough, since readers come after what they read.
/// - A register's next value stays where its chunk left it. So each chunk has another bit per clock domain, that it ran since the last edge: the
///   edge copies the registers of these chunks only.
/// - Sound: a chunk is a function of the words it reads; while these keep their values, so do those it writes. At power-up and in resets all are called.
/// - Cost: a comparison and an OR for each word that another chunk reads.
final class Gates {
    /// Calls of chunks whose bits lie in one word.
    record Call(int word, long mask) {}

    /// Registers that one chunk computes the next values of, in one domain.
    ///
    /// @param chunk number of the chunk
    /// @param ran the word and bit that tell that it ran
    /// @param registers words of state, in order
    record Copies(int chunk, int domain, Call ran, int[] registers) {}

    private static final int FIRST_MEMORY = 1 << 30;

    private final int count;

    /// First word of calls, or -1 if everything always runs.
    private final int first;

    /// What is read, and by which chunk, sorted: the slot (or memory) in the upper half.
    private final long[] reads;

    private final List<List<Copies>> copies = new ArrayList<>();

    private Gates() {
        count = 0;
        first = -1;
        reads = new long[0];
    }

    /// Everything always runs.
    static Gates none() {
        return new Gates();
    }

    /// @param chunks in the order in which they run; all their operands have slots
    Gates(Netlist netlist, Layout layout, List<Chunk> chunks) {
        count = chunks.size();
        first = layout.allocateWords(words());
        reads = reads(netlist, layout, chunks);
        int[][] registers = registers(layout, chunks);
        for (int i = 0; i < count; i++) {
            copies.add(new ArrayList<>());
        }
        StateWords state = netlist.state();
        for (int domain = 0; domain < state.domains(); domain++) {
            int ran = layout.allocateWords(words());
            for (int i = 0; i < count; i++) {
                int[] own =
                        within(
                                registers[i],
                                state.firstWordOfDomain(domain),
                                state.firstWordOfDomain(domain + 1));
                if (own.length > 0) {
                    copies.get(i).add(new Copies(i, domain, new Call(ran + i / 64, 1L << i), own));
                }
            }
        }
    }

    private int words() {
        return (count + 63) / 64;
    }

    /// By chunk the registers whose next values it writes, in order.
    private static int[][] registers(Layout layout, List<Chunk> chunks) {
        int next = layout.next();
        int end = next + layout.nextCount();
        int[][] registers = new int[chunks.size()][];
        for (int i = 0; i < registers.length; i++) {
            Chunk chunk = chunks.get(i);
            int[] own = new int[chunk.nodes().length + chunk.moves().length / 2];
            int count = 0;
            for (int id : chunk.nodes()) {
                int slot = layout.slot(id);
                if (slot >= next && slot < end) {
                    own[count++] = slot - next + layout.firstRegister();
                }
            }
            for (int m = 0; m < chunk.moves().length; m += 2) {
                own[count++] = chunk.moves()[m] - next + layout.firstRegister();
            }
            registers[i] = Arrays.copyOf(own, count);
            Arrays.sort(registers[i]);
        }
        return registers;
    }

    /// What of ascending `words` is at least `from` and less than `to`.
    private static int[] within(int[] words, int from, int to) {
        int first = 0;
        while (first < words.length && words[first] < from) {
            first++;
        }
        int end = first;
        while (end < words.length && words[end] < to) {
            end++;
        }
        return Arrays.copyOfRange(words, first, end);
    }

    private static long[] reads(Netlist netlist, Layout layout, List<Chunk> chunks) {
        WordGraph graph = netlist.graph();
        long[] reads = new long[1024];
        int size = 0;
        int[] chunkOf = new int[graph.size()];
        for (int i = 0; i < chunks.size(); i++) {
            for (int id : chunks.get(i).nodes()) {
                chunkOf[id] = i + 1;
            }
        }
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            if (isAlwaysRun(chunk)) {
                continue;
            }
            for (int id : chunk.nodes()) {
                int arity = graph.op(id).arity();
                if (size + arity + 1 > reads.length) {
                    reads = Arrays.copyOf(reads, 2 * reads.length);
                }
                for (int j = 0; j < arity; j++) {
                    int operand = graph.operand(id, j);
                    if (!graph.isConst(operand) && chunkOf[operand] != i + 1) {
                        reads[size++] = read(layout.slot(operand), i);
                    }
                }
                if (graph.op(id) == WordOp.READ) {
                    reads[size++] = read(FIRST_MEMORY + graph.b(id), i);
                }
            }
        }
        reads = Arrays.copyOf(reads, size);
        Arrays.sort(reads);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || reads[i] != reads[i - 1]) {
                reads[distinct++] = reads[i];
            }
        }
        return Arrays.copyOf(reads, distinct);
    }

    private static long read(int what, int chunk) {
        return (long) what << 32 | chunk;
    }

    /// Whether a chunk runs in each clock, called or not: what is busy anyway needs no calls.
    static boolean isAlwaysRun(Chunk chunk) {
        return chunk.activity() == Activity.BUSY;
    }

    /// Whether chunks run only when called.
    boolean any() {
        return first >= 0;
    }

    /// The bit that calls a chunk.
    Call call(int chunk) {
        return new Call(first + chunk / 64, 1L << chunk);
    }

    /// Who reads the word in a slot.
    List<Call> readers(int slot) {
        return find(slot);
    }

    /// Who reads cells of a memory at any time.
    List<Call> readersOfMemory(int memory) {
        return find(FIRST_MEMORY + memory);
    }

    private List<Call> find(int what) {
        int at = Arrays.binarySearch(reads, read(what, 0));
        List<Call> calls = new ArrayList<>();
        for (int i = at < 0 ? -at - 1 : at; i < reads.length && reads[i] >>> 32 == what; i++) {
            Call call = call((int) reads[i]);
            int last = calls.size() - 1;
            if (last >= 0 && calls.get(last).word() == call.word()) {
                calls.set(last, new Call(call.word(), calls.get(last).mask() | call.mask()));
            } else {
                calls.add(call);
            }
        }
        return calls;
    }

    /// What the edge copies of what a chunk computes, by domain.
    List<Copies> copies(int chunk) {
        return any() ? copies.get(chunk) : List.of();
    }

    /// Calls all chunks.
    void callAll(long[] s) {
        for (int i = 0; i < count; i += 64) {
            s[first + i / 64] = count - i >= 64 ? -1 : (1L << count - i) - 1;
        }
    }
}
