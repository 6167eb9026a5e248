/* The surroundings of the public RISC-V unit tests (riscv-software-src/riscv-tests) on this core: no CSRs; ecall ends, a0 is 0 if all passed. */
#define RVTEST_RV32U
#define TESTNUM gp
#define RVTEST_CODE_BEGIN .section .text.init; .globl _start; _start: li gp, 0;
#define RVTEST_CODE_END
#define RVTEST_PASS li a0, 0; ecall
#define RVTEST_FAIL mv a0, gp; ecall
#define RVTEST_DATA_BEGIN .align 4;
#define RVTEST_DATA_END .align 4;
#define EXTRA_DATA
