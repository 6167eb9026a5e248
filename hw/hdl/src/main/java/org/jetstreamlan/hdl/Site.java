package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.ir.Place;
import org.jspecify.annotations.Nullable;

/// Where user code made something: the frames above the library, innermost first. Cheap to capture (some microseconds); names and
/// lines are resolved later, by [Sources]. In a large run, what one call with the same callers makes has one and the same site: a loop that
/// makes a million of something keeps one place, not a million.
final class Site {
    private static final int DEPTH = 4;
    private static final StackWalker WALKER =
            StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), 2 * DEPTH);
    private static final String CORE = Site.class.getPackageName();
    private static final String LIBRARY = CORE + ".lib.";

    /// No user code at all.
    static final Site NOWHERE = new Site(List.of(), List.of(), null);

    final List<StackWalker.StackFrame> frames;

    /// Whose call each of the frames is in, which may be a frame of the library or the JDK.
    final List<StackWalker.StackFrame> called;

    /// Of what a verb of the library makes: the user's frame that called it, if it is not among these.
    final StackWalker.@Nullable StackFrame caller;

    /// What [Sources] has found, once it was asked.
    @Nullable Place place;

    @Nullable Optional<String> name;

    private Site(
            List<StackWalker.StackFrame> frames,
            List<StackWalker.StackFrame> called,
            StackWalker.@Nullable StackFrame caller) {
        this.frames = frames;
        this.called = called;
        this.caller = caller;
    }

    static Site capture() {
        return Elaboration.interned(WALKER.walk(Site::userFrames));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Site site) || site.frames.size() != frames.size()) {
            return this == other;
        }
        for (int i = 0; i < frames.size(); i++) {
            if (!isSame(frames.get(i), site.frames.get(i))) {
                return false;
            }
        }
        return caller == null
                ? site.caller == null
                : site.caller != null && isSame(caller, site.caller);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (StackWalker.StackFrame frame : frames) {
            hash = 31 * hash + frame.getDeclaringClass().hashCode() + frame.getByteCodeIndex();
        }
        return hash;
    }

    private static boolean isSame(StackWalker.StackFrame a, StackWalker.StackFrame b) {
        return a.getByteCodeIndex() == b.getByteCodeIndex()
                && a.getDeclaringClass() == b.getDeclaringClass()
                && a.getMethodName().equals(b.getMethodName())
                && a.getDescriptor().equals(b.getDescriptor());
    }

    /// Whether code of a class makes hardware for its caller, whose line is the one to show: `in.stage()`.
    static boolean isVerb(Class<?> type) {
        return type.getName().startsWith(LIBRARY) && !Module.class.isAssignableFrom(type);
    }

    /// The same place as seen by whoever called into `verbs`.
    Site outside(Class<?> verbs) {
        int skipped = 0;
        while (skipped < frames.size() && frames.get(skipped).getDeclaringClass() == verbs) {
            skipped++;
        }
        return without(skipped);
    }

    /// The same place as seen by whoever called into the blocks of the library; [#NOWHERE] if nobody did.
    Site outsideLibrary() {
        int skipped = 0;
        while (skipped < frames.size()
                && frames.get(skipped).getDeclaringClass().getName().startsWith(LIBRARY)) {
            skipped++;
        }
        return without(skipped);
    }

    /// Without the innermost frames that are constructors of `type` or of what it extends: where user code made the object.
    Site outsideConstructorsOf(Class<?> type) {
        int skipped = 0;
        while (skipped < frames.size()
                && frames.get(skipped).getMethodName().equals("<init>")
                && frames.get(skipped).getDeclaringClass().isAssignableFrom(type)) {
            skipped++;
        }
        return without(skipped);
    }

    /// Without the innermost frames.
    private Site without(int skipped) {
        return skipped == 0
                ? this
                : new Site(
                        frames.subList(skipped, frames.size()),
                        called.subList(skipped, called.size()),
                        caller);
    }

    private static Site userFrames(Stream<StackWalker.StackFrame> stack) {
        UserFrames user = new UserFrames();
        Spliterator<StackWalker.StackFrame> rest = stack.spliterator();
        while (!user.complete && rest.tryAdvance(user)) {}
        return new Site(user.frames, user.called, user.caller);
    }

    /// Takes the frames of a stack, from the innermost outwards, until it has what a site keeps.
    private static final class UserFrames implements Consumer<StackWalker.StackFrame> {
        final List<StackWalker.StackFrame> frames = new ArrayList<>(DEPTH);
        final List<StackWalker.StackFrame> called = new ArrayList<>(DEPTH);
        private StackWalker.@Nullable StackFrame inner;
        StackWalker.@Nullable StackFrame caller;

        /// Whether there are all frames, and whether all of them are in verbs of the library.
        private boolean enough;

        private boolean verbs = true;
        boolean complete;

        @Override
        public void accept(StackWalker.StackFrame frame) {
            Class<?> type = frame.getDeclaringClass();
            StackWalker.StackFrame callee = inner == null ? frame : inner;
            inner = frame;
            if (type.getClassLoader() == null) {
                return; // the JDK, between the library and a method reference of the user's
            }
            boolean isCore = type.getPackageName().equals(CORE);
            if (enough && !isCore && !isVerb(type)) {
                caller = frame;
                complete = true;
            } else if (!enough) {
                if (!isCore) {
                    frames.add(frame);
                    called.add(callee);
                    verbs &= isVerb(type);
                }
                enough = isCore ? !frames.isEmpty() : frames.size() == DEPTH;
                complete = enough && !verbs;
            }
        }
    }
}
