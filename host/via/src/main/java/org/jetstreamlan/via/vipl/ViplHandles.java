package org.jetstreamlan.via.vipl;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/// What the handles of a program stand for. A handle is a number that is never used again: one of another kind, or of what is no more, is found to be that.
final class ViplHandles {
    private final Map<Long, Object> things = new HashMap<>();
    private final Map<Object, Long> numbers = new IdentityHashMap<>();
    private long last;

    long add(Object thing) {
        last++;
        things.put(last, thing);
        numbers.put(thing, last);
        return last;
    }

    <T> Optional<T> find(Class<T> kind, long handle) {
        var thing = things.get(handle);
        return kind.isInstance(thing) ? Optional.of(kind.cast(thing)) : Optional.empty();
    }

    /// 0 if it has none.
    long of(Object thing) {
        return numbers.getOrDefault(thing, 0L);
    }

    void remove(long handle) {
        var thing = things.remove(handle);
        if (thing != null) {
            numbers.remove(thing);
        }
    }
}
