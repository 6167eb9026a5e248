package org.jetstreamlan.hdl.ir;

import java.util.HashSet;
import java.util.Set;
import java.util.StringTokenizer;

/// Words that no name in the Verilog may be: the key words of IEEE 1364-2005 and of IEEE 1800-2023, since most tools read `.v` files
/// as SystemVerilog, and the words that Verilator warns of since they are taken in C++ (SYMRSVDWORD) or in its
/// standard package (VARHIDDEN).
public final class ReservedWords {
    private static final Set<String> VERILOG =
            words(
                    """
                    always and assign automatic begin buf bufif0 bufif1 case casex casez cell cmos config
                    deassign default defparam design disable edge else end endcase endconfig endfunction
                    endgenerate endmodule endprimitive endspecify endtable endtask event for force forever
                    fork function generate genvar highz0 highz1 if ifnone incdir include initial inout input
                    instance integer join large liblist library localparam macromodule medium module nand
                    negedge nmos nor noshowcancelled not notif0 notif1 or output parameter pmos posedge
                    primitive pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent rcmos real
                    realtime reg release repeat rnmos rpmos rtran rtranif0 rtranif1 scalared showcancelled
                    signed small specify specparam strong0 strong1 supply0 supply1 table task time tran
                    tranif0 tranif1 tri tri0 tri1 triand trior trireg unsigned use uwire vectored wait wand
                    weak0 weak1 while wire wor xnor xor
                    """);

    private static final Set<String> SYSTEM_VERILOG =
            words(
                    """
                    accept_on alias always_comb always_ff always_latch assert assume before bind bins binsof
                    bit break byte chandle checker class clocking const constraint context continue cover
                    covergroup coverpoint cross dist do endchecker endclass endclocking endgroup
                    endinterface endpackage endprogram endproperty endsequence enum eventually expect export
                    extends extern final first_match foreach forkjoin global iff ignore_bins illegal_bins
                    implements implies import inside int interconnect interface intersect join_any join_none
                    let local logic longint matches modport nettype new nexttime null package packed
                    priority program property protected pure rand randc randcase randsequence ref reject_on
                    restrict return s_always s_eventually s_nexttime s_until s_until_with sequence shortint
                    shortreal soft solve static string strong struct super sync_accept_on sync_reject_on
                    tagged this throughout timeprecision timeunit type typedef union unique unique0 until
                    until_with untyped var virtual void wait_order weak wildcard with within
                    """);

    private static final Set<String> CPP =
            words(
                    """
                    alignas alignof asm atomic_cancel atomic_commit atomic_noexcept auto bool catch char
                    char16_t char32_t char8_t co_await co_return co_yield compl concept consteval constexpr
                    constinit const_cast decltype delete double dynamic_cast explicit false float friend
                    goto inline long mutable namespace noexcept nullptr operator private public register
                    reinterpret_cast requires short sizeof static_assert static_cast switch synchronized
                    template thread_local throw true try typeid typename uint8_t uint16_t uint32_t using
                    volatile wchar_t std process mailbox semaphore randomize
                    """);

    private ReservedWords() {}

    /// Whether a tool could refuse or warn of this name.
    public static boolean contains(String name) {
        return VERILOG.contains(name) || SYSTEM_VERILOG.contains(name) || CPP.contains(name);
    }

    /// Whether a name is a plain Verilog identifier: letters, digits and `_`, no digit first, not a reserved word.
    public static boolean isLegal(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isIdentifierPart(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty()
                && !(name.charAt(0) >= '0' && name.charAt(0) <= '9')
                && !contains(name);
    }

    private static boolean isIdentifierPart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_';
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        for (var rest = new StringTokenizer(text); rest.hasMoreTokens(); ) {
            words.add(rest.nextToken());
        }
        return words;
    }
}
