package org.jetstreamlan.sim.cover;

/// What the pages share: well-formed, without a script, all of it in one file.
final class Html {
    private static final String STYLE =
            """
            body { font: 14px/1.45 system-ui, sans-serif; margin: 20px 24px; color: #1c2126; background: #fff; }
            h1 { font-size: 21px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 28px 0 8px; }
            p { margin: 4px 0 12px; color: #59636e; } a { color: #0b5cad; text-decoration: none; } a:hover { text-decoration: underline; }
            table { border-collapse: collapse; } th { text-align: left; font-weight: 600; color: #59636e; }
            .shares td, .shares th { padding: 3px 10px 3px 0; border-bottom: 1px solid #e4e8ec; vertical-align: top; }
            .shares td.deep { white-space: pre; }
            .share { white-space: nowrap; font-variant-numeric: tabular-nums; }
            .bar { display: inline-block; width: 36px; height: 8px; background: #f3c5c0; margin-right: 7px; }
            .bar i { display: block; height: 8px; background: #57a773; }
            .none { color: #a8b0b8; }
            .source { font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace; width: 100%; }
            .source td { padding: 0 10px 0 0; vertical-align: top; white-space: pre; }
            .source td.number, .source td.count { text-align: right; color: #8a949e; width: 1%; }
            .source td.notes { white-space: normal; overflow-wrap: anywhere; width: 34%; min-width: 24em; }
            tr.run td.code { background: #e5f4ea; } tr.part td.code { background: #fdf2cf; } tr.missed td.code { background: #fbe0dd; }
            .note { display: inline-block; padding: 0 6px; margin: 0 5px 1px 0; border-radius: 3px; background: #eef1f4; color: #3a434c; }
            .note.missed { background: #d8453a; color: #fff; } .note.never { color: #a8b0b8; }
            .key span { padding: 1px 8px; margin-right: 8px; }
            """;

    private final StringBuilder out = new StringBuilder();

    Html(String title) {
        out.append(
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
    }

    /// The name of the page of a file of the source.
    static String page(String file) {
        return file.replaceAll("[^\\w.-]", "_") + ".html";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// As it is.
    Html raw(String html) {
        out.append(html);
        return this;
    }

    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /// Head of a table of shares.
    Html shareHeads() {
        for (Summary.Kind kind : Summary.Kind.values()) {
            raw("<th>").text(kind.toString()).raw("</th>");
        }
        return raw("</tr>\n");
    }

    /// Cells of a table of shares.
    Html shares(Summary summary) {
        for (Summary.Kind kind : Summary.Kind.values()) {
            Summary.Share share = summary.of(kind);
            if (share.total() == 0) {
                raw("<td class=\"share none\">–</td>");
            } else {
                raw(
                        "<td class=\"share\"><span class=\"bar\"><i style=\"width:%d%%\"></i></span>%d %% <span class=\"none\">%d/%d</span></td>"
                                .formatted(
                                        share.percent(),
                                        share.percent(),
                                        share.covered(),
                                        share.total()));
            }
        }
        return raw("</tr>\n");
    }

    String done() {
        return out.append("</body>\n</html>\n").toString();
    }
}
