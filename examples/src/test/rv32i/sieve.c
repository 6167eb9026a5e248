/* The number of primes below 1,000, and the last of them. */
#include "io.h"

static unsigned char composite[1000];

int main(void) {
    unsigned count = 0, last = 0;
    for (unsigned i = 2; i < sizeof composite; i++) {
        if (composite[i]) continue;
        count++;
        last = i;
        for (unsigned j = 2 * i; j < sizeof composite; j += i) composite[j] = 1;
    }
    print(count);
    print(last);
    return 0;
}
