package org.jetstreamlan.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jetstreamlan.driver.ChannelRange;
import org.jetstreamlan.driver.daemon.ClanQuota;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.driver.daemon.Quota;
import org.jspecify.annotations.Nullable;

/// The settings of a daemon, in JSON: `jetstream daemon --help` shows them. A name that is not known is refused, so that a slip of the pen gives nobody more than was meant.
final class SettingsFile {
    private static final Set<String> NAMES =
            Set.of("mode", "spinMicroseconds", "synchronousWords", "users");
    private static final Set<String> USER_NAMES =
            Set.of(
                    "uid",
                    "gid",
                    "privileged",
                    "channels",
                    "clients",
                    "pools",
                    "transmitBlocks",
                    "receiveBlocks",
                    "reservedBlocks",
                    "synchronousWords",
                    "vcis",
                    "scripts",
                    "files",
                    "userBytes",
                    "tags",
                    "regions",
                    "endpoints",
                    "pages",
                    "cells",
                    "tripwires");
    private static final int OCTAL = 8;
    private static final long SPIN_MICROSECONDS = 50;

    private SettingsFile() {}

    /// @throws IllegalArgumentException if something in it is not understood, with the name
    static DaemonSettings read(Path file) throws IOException {
        try {
            return of(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        } catch (JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "settings %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static DaemonSettings of(JsonObject settings) {
        requireKnown(settings, NAMES);
        var users = new ArrayList<DaemonSettings.User>();
        if (settings.has("users")) {
            settings.getAsJsonArray("users").forEach(each -> users.add(user(each)));
        }
        int mode =
                settings.has("mode")
                        ? Integer.parseInt(settings.get("mode").getAsString(), OCTAL)
                        : DaemonSettings.OWNER_ONLY;
        return new DaemonSettings(
                users,
                mode,
                TimeUnit.MICROSECONDS.toNanos(
                        number(settings, "spinMicroseconds", SPIN_MICROSECONDS)),
                count(settings, "synchronousWords", 0));
    }

    private static void requireKnown(JsonObject object, Set<String> names) {
        for (var name : object.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "'%s' is none of %s".formatted(name, names.stream().sorted().toList()));
            }
        }
    }

    private static DaemonSettings.User user(JsonElement element) {
        var user = element.getAsJsonObject();
        requireKnown(user, USER_NAMES);
        var most = Quota.STANDARD;
        boolean privileged = user.has("privileged") && user.get("privileged").getAsBoolean();
        return new DaemonSettings.User(
                id(user, "uid"),
                id(user, "gid"),
                new Quota(
                        count(user, "clients", most.clients()),
                        count(user, "pools", most.pools()),
                        count(user, "transmitBlocks", most.transmitBlocks()),
                        count(user, "receiveBlocks", most.receiveBlocks()),
                        count(user, "reservedBlocks", most.reservedBlocks()),
                        count(user, "vcis", most.vcis()),
                        count(user, "scripts", most.scripts()),
                        count(user, "files", most.files()),
                        number(user, "userBytes", most.userBytes()),
                        clan(user),
                        count(user, "synchronousWords", most.synchronousWords())),
                privileged,
                channels(user, privileged));
    }

    private static ClanQuota clan(JsonObject user) {
        var most = ClanQuota.STANDARD;
        return new ClanQuota(
                count(user, "tags", most.tags()),
                count(user, "regions", most.regions()),
                count(user, "endpoints", most.endpoints()),
                count(user, "pages", most.pages()),
                count(user, "cells", most.cells()),
                count(user, "tripwires", most.tripwires()));
    }

    private static @Nullable Integer id(JsonObject user, String name) {
        return user.has(name) ? (Integer) user.get(name).getAsInt() : null;
    }

    private static int count(JsonObject object, String name, int otherwise) {
        return Math.toIntExact(number(object, name, otherwise));
    }

    private static long number(JsonObject object, String name, long otherwise) {
        long value = object.has(name) ? object.get(name).getAsLong() : otherwise;
        if (value < 0) {
            throw new IllegalArgumentException("%s: %d is below 0".formatted(name, value));
        }
        return value;
    }

    private static ChannelRange channels(JsonObject user, boolean privileged) {
        if (!user.has("channels")) {
            return privileged ? ChannelRange.ALL : ChannelRange.FREE;
        }
        List<JsonElement> pair = user.getAsJsonArray("channels").asList();
        if (pair.size() != 2) {
            throw new IllegalArgumentException(
                    "channels: %d numbers; give the first and the last".formatted(pair.size()));
        }
        return new ChannelRange(pair.get(0).getAsInt(), pair.get(1).getAsInt());
    }
}
