package org.jetstreamlan.abi.daemon;

/// Where an [Answer] to a [ClanSubmission] has what. Cookie, reason and message are as in any other.
///
/// ```
/// word 2 |  NUMBER            |
/// word 3 |  OTHER             |
/// word 4 |  VALUE, 64 bits, low half first |
/// word 6 |  LIMIT, 64 bits    |
/// ```
public final class ClanAnswer {
    private ClanAnswer() {}

    public static final int NUMBER_AT = Answer.OUTCOME_AT;
    public static final int OTHER_AT = Answer.DONE_AT;
    public static final int VALUE_AT = Answer.VALUE_AT;
    public static final int LIMIT_AT = Answer.LIMIT_AT;
}
