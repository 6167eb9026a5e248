/* CRC-32 of the usual check string, bit by bit and with a table. */
#include "io.h"

static unsigned table[256];

static unsigned step(unsigned crc) { return crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1; }

int main(void) {
    static const char text[] = "123456789";
    unsigned slow = ~0u, fast = ~0u;
    for (unsigned i = 0; i < 256; i++) {
        table[i] = i;
        for (int bit = 0; bit < 8; bit++) table[i] = step(table[i]);
    }
    for (const char *c = text; *c; c++) {
        slow ^= *c;
        for (int bit = 0; bit < 8; bit++) slow = step(slow);
        fast = table[(fast ^ *c) & 0xFF] ^ fast >> 8;
    }
    print(~slow);
    print(~fast);
    return 0;
}
