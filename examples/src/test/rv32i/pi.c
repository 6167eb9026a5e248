/* The first digits of pi by the spigot of Rabinowitz and Wagon; multiplication and division come from libgcc. */
#include "io.h"

enum { DIGITS = 12, CELLS = DIGITS * 10 / 3 + 1 };

static int cell[CELLS];

int main(void) {
    int held = 0, nines = 0, first = 1;
    for (int i = 0; i < CELLS; i++) cell[i] = 2;
    for (int digit = 0; digit < DIGITS; digit++) {
        int carry = 0;
        for (int i = CELLS - 1; i >= 0; i--) {
            int x = 10 * cell[i] + carry * (i + 1);
            cell[i] = x % (2 * i + 1);
            carry = x / (2 * i + 1);
        }
        cell[0] = carry % 10;
        carry /= 10;
        if (carry == 9) {
            nines++;
            continue;
        }
        if (!first) print(held + carry / 10);
        first = 0;
        for (; nines > 0; nines--) print(carry == 10 ? 0 : 9);
        held = carry % 10;
    }
    print(held);
    return 0;
}
