package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetstreamlan.sim.EngineException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Entries are whole or absent, built once, and built again if they are damaged.
class BuildCacheTest {
    @TempDir Path folder;
    private final AtomicInteger builds = new AtomicInteger();
    private BuildCache cache = new BuildCache(Path.of("unset"));

    @BeforeEach
    void cache() {
        cache = new BuildCache(folder);
    }

    private Path obtain() {
        return cache.obtain("thing", "abc", BuildCache.Check.CONTENTS, this::build);
    }

    private void build(Path into, Path log) throws IOException {
        builds.incrementAndGet();
        Files.writeString(log, "built");
        Files.writeString(into.resolve("file"), "content");
    }

    @Test
    void aSecondRequestFindsTheFirstOnesEntry() throws IOException {
        var entry = obtain();
        assertThat(obtain()).isEqualTo(entry);
        assertThat(builds).hasValue(1);
        assertThat(Files.readString(entry.resolve("file"))).isEqualTo("content");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("thing-abc", "thing-ab.lock", "swept");
        }
    }

    @Test
    void aDamagedEntryIsBuiltAgain() throws IOException {
        var file = obtain().resolve("file");
        Files.writeString(file, "c0ntent");
        obtain();
        assertThat(builds).hasValue(2);
        assertThat(Files.readString(file)).isEqualTo("content");
        Files.writeString(file, "cont");
        obtain();
        assertThat(builds).hasValue(3);
        Files.delete(file);
        obtain();
        assertThat(builds).hasValue(4);
        Files.writeString(file.resolveSibling("manifest"), "nonsense");
        obtain();
        assertThat(builds).hasValue(5);
        assertThat(obtain().resolve("file")).hasContent("content");
        assertThat(builds).hasValue(5);
    }

    @Test
    void ofManyWhoWantOneEntryOneBuildsAndTheOthersWait() throws Exception {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newFixedThreadPool(8)) {
            var entries = new ArrayList<Future<Path>>();
            for (int i = 0; i < 8; i++) {
                entries.add(
                        executor.submit(
                                () -> {
                                    start.await();
                                    return obtain();
                                }));
            }
            start.countDown();
            for (var entry : entries) {
                assertThat(entry.get().resolve("file")).hasContent("content");
            }
        }
        assertThat(builds).hasValue(1);
    }

    @Test
    void whoeverFinishesMeanwhileDisturbsNobody() throws Exception {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newFixedThreadPool(8)) {
            var entries = new ArrayList<Future<Path>>();
            for (int i = 0; i < 200; i++) {
                var key = "key" + i;
                entries.add(
                        executor.submit(
                                () -> {
                                    start.await();
                                    return cache.obtain(
                                            "thing", key, BuildCache.Check.SIZES, this::build);
                                }));
            }
            start.countDown();
            for (var entry : entries) {
                assertThat(entry.get().resolve("file")).hasContent("content");
            }
        }
        assertThat(builds).hasValue(200);
    }

    @Test
    void aFailureNamesItsLogAndLeavesNothingHalfDone() throws IOException {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(
                        () ->
                                cache.obtain(
                                        "thing",
                                        "abc",
                                        BuildCache.Check.SIZES,
                                        (into, log) -> {
                                            Files.writeString(into.resolve("half"), "");
                                            Files.writeString(log, "all of it");
                                            throw new ToolRun.Failed("g++ failed: no space");
                                        }))
                .withMessage(
                        "verilator engine: g++ failed: no space (log: "
                                + folder.resolve("thing-abc.log")
                                + ")");
        assertThat(folder.resolve("thing-abc.log")).hasContent("all of it");
        assertThat(folder.resolve("thing-abc")).doesNotExist();
        obtain();
        assertThat(folder.resolve("thing-abc.log")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        cache = new BuildCache(file.resolve("cache"));
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(this::obtain)
                .withMessageContaining("cannot write to the cache folder " + file)
                .withMessageContaining("JETSTREAM_CACHE");
    }

    private static void date(Path file, Duration ago) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }

    /// Adds an entry when nobody has looked for what can go for so long.
    private Path add(String key, Duration ago) throws IOException {
        date(folder.resolve("swept"), ago);
        return cache.obtain("thing", key, BuildCache.Check.SIZES, this::build);
    }

    @Test
    void whatNobodyUsesForLongGoesWhenSomethingIsAdded() throws IOException {
        var old = obtain();
        date(old.resolve("manifest"), BuildCache.KEPT.plusMinutes(1));
        add("def", Duration.ofMinutes(59));
        assertThat(old).as("somebody looked an hour ago").exists();
        add("ghi", Duration.ofMinutes(61));
        assertThat(old).doesNotExist();
        obtain();
        date(old.resolve("manifest"), BuildCache.KEPT.plusMinutes(1));
        obtain(); // a use makes it young again
        add("jkl", Duration.ofMinutes(61));
        assertThat(old).exists();
    }

    @Test
    void theLongestUnusedGoWhenAllAreTooLarge() throws IOException {
        var first = obtain();
        var second = add("def", Duration.ofHours(2));
        long bytes = Files.size(first.resolve("file")) + Files.size(first.resolve("manifest"));
        date(first.resolve("manifest"), Duration.ofMinutes(1));
        date(second.resolve("manifest"), Duration.ofMinutes(2));
        cache = new BuildCache(folder, 2 * bytes);
        var third = add("ghi", Duration.ofHours(2));
        assertThat(second).doesNotExist();
        assertThat(first).exists();
        assertThat(third).exists();
    }

    @Test
    void whatInterruptedBuildsLeftGoes() throws IOException {
        obtain();
        var running = Files.createDirectory(folder.resolve("running.part"));
        var dead = Files.createDirectory(folder.resolve("dead.part"));
        Files.writeString(Files.createDirectory(dead.resolve("work")).resolve("half"), "");
        var failed = Files.writeString(folder.resolve("thing-xyz.log"), "");
        var forgotten = Files.writeString(folder.resolve("thing-uvw.log"), "");
        date(dead, BuildCache.LONGEST.plusMinutes(1));
        date(forgotten, BuildCache.KEPT.plusMinutes(1));
        add("def", Duration.ofHours(2));
        assertThat(running).exists();
        assertThat(dead).doesNotExist();
        assertThat(failed).exists();
        assertThat(forgotten).doesNotExist();
    }
}
