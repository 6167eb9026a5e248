package org.jetstreamlan.driver;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Sums and copies two vectors in a turn, as wide as the processor's. Only to be touched where the JVM has the module. What is short, or in the heap, goes by words.
///
/// The loops are in the form whose checks of bounds the JVM's compiler takes out of them: over slices, from their begin to their size, with an index of 64 bits.
final class VectorKernel implements InternetChecksum.Kernel {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final long STEP = SPECIES.vectorByteSize();
    private static final long TURN = 2 * STEP;
    private static final int FEW_BYTES = 256;

    private static boolean suits(MemorySegment memory, long bytes) {
        return bytes >= FEW_BYTES && memory.isNative();
    }

    private static LongVector at(MemorySegment memory, long place) {
        return LongVector.fromMemorySegment(SPECIES, memory, place, LITTLE_ENDIAN);
    }

    private static LongVector highHalves(LongVector words) {
        return words.lanewise(VectorOperators.LSHR, Integer.SIZE);
    }

    @Override
    public long copy(MemorySegment from, long at, MemorySegment into, long place, long bytes) {
        if (!suits(from, bytes) || !into.isNative()) {
            return InternetChecksum.WORDS.copy(from, at, into, place, bytes);
        }
        long whole = bytes / TURN * TURN;
        var source = from.asSlice(at, whole);
        var target = into.asSlice(place, whole);
        var all = LongVector.zero(SPECIES);
        var high = LongVector.zero(SPECIES);
        for (long i = 0; i < source.byteSize(); i += TURN) {
            var first = at(source, i);
            var second = at(source, i + STEP);
            first.intoMemorySegment(target, i, LITTLE_ENDIAN);
            second.intoMemorySegment(target, i + STEP, LITTLE_ENDIAN);
            all = all.add(first.add(second));
            high = high.add(highHalves(first).add(highHalves(second)));
        }
        return total(all, high)
                + InternetChecksum.WORDS.copy(from, at + whole, into, place + whole, bytes - whole);
    }

    @Override
    public long sum(MemorySegment data, long at, long bytes) {
        if (!suits(data, bytes)) {
            return InternetChecksum.WORDS.sum(data, at, bytes);
        }
        long whole = bytes / TURN * TURN;
        var source = data.asSlice(at, whole);
        var all = LongVector.zero(SPECIES);
        var high = LongVector.zero(SPECIES);
        for (long i = 0; i < source.byteSize(); i += TURN) {
            var first = at(source, i);
            var second = at(source, i + STEP);
            all = all.add(first.add(second));
            high = high.add(highHalves(first).add(highHalves(second)));
        }
        return total(all, high) + InternetChecksum.WORDS.sum(data, at + whole, bytes - whole);
    }

    /// @param all sum of words of 64 bits, modulo 2^64
    /// @param high sum of their high halves: `all` less what they are in it is the sum of the low ones
    private static long total(LongVector all, LongVector high) {
        var low = all.sub(high.lanewise(VectorOperators.LSHL, Integer.SIZE));
        return low.add(high).reduceLanes(VectorOperators.ADD);
    }
}
