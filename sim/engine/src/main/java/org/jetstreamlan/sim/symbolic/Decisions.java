package org.jetstreamlan.sim.symbolic;

import java.util.Arrays;

/// Functions of up to 62 variables of a bit each, as reduced ordered binary decision diagrams (Bryant, 1986): a function is a number, and two functions are equal if and only
/// if their numbers are. `FALSE` and `TRUE` are the constants; nothing is ever forgotten.
///
/// A diagram is small where variables that are looked at together are near each other, and if it is a sum modulo 2 of variables, in any order; that a sum of
/// sums is a certain one ([#allFalse]) is found by elimination, since diagrams on the way there might not be small.
public final class Decisions {
    public static final int FALSE = 0;
    public static final int TRUE = 1;

    /// Variables are numbered from 0.
    public static final int VARIABLES = 62;

    private static final int FIRST_CAPACITY = 1 << 12;

    /// Of [#sums]: no sum.
    private static final long NONE = -1;

    /// Of [#sums]: 1 is added.
    private static final long COMPLEMENT = Long.MIN_VALUE;

    private byte[] variable = new byte[FIRST_CAPACITY];
    private int[] whenFalse = new int[FIRST_CAPACITY];
    private int[] whenTrue = new int[FIRST_CAPACITY];

    /// Of a function that is a sum modulo 2 the set of its variables, and whether 1 is added.
    private long[] sums = new long[FIRST_CAPACITY];

    /// Numbers of functions by their hash, 0 where there is none; twice as many places as functions.
    private int[] places = new int[2 * FIRST_CAPACITY];

    /// What was chosen lately: `select`, `whenTrue`, `whenFalse`, result.
    private int[] choices = new int[4 * FIRST_CAPACITY];

    private int count = 2;

    public Decisions() {
        variable[FALSE] = VARIABLES;
        variable[TRUE] = VARIABLES;
        sums[TRUE] = COMPLEMENT;
    }

    /// Functions that there are, constants included.
    public int size() {
        return count;
    }

    /// The function that is 1 where variable `number` is.
    public int variable(int number) {
        if (number < 0 || number >= VARIABLES) {
            throw new IllegalArgumentException(
                    "variable %d: there are 0 to %d".formatted(number, VARIABLES - 1));
        }
        return function(number, FALSE, TRUE);
    }

    public int not(int a) {
        return choose(a, FALSE, TRUE);
    }

    public int and(int a, int b) {
        return a < b ? choose(a, b, FALSE) : choose(b, a, FALSE);
    }

    public int or(int a, int b) {
        return a < b ? choose(a, TRUE, b) : choose(b, TRUE, a);
    }

    public int xor(int a, int b) {
        return a < b ? choose(a, not(b), b) : choose(b, not(a), a);
    }

    /// `a ? b : c`.
    public int choose(int a, int b, int c) {
        if (a == TRUE || b == c) {
            return b;
        }
        if (a == FALSE) {
            return c;
        }
        int then = b == a ? TRUE : b;
        int otherwise = c == a ? FALSE : c;
        if (then == TRUE && otherwise == FALSE) {
            return a;
        }
        int at = 4 * (hash(a, then, otherwise) & choices.length / 4 - 1);
        if (choices[at] == a && choices[at + 1] == then && choices[at + 2] == otherwise) {
            return choices[at + 3];
        }
        int first = Math.min(variable[a], Math.min(variable[then], variable[otherwise]));
        int low = choose(low(a, first), low(then, first), low(otherwise, first));
        int high = choose(high(a, first), high(then, first), high(otherwise, first));
        int result = function(first, low, high);
        at = 4 * (hash(a, then, otherwise) & choices.length / 4 - 1);
        choices[at] = a;
        choices[at + 1] = then;
        choices[at + 2] = otherwise;
        choices[at + 3] = result;
        return result;
    }

