package org.jetstreamlan.via;

/// An asynchronous error, for the handler of [VipNic#errorCallback].
///
/// @param vi whose it is
public record VipError(VipErrorCode code, VipVi vi) {}
