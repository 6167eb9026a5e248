// The rival of WaveBenchmark: `waves <clocks> <way> <file>` runs the verilated chain on random words, gaps and stalls with a wave of two dumps a
// clock, so that the clock is seen, and says how many seconds that took and what the outputs were, as a sum. Way `fast`: an evaluation a dump,
// inputs change with the falling edge. Way `same`: inputs change behind the rising edge as ours do, which takes one evaluation more.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "Vtop.h"
#include "verilated.h"
#ifdef WAVES_FST
#include "verilated_fst_c.h"
using Waves = VerilatedFstC;
#else
#include "verilated_vcd_c.h"
using Waves = VerilatedVcdC;
#endif

int main(int, char** arguments) {
    const uint64_t clocks = strtoull(arguments[1], nullptr, 10);
    const bool same = strcmp(arguments[2], "same") == 0;
    VerilatedContext context;
    context.traceEverOn(true);
    Vtop top{&context};
    Waves waves;
    top.trace(&waves, 99);
    waves.open(arguments[3]);
    const auto start = std::chrono::steady_clock::now();
    uint32_t random = 1;
    uint64_t sum = 0;
    for (uint64_t i = 0; i < clocks; i++) {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        top.in_payload = random;
        top.in_valid = (random >> 8 & 7) != 0;
        top.out_ready = (random >> 16 & 7) != 0;
        if (same) {
            top.eval();
            waves.dump(i * 8000);
        }
        top.clk = 0;
        top.eval();
        if (!same || i > 0) waves.dump(i * 8000 + (same ? 4000 : 0));
        sum = sum * 31 + (top.out_payload & -uint32_t{top.out_valid}) + top.out_valid + top.in_ready;
        top.clk = 1;
        top.eval();
        if (!same) waves.dump(i * 8000 + 4000);
    }
    waves.close();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    printf("%.6f %llu\n", took.count(), static_cast<unsigned long long>(sum));
}
