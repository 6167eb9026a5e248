/// Video over a pool, one of the programs for which pools were made: `jetstream video`.
@NullMarked
package org.jetstreamlan.cli.video;

import org.jspecify.annotations.NullMarked;