    /// Whether all of some functions are 0, as a function.
    public int allFalse(int[] functions) {
        long[] rows = new long[VARIABLES + 1];
        int others = TRUE;
        for (int function : functions) {
            if (sums[function] == NONE) {
                others = and(others, not(function));
            } else if (!add(rows, sums[function])) {
                return FALSE;
            }
        }
        for (int i = VARIABLES - 1; i >= 0; i--) {
            if (rows[i] != 0) {
                others = and(others, not(sum(solved(rows, i))));
            }
        }
        return others;
    }

    /// Adds a sum to those that must be 0, by their lowest variable; not if it contradicts them.
    private static boolean add(long[] rows, long sum) {
        long rest = sum;
        while ((rest & ~COMPLEMENT) != 0) {
            int lowest = Long.numberOfTrailingZeros(rest);
            if (rows[lowest] == 0) {
                rows[lowest] = rest;
                return true;
            }
            rest ^= rows[lowest];
        }
        return rest == 0;
    }

    /// Row `i` without the lowest variables of others.
    private static long solved(long[] rows, int i) {
        for (int j = i + 1; j < VARIABLES; j++) {
            if ((rows[i] >>> j & 1) != 0 && rows[j] != 0) {
                rows[i] ^= rows[j];
            }
        }
        return rows[i];
    }

    private int sum(long of) {
        int result = of < 0 ? TRUE : FALSE;
        for (long rest = of & ~COMPLEMENT; rest != 0; ) {
            int highest = 63 - Long.numberOfLeadingZeros(rest);
            result = function(highest, result, not(result));
            rest ^= 1L << highest;
        }
        return result;
    }

    /// Values of the variables, number 0 lowest, for which a function is 1.
    ///
    /// @throws IllegalArgumentException if there are none
    public long example(int function) {
        if (function == FALSE) {
            throw new IllegalArgumentException("a function that is 0 for all values");
        }
        long values = 0;
        for (int at = function; at != TRUE; ) {
            boolean isOne = whenTrue[at] != FALSE;
            values |= isOne ? 1L << variable[at] : 0;
            at = isOne ? whenTrue[at] : whenFalse[at];
        }
        return values;
    }

    /// What a function is for some values of the variables, number 0 lowest.
    public boolean valueOf(int function, long values) {
        int at = function;
        while (at > TRUE) {
            at = (values >>> variable[at] & 1) != 0 ? whenTrue[at] : whenFalse[at];
        }
        return at == TRUE;
    }

    private int low(int function, int of) {
        return variable[function] == of ? whenFalse[function] : function;
    }

    private int high(int function, int of) {
        return variable[function] == of ? whenTrue[function] : function;
    }

    private int function(int of, int low, int high) {
        if (low == high) {
            return low;
        }
        int place = hash(of, low, high) & places.length - 1;
        while (places[place] != 0) {
            int same = places[place];
            if (variable[same] == of && whenFalse[same] == low && whenTrue[same] == high) {
                return same;
            }
            place = place + 1 & places.length - 1;
        }
        if (count == variable.length) {
            grow();
            return function(of, low, high);
        }
        variable[count] = (byte) of;
        whenFalse[count] = low;
        whenTrue[count] = high;
        boolean adds = sums[low] != NONE && (sums[low] ^ sums[high]) == COMPLEMENT;
        sums[count] = adds ? sums[low] ^ 1L << of : NONE;
        places[place] = count;
        return count++;
    }

    private void grow() {
        int capacity = 2 * variable.length;
        variable = Arrays.copyOf(variable, capacity);
        whenFalse = Arrays.copyOf(whenFalse, capacity);
        whenTrue = Arrays.copyOf(whenTrue, capacity);
        sums = Arrays.copyOf(sums, capacity);
        choices = new int[4 * capacity];
        places = new int[2 * capacity];
        for (int i = 2; i < count; i++) {
            int place = hash(variable[i], whenFalse[i], whenTrue[i]) & places.length - 1;
            while (places[place] != 0) {
                place = place + 1 & places.length - 1;
            }
            places[place] = i;
        }
    }

    private static int hash(int a, int b, int c) {
        int mixed = (a * 0x9E3779B1 + b) * 0x85EBCA6B + c;
        mixed = (mixed ^ mixed >>> 15) * 0xC2B2AE35;
        return mixed ^ mixed >>> 13;
    }
}
