package org.jetstreamlan.driver;

/// Blocks in the order in which a frame uses them. The caller's own object: made once, filled by
/// [Pool#alloc(BlockChain, int)], used for copies and sends, filled again. Holds handles, not
/// memory.
///
/// A handle is the block's number (lower 16 bits) and a generation that changes when it is freed,
/// so that an old handle is known as such.
public final class BlockChain {
    private final int[] handles;
    private int size;

    /// An empty chain.
    ///
    /// @param capacity most blocks, at least 1
    public BlockChain(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("chain: capacity %d is below 1".formatted(capacity));
        }
        handles = new int[capacity];
    }

    /// Blocks in it.
    public int size() {
        return size;
    }

    /// Most blocks.
    public int capacity() {
        return handles.length;
    }

    /// Handle of block `index`.
    ///
    /// @throws IndexOutOfBoundsException behind the last
    public int handle(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("chain: block %d of %d".formatted(index, size));
        }
        return handles[index];
    }

    /// Appends a block, from another chain for instance.
    ///
    /// @return false if the chain is full
    public boolean add(int handle) {
        if (size == handles.length) {
            return false;
        }
        handles[size++] = handle;
        return true;
    }

    /// Forgets the blocks without freeing them.
    public void clear() {
        size = 0;
    }

    /// Forgets all but the first `count` blocks.
    void truncate(int count) {
        size = count;
    }
}
