package org.jetstreamlan.driver.client;

import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.Connections;

/// What [JetstreamClient#openClan] gives: what programs of the adapter's owner have, too.
///
/// @param clan of the daemon's adapter; its counters and its endpoints' `open` are the owner's alone
/// @param connections of the station, made by the daemon
/// @param station its address, 48 bits
/// @param clockKhz of what [Clan#clocks()] counts
public record LentClan(Clan clan, Connections connections, long station, int clockKhz) {}
