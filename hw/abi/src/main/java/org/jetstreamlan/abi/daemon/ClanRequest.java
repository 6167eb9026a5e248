package org.jetstreamlan.abi.daemon;

/// What a [ClanSubmission] asks for, as a number that other languages write: the ordinal. Released ones do not move. Words in capitals are those of the submission, or of the [ClanAnswer].
public enum ClanRequest {
    NONE("refused, so that zeroed memory asks for nothing"),
    BEGIN(
            "CLAN for this process, whose memory was passed; its ClanSignals are at ADDRESS: own station is VALUE, SIZES is NUMBER, kHz is OTHER"),
    END("no more of it: behind the answer the adapter touches none of its memory"),
    TAG("a tag: its NUMBER"),
    FREE_TAG("the tag NUMBER"),
    REGION(
            "a region of tag NUMBER, BYTES from ADDRESS on, with rights ARGUMENT: its key is NUMBER"),
    CHANGE_REGION("rights ARGUMENT and tag OTHER for the region with key NUMBER"),
    CLOSE_REGION("the region with key NUMBER"),
    ENDPOINT(
            "an endpoint of tag NUMBER, ARGUMENT cells of store memory, OTHER descriptors, its queue at ADDRESS, its status page at SECOND: NUMBER, and OTHER, its doorbell page"),
    BREAK("the endpoint NUMBER breaks"),
    CLOSE_ENDPOINT("the endpoint NUMBER begins to close"),
    IS_CLOSED("whether the endpoint NUMBER is closed: NUMBER is 1"),
    RELEASE("the endpoint NUMBER, which is closed"),
    APERTURE(
            "an aperture for the endpoint NUMBER, of kind ARGUMENT, to BYTES from ADDRESS on of the peer's region with key OTHER: NUMBER is its first page"),
    CLOSE_APERTURE("the aperture whose first page is NUMBER: NUMBER is 1 if its stores are there"),
    WATCH(
            "a tripwire for the endpoint NUMBER, at byte SECOND of the region with key ARGUMENT: its NUMBER"),
    UNWATCH("the tripwire NUMBER"),
    STORE("ARGUMENT bytes of DATA, at offset NUMBER of the aperture window"),
    STATIONS("those on the ring, as ClanStation rows at ADDRESS, BYTES in all: NUMBER of them"),
    LISTEN("requests for the service NUMBER"),
    IGNORE("no more requests for the service NUMBER"),
    NEXT(
            "the oldest request for the service NUMBER, its text to ADDRESS: NUMBER, or 0, its level OTHER, the station that asks VALUE, bytes of text LIMIT"),
    CONNECT(
            "the endpoint NUMBER with service ARGUMENT of station SECOND, level OTHER, TEXT_BYTES of text at ADDRESS, within BYTES clocks: NUMBER of the connection"),
    ACCEPT(
            "the request NUMBER with endpoint ARGUMENT, and TEXT_BYTES of text at ADDRESS: NUMBER of the connection"),
    REJECT("the request NUMBER, with TEXT_BYTES of text at ADDRESS"),
    CONNECTION(
            "how the connection NUMBER is, its text to ADDRESS: its state NUMBER, its level OTHER, bytes of text LIMIT"),
    DISCONNECT("the connection NUMBER"),
    FORGET("the connection NUMBER, of which nobody is told");

    private static final ClanRequest[] ALL = values();

    private final String description;

    ClanRequest(String description) {
        this.description = description;
    }

    /// As in a table: what is asked for, then what the answer has.
    public String description() {
        return description;
    }

    /// The request with this number; NONE if there is none.
    public static ClanRequest of(int number) {
        return number > 0 && number < ALL.length ? ALL[number] : NONE;
    }

    /// The largest number.
    public static int maximum() {
        return ALL.length - 1;
    }
}
