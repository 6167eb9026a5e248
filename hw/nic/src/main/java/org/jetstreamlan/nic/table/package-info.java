/// The VCI table.
@NullMarked
package org.jetstreamlan.nic.table;

import org.jspecify.annotations.NullMarked;
