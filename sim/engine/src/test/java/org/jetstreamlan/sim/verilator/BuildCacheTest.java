package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
                    .containsExactlyInAnyOrder("thing-abc", "thing-abc.lock");
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

    @Test
    void whatNobodyUsesForLongGoesWhenSomethingIsAdded() throws IOException {
        var old = obtain();
        var before = Instant.now().minus(BuildCache.KEPT).minusSeconds(60);
        Files.setLastModifiedTime(old.resolve("manifest"), FileTime.from(before));
        cache.obtain("thing", "def", BuildCache.Check.SIZES, this::build);
        assertThat(old).doesNotExist();
        obtain();
        Files.setLastModifiedTime(old.resolve("manifest"), FileTime.from(before));
        obtain(); // a use makes it young again
        cache.obtain("thing", "ghi", BuildCache.Check.SIZES, this::build);
        assertThat(old).exists();
    }
}
