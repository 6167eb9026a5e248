// The rival of SpeedBenchmark on the adapter: `program <file> <times>` does to the verilated design what a recording tells, looks at all outputs
// each clock, as often as it is told, and says how many seconds a time took and what the outputs were, as a sum. `ports.h` was written for the
// design. The file is of 64-bit words: for each clock the number of inputs that change, then number and value of each.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "Vtop.h"
#include "verilated.h"

#include "ports.h"

int main(int, char** arguments) {
    FILE* file = fopen(arguments[1], "rb");
    if (!file) return 1;
    fseek(file, 0, SEEK_END);
    std::vector<uint64_t> words(ftell(file) / 8);
    rewind(file);
    if (fread(words.data(), 8, words.size(), file) != words.size()) return 1;
    const int times = atoi(arguments[2]);
    double seconds = 0;
    uint64_t sum = 0;
    for (int i = 0; i < times; i++) {
        VerilatedContext context;
        Vtop top{&context};
        sum = 0;
        const auto start = std::chrono::steady_clock::now();
        for (size_t at = 0; at < words.size();) {
            for (uint64_t changes = words[at++]; changes > 0; changes--, at += 2)
                set(top, words[at], words[at + 1]);
            top.clk = 0;
            top.eval();
            sum = look(top, sum);
            top.clk = 1;
            top.eval();
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        seconds += took.count();
    }
    printf("%.6f %llu\n", seconds / times, static_cast<unsigned long long>(sum));
}
