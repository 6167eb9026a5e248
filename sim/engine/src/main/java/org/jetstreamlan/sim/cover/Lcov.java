package org.jetstreamlan.sim.cover;

import java.util.List;
import java.util.Map;

/// Coverage as LCOV's tracefile (`man geninfo`), which many editors and services read: lines and branches. What it has no words for (states, arcs, bits) is left out.
///
/// ```
/// SF:hw/Fifo.java
/// BRDA:40,0,1,12       line, number of the statement at the line, of its way, how often; - if the statement was not met
/// BRF:2                ways, BRH: of which taken
/// DA:40,17             line, how often
/// LF:1                 lines, LH: of which run
/// end_of_record
/// ```
final class Lcov {
    private final StringBuilder out = new StringBuilder();

    private Lcov() {}

    static String of(List<SourceCoverage> files, SourceTree sources) {
        Lcov lcov = new Lcov();
        for (SourceCoverage file : files) {
            String path =
                    sources.find(file)
                            .map(source -> source.path().toString().replace('\\', '/'))
                            .orElse(file.file());
            lcov.file(path, file);
        }
        return lcov.out.toString();
    }

    private void file(String path, SourceCoverage file) {
        out.append("TN:\nSF:").append(path).append('\n');
        int ways = 0;
        int taken = 0;
        for (Map.Entry<Integer, SourceCoverage.Line> line : file.lines().entrySet()) {
            List<SourceCoverage.Branch> branches = line.getValue().branches();
            for (int i = 0; i < branches.size(); i++) {
                int way = 0;
                for (SourceCoverage.Count count : branches.get(i).ways().values()) {
                    if (count.isReachable()) {
                        String times = branches.get(i).isMet() ? Long.toString(count.times()) : "-";
                        record("BRDA:", line.getKey() + "," + i + "," + way + "," + times);
                        ways++;
                        taken += count.times() > 0 ? 1 : 0;
                    }
                    way++;
                }
            }
        }
        record("BRF:", ways);
        record("BRH:", taken);
        int lines = 0;
        int run = 0;
        for (Map.Entry<Integer, SourceCoverage.Line> line : file.lines().entrySet()) {
            long count = line.getValue().count();
            if (count >= 0) {
                record("DA:", line.getKey() + "," + count);
                lines++;
                run += count > 0 ? 1 : 0;
            }
        }
        record("LF:", lines);
        record("LH:", run);
        out.append("end_of_record\n");
    }

    private void record(String kind, Object value) {
        out.append(kind).append(value).append('\n');
    }
}
