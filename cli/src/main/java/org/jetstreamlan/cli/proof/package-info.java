/// What is proven of the blocks, each as a module around the block, and the list of all proofs.
@NullMarked
package org.jetstreamlan.cli.proof;

import org.jspecify.annotations.NullMarked;
