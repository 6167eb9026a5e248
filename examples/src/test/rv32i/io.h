/* A word stored here leaves the chip through `io`. */
static inline void print(unsigned value) { *(volatile unsigned *)0x80000000 = value; }
