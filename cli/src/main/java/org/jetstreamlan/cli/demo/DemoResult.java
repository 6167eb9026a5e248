package org.jetstreamlan.cli.demo;

/// What a run of the demonstration measured.
///
/// @param file name of the file sent
/// @param fileBytes its length
/// @param engine `jit` or `verilator`
/// @param stations on the ring
/// @param source station id of the sender
/// @param destination station id of the receiver
/// @param sha256 of the file as sent, in hexadecimal
/// @param receivedSha256 of the file as received
/// @param pdus AAL5 PDUs that carried it
/// @param sentAgain PDUs among them that had to be sent more than once
/// @param payloadWords 32-bit payload words received
/// @param busyClocks core clocks from the first doorbell to the last receive event
/// @param totalClocks core clocks of the whole run
/// @param accessDelayMean clocks from doorbell (or head of queue) to START, mean over all frames
/// @param accessDelayMaximum the same, largest
/// @param hertz core clock in Hz
/// @param buildSeconds elaboration, Verilog and compilation of the model
/// @param simulationSeconds from the first to the last clock
/// @param wallSeconds from process start to the report
public record DemoResult(
        String file,
        long fileBytes,
        String engine,
        int stations,
        int source,
        int destination,
        String sha256,
        String receivedSha256,
        long pdus,
        long sentAgain,
        long payloadWords,
        long busyClocks,
        long totalClocks,
        double accessDelayMean,
        long accessDelayMaximum,
        long hertz,
        double buildSeconds,
        double simulationSeconds,
        double wallSeconds) {

    private static final int BITS_PER_WORD = 32;

    /// Whether the file arrived as it was sent.
    public boolean intact() {
        return sha256.equals(receivedSha256);
    }

    /// Payload words among the words of the busy time, 0 to 1; 0 for an empty run.
    public double payloadShare() {
        return busyClocks == 0 ? 0 : (double) payloadWords / busyClocks;
    }

    /// The same as a rate at the nominal clock, in Mbit/s.
    public double payloadMegabits() {
        return payloadShare() * BITS_PER_WORD * hertz / 1e6;
    }

    /// What so many core clocks last, in µs.
    public double microseconds(double clocks) {
        return clocks * 1e6 / hertz;
    }

    /// Simulated core clocks a second of wall time.
    public double clocksPerSecond() {
        return simulationSeconds == 0 ? 0 : totalClocks / simulationSeconds;
    }
}
