package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Stream;
import org.junit.jupiter.api.Test;

/// Reports show the lines that matter, marked here with `// @1`, `// @2`, ... in the order of the report.
class ErrorPlacesTest {
    private static final Path SOURCE =
            Path.of("src/test/java/org/jetstreamlan/hdl/language/ErrorPlacesTest.java");

    private static String reportOf(Supplier<? extends Module> module) {
        HdlException thrown = catchThrowableOfType(HdlException.class, () -> Design.of(module));
        return thrown == null ? "nothing was reported" : thrown.toString();
    }

    /// The lines of a report in their order, as marks of this file.
    private static List<String> marks(String report) throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        return report.lines()
                .filter(line -> line.contains("ErrorPlacesTest.java:"))
                .map(line -> line.replaceAll(".*ErrorPlacesTest.java:(\\d+).*", "$1"))
                .map(number -> lines.get(Integer.parseInt(number) - 1))
                .map(line -> line.contains("// @") ? line.replaceAll(".*// (@\\w+).*", "$1") : line)
                .toList();
    }

    private static final class Leaf extends Module {
        final Bits in = input(bits(4)); // @leafIn
        final Bits out = output(bits(4));
        final Bits inner = wire(bits(4)); // @inner

        @Override
        protected void build() {
            inner.assign(in);
            out.assign(inner);
        }
    }

    private static final class ReadsForeign extends Module {
        final Bits y = output(bits(4));
        private final Leaf leaf = child(new Leaf());

        @Override
        protected void build() {
            leaf.in.assign(0);
            y.assign(leaf.inner.not()); // @use
        }
    }

    @Test
    void aForeignReadShowsTheReader() throws IOException {
        assertThat(marks(reportOf(ReadsForeign::new))).containsExactly("@use", "@inner");
    }

    private static final class AssignsForeign extends Module {
        private final Leaf leaf = child(new Leaf());

        @Override
        protected void build() {
            leaf.in.assign(0);
            leaf.inner.assign(1); // @assign
        }
    }

    @Test
    void aForeignAssignmentNamesItsModule() throws IOException {
        String report = reportOf(AssignsForeign::new);
        assertThat(report)
                .contains(
                        "AssignsForeign.leaf.inner belongs to AssignsForeign.leaf; it cannot be assigned in AssignsForeign");
        assertThat(marks(report)).containsExactly("@assign", "@inner");
    }

    private static final class AssignsInConstructor extends Module {
        final Bits y = output(bits(4)); // @y

        AssignsInConstructor() {
            y.assign(0); // @early
        }

        @Override
        protected void build() {
            y.assign(0);
        }
    }

    @Test
    void anAssignmentOutsideBuildSaysSo() throws IOException {
        String report = reportOf(AssignsInConstructor::new);
        assertThat(report).contains("outside build()").contains("move the assignment into build()");
        assertThat(marks(report)).containsExactly("@early", "@y");
    }

    private static final class Orphaned extends Module {
        final Bits y = output(bits(4));
        private final Leaf leaf = new Leaf(); // @made

        @Override
        protected void build() {
            y.assign(leaf.out.width());
        }
    }

    @Test
    void aModuleThatNobodyAdoptedIsShownWhereItWasMade() throws IOException {
        assertThat(marks(reportOf(Orphaned::new))).containsExactly("@made");
    }

    private static final class OpenInput extends Module {
        final Bits y = output(bits(4));
        private final Leaf leaf = child(new Leaf()); // @instance

        @Override
        protected void build() {
            y.assign(leaf.out);
        }
    }

    @Test
    void anUndrivenInputOfAnInstanceShowsTheInstance() throws IOException {
        String report = reportOf(OpenInput::new);
        assertThat(report).contains("bits 3:0 of OpenInput.leaf.in are never assigned");
        assertThat(marks(report)).containsExactly("@instance", "@leafIn");
    }

    private static final class NarrowData extends Module {
        final UInt address = input(uint(3));
        final UInt data = input(uint(7)); // @data
        private final org.jetstreamlan.hdl.Mem<UInt> cells =
                mem(uint(8), 8, ReadUnderWrite.READ_FIRST); // @cells

        @Override
        protected void build() {
            cells.write(address, data); // @write
        }
    }

    @Test
    void dataOfAnotherWidthThanTheMemorysShowsAllThree() throws IOException {
        String report = reportOf(NarrowData::new);
        assertThat(report)
                .contains("NarrowData.cells is 8 bits wide, the value given to write is 7");
        assertThat(marks(report)).containsExactly("@write", "@cells", "@data");
    }

    private static final class TooLarge extends Module {
        final UInt count = output(uint(3)); // @count

        @Override
        protected void build() {
            count.assign(9); // @literal
        }
    }

    @Test
    void aConstantThatDoesNotFitNamesItsTarget() throws IOException {
        String report = reportOf(TooLarge::new);
        assertThat(report).contains("constant 9 for TooLarge.count does not fit UInt of 3 bits");
        assertThat(marks(report)).containsExactly("@literal", "@count");
    }

    private static final class NeverTaken extends Module {
        final Bits code = input(bits(3));
        final Bool y = output(bool());

        @Override
        protected void build() {
            select(code)
                    .like("1??", () -> y.assign(true)) // @first
                    .is(5, () -> y.assign(false)) // @second
                    .otherwise(() -> y.assign(false));
        }
    }

    @Test
    void aCaseThatEarlierOnesCoverIsNeverTaken() throws IOException {
        String report = reportOf(NeverTaken::new);
        assertThat(report).contains("JH-UNREACHABLE: case 5 of the select on NeverTaken.code");
        assertThat(marks(report)).containsExactly("@second", "@first");
    }

    private static final class LocalWire extends Module {
        final Bool c = input(bool());
        final UInt a = input(uint(4));
        private final UInt r = reg(uint(4), init(0));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            y.assign(r);
            when(
                    c,
                    () -> {
                        UInt sum = wire(uint(4));
                        sum.assign(a.add(1));
                        r.next(sum);
                    });
        }
    }

    @Test
    void aWireLivesInTheBlockThatDeclaresIt() {
        assertThat(Design.of(LocalWire::new).circuit().top().body()).hasSize(3);
    }

    private static final class Middle extends Module {
        final Bits y = output(bits(4));

        @Override
        protected void build() {
            var forgotten = new Leaf(); // @forgotten
            y.assign(forgotten.out.width());
        }
    }

    private static final class Outer extends Module {
        final Bits y = output(bits(4));
        private final Middle middle = child(new Middle());

        @Override
        protected void build() {
            y.assign(middle.y);
        }
    }

    @Test
    void aModuleThatNobodyAdoptedIsReportedInTheOneThatMadeIt() throws IOException {
        String report = reportOf(Outer::new);
        assertThat(report).contains("Leaf was made in Outer.middle but is not its child");
        assertThat(marks(report)).containsExactly("@forgotten");
    }

    private static final class Throws extends Module {
        final Bits x = input(bits(4)); // @x
        final Bits y = output(bits(3)); // @narrow

        @Override
        protected void build() {
            y.assign(x); // @mismatch
            y.bit(List.of(0).get(1)).assign(true); // @thrown
        }
    }

    @Test
    void anExceptionInUserCodeDoesNotHideWhatWasFoundBefore() throws IOException {
        String report = reportOf(Throws::new);
        assertThat(report)
                .contains("JH-WIDTH")
                .contains("JH-EXCEPTION: building Throws ended with IndexOutOfBounds")
                .contains("2 errors");
        assertThat(marks(report)).containsExactly("@mismatch", "@narrow", "@x", "@thrown");
    }

    private static final class TwoParents extends Module {
        private final Leaf leaf = child(new Leaf()); // @first

        @Override
        protected void build() {
            leaf.in.assign(0);
            child(leaf); // @again
        }
    }

    @Test
    void aSecondAdoptionIsAnErrorAtItsLine() throws IOException {
        String report = reportOf(TwoParents::new);
        assertThat(report).contains("JH-ARGUMENT: Leaf is a child of TwoParents already");
        assertThat(marks(report)).containsExactly("@again", "@first");
    }

    private static final class NoQueue extends Module {
        final Stream<Bits> in = input(stream(bits(4)));
        final Stream<Bits> out = output(stream(bits(4)));

        @Override
        protected void build() {
            in.queue(0).into(out); // @noQueue
        }
    }

    @Test
    void anArgumentOfALibraryBlockIsShownAtTheUsersLine() throws IOException {
        String report = reportOf(NoQueue::new);
        assertThat(report).contains("JH-ARGUMENT", "a FIFO of depth 0", "a depth of 1 or more");
        assertThat(marks(report)).containsExactly("@noQueue");
    }
}
