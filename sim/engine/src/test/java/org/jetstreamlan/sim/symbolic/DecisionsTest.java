package org.jetstreamlan.sim.symbolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static final int VARIABLES = 5;
    private static final int VALUES = 1 << VARIABLES;

    private final Decisions functions = new Decisions();

    /// A function and what it is for all values of five variables.
    private record Known(int function, long table) {}

    private long table(int function) {
        long table = 0;
        for (int values = 0; values < VALUES; values++) {
            table |= functions.valueOf(function, values) ? 1L << values : 0;
        }
        return table;
    }

    private List<Known> variables() {
        List<Known> known = new ArrayList<>();
        for (int i = 0; i < VARIABLES; i++) {
            int variable = functions.variable(i);
            known.add(new Known(variable, table(variable)));
        }
        return known;
    }

    @Test
    void functionsAreWhatTheyAreMadeOfAndEqualOnesAreOne() {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        var random = new Random(seed);
        List<Known> known = variables();
        for (int i = 0; i < 20_000; i++) {
            Known a = known.get(random.nextInt(known.size()));
            Known b = known.get(random.nextInt(known.size()));
            Known c = known.get(random.nextInt(known.size()));
            long all = (1L << VALUES) - 1;
            Known made =
                    switch (random.nextInt(5)) {
                        case 0 -> new Known(functions.not(a.function), ~a.table & all);
                        case 1 ->
                                new Known(functions.and(a.function, b.function), a.table & b.table);
                        case 2 ->
                                new Known(functions.or(a.function, b.function), a.table | b.table);
                        case 3 ->
                                new Known(functions.xor(a.function, b.function), a.table ^ b.table);
                        default ->
                                new Known(
                                        functions.choose(a.function, b.function, c.function),
                                        a.table & b.table | ~a.table & c.table);
                    };
            assertThat(table(made.function)).as("seed %d, %d", seed, i).isEqualTo(made.table);
            known.stream()
                    .filter(other -> other.table == made.table)
                    .forEach(other -> assertThat(made.function).isEqualTo(other.function));
            if (known.size() == 8 * VARIABLES) {
                known.remove(VARIABLES + random.nextInt(known.size() - VARIABLES));
            }
            known.add(made);
        }
    }

    @Test
    void allFalseIsTheConjunctionOfComplements() {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        var random = new Random(seed);
        List<Known> known = variables();
        for (int i = 0; i < 5_000; i++) {
            int[] chosen = new int[random.nextInt(6)];
            int expected = Decisions.TRUE;
            for (int j = 0; j < chosen.length; j++) {
                chosen[j] = known.get(random.nextInt(known.size())).function;
                expected = functions.and(expected, functions.not(chosen[j]));
            }
            assertThat(functions.allFalse(chosen)).as("seed %d, %d", seed, i).isEqualTo(expected);
            Known a = known.get(random.nextInt(known.size()));
            Known b = known.get(random.nextInt(known.size()));
            int made =
                    random.nextInt(4) > 0
                            ? functions.xor(a.function, b.function)
                            : functions.and(a.function, functions.not(b.function));
            if (known.size() == 4 * VARIABLES) {
                known.remove(VARIABLES);
            }
            known.add(new Known(made, table(made)));
        }
    }

    /// 40 equations of half of 40 variables each: diagrams of half of them would have millions of nodes.
    @Test
    void aSystemOfSumsStaysSmall() {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        var random = new Random(seed);
        long values = random.nextLong() & (1L << 40) - 1;
        int[] sums = new int[40];
        for (int i = 0; i < sums.length; i++) {
            long among = random.nextLong() & (1L << 40) - 1;
            sums[i] = (Long.bitCount(among & values) & 1) != 0 ? Decisions.TRUE : Decisions.FALSE;
            for (int variable = 0; variable < 40; variable++) {
                if ((among >>> variable & 1) != 0) {
                    sums[i] = functions.xor(sums[i], functions.variable(variable));
                }
            }
        }
        int solution = functions.allFalse(sums);
        assertThat(functions.valueOf(solution, values)).as("seed %d", seed).isTrue();
        long example = functions.example(solution);
        for (int sum : sums) {
            assertThat(functions.valueOf(sum, example)).as("seed %d", seed).isFalse();
        }
        assertThat(functions.size()).as("seed %d", seed).isLessThan(200_000);
    }

    @Test
    void anExampleIsOne() {
        int function = functions.and(functions.variable(3), functions.not(functions.variable(1)));
        assertThat(functions.valueOf(function, functions.example(function))).isTrue();
        assertThatThrownBy(() -> functions.example(Decisions.FALSE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a function that is 0 for all values");
        assertThatThrownBy(() -> functions.variable(62))
                .hasMessage("variable 62: there are 0 to 61");
    }
}
