@NullMarked
package org.jetstreamlan.abi.clan;

import org.jspecify.annotations.NullMarked;
