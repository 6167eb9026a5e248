/// What a client and `jetstreamd` say to each other: the greeting over the socket, the memory that they share, the entries of its two rings, and the counters that all may read.
/// `docs/daemon.md` says what happens; `jetstream registers --format c` prints the places for other languages.
@NullMarked
package org.jetstreamlan.abi.daemon;

import org.jspecify.annotations.NullMarked;
