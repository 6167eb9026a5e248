// The rival of SpeedBenchmark on circuits S and L: `program <clocks>` drives the verilated chain with random words, gaps and stalls, three inputs
// set and three outputs looked at each clock, and says how many seconds that took and what the outputs were, as a sum.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "Vtop.h"
#include "verilated.h"

int main(int, char** arguments) {
    const uint64_t clocks = strtoull(arguments[1], nullptr, 10);
    VerilatedContext context;
    Vtop top{&context};
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
        top.clk = 0;
        top.eval();
        sum = sum * 31 + (top.out_payload & -uint32_t{top.out_valid}) + top.out_valid + top.in_ready;
        top.clk = 1;
        top.eval();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    printf("%.6f %llu\n", took.count(), static_cast<unsigned long long>(sum));
}
