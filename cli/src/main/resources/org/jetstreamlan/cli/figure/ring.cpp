// The rival of StationsLoad: `program <stations> <first> <clocks>` joins instances of a verilated station to a ring, runs first so many clocks that are not
// timed, and says how many seconds the others took and what the stations sent each other, as a sum.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "Vtop.h"
#include "verilated.h"

struct Ring {
    VerilatedContext context;
    std::vector<std::unique_ptr<Vtop>> tops;
    std::vector<uint64_t> lines;
    uint64_t sum = 0;
    explicit Ring(size_t stations) : lines(stations) {
        for (size_t i = 0; i < stations; i++) {
            tops.push_back(std::make_unique<Vtop>(&context));
            tops[i]->index = i;
        }
    }
    void reset(bool active) {
        for (auto& top : tops) top->rst = active;
    }
    void run(uint64_t clocks) {
        const size_t stations = tops.size();
        for (uint64_t clock = 0; clock < clocks; clock++) {
            for (size_t i = 0; i < stations; i++) {
                lines[i] = tops[i]->lineOut;
                sum = sum * 31 + lines[i];
            }
            for (size_t i = 0; i < stations; i++) {
                Vtop& top = *tops[i];
                top.lineIn = lines[i == 0 ? stations - 1 : i - 1];
                top.clk = 0;
                top.eval();
                top.clk = 1;
                top.eval();
            }
        }
    }
};

int main(int, char** arguments) {
    Ring ring{strtoull(arguments[1], nullptr, 10)};
    ring.reset(true);
    ring.run(4);
    ring.reset(false);
    ring.sum = 0;
    ring.run(strtoull(arguments[2], nullptr, 10));
    const auto start = std::chrono::steady_clock::now();
    ring.run(strtoull(arguments[3], nullptr, 10));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    printf("%.6f %llu\n", took.count(), static_cast<unsigned long long>(ring.sum));
}
