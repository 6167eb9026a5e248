package org.jetstreamlan.sim.cover;

import java.util.List;
import java.util.Optional;

/// The first page: shares of everything, of each module, of each file, and of each instance.
final class IndexPage {
    private IndexPage() {}

    static String of(
            List<Coverage> designs, List<ModuleTotal> modules, List<SourceCoverage> files) {
        Html html = new Html("Coverage");
        html.raw(
                "<p>What is unreachable is not counted. Bits count twice: they rise and they fall.</p>\n");
        html.raw("<table class=\"shares\">\n<tr><th>design</th>").shareHeads();
        for (Coverage design : designs) {
            html.raw("<tr><td>").text(design.design()).raw("</td>").shares(design.summary());
        }
        if (designs.size() > 1) {
            html.raw("<tr><td>all together</td>").shares(Summary.of(modules));
        }
        html.raw("</table>\n<h2>Modules, all instances together</h2>\n");
        html.raw("<table class=\"shares\">\n<tr><th>module</th><th>instances</th>").shareHeads();
        for (ModuleTotal module : modules) {
            html.raw("<tr><td>");
            link(html, module.module().file(), module.module().name());
            html.raw("</td><td>").text(Integer.toString(module.instances())).raw("</td>");
            html.shares(Summary.of(List.of(module)));
        }
        html.raw("</table>\n<h2>Files</h2>\n<p>");
        for (SourceCoverage file : files) {
            link(html, Optional.of(file.file()), file.file());
            html.raw("\n");
        }
        html.raw("</p>\n");
        for (Coverage design : designs) {
            html.raw("<h2>Instances of ").text(design.design()).raw("</h2>\n");
            html.raw("<table class=\"shares\">\n<tr><th>instance</th><th>module</th>").shareHeads();
            for (Coverage.Instance instance : design.instances()) {
                instance(html, design, instance);
            }
            html.raw("</table>\n");
        }
        return html.done();
    }

    private static void link(Html html, Optional<String> file, String text) {
        if (file.isEmpty()) {
            html.text(text);
        } else {
            html.raw("<a href=\"").text(Html.page(file.get())).raw("\">").text(text).raw("</a>");
        }
    }

    private static void instance(Html html, Coverage design, Coverage.Instance instance) {
        String path = instance.path();
        int depth = path.isEmpty() ? 0 : 1 + (int) path.chars().filter(c -> c == '.').count();
        String name = path.isEmpty() ? design.design() : path.substring(path.lastIndexOf('.') + 1);
        html.raw("<tr><td class=\"deep\">").text("  ".repeat(depth) + name);
        html.raw("</td><td>").text(instance.module().name()).raw("</td>");
        ModuleTotal alone = new ModuleTotal(instance.module(), instance.counts(), 1);
        html.shares(Summary.of(List.of(alone)));
    }
}
