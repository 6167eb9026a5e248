@NullMarked
package org.jetstreamlan.model.clan;

import org.jspecify.annotations.NullMarked;
