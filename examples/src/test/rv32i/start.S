# Zeroed registers are not needed; a stack at the top of the memory is. main's value leaves in a0, then ebreak stops the core.
    .section .text.init
    .globl _start
_start:
    la sp, __stack
    call main
    ebreak
