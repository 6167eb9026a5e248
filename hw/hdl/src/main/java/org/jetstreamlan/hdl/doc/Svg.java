package org.jetstreamlan.hdl.doc;

import java.util.Locale;

/// A sheet of SVG, in black on white; one unit is a pixel. Equal calls give equal bytes.
public final class Svg {
    /// Width of a character of [#monospaced] text.
    public static final double CHARACTER = 7.3;

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private final String font;

    private Svg(String title, String font) {
        this.title = title;
        this.font = font;
    }

    /// A sheet whose letters are of no certain width.
    public static Svg sansSerif(String title) {
        return new Svg(title, "sans-serif");
    }

    /// A sheet whose letters are [#CHARACTER] wide.
    public static Svg monospaced(String title) {
        return new Svg(title, "monospace");
    }

    /// A box with round corners; `fill` is a colour.
    public Svg rectangle(
            double x, double y, double width, double height, double radius, String fill) {
        body.append(
                number(
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" height=\"%.0f\" rx=\"%.0f\" fill=\"%s\" stroke=\"black\"/>\n",
                        x, y, width, height, radius, fill));
        return this;
    }

    /// Text at its baseline; `anchor` is `start`, `middle` or `end`.
    public Svg text(double x, double y, String anchor, String text) {
        return text(x, y, anchor, "", text);
    }

    /// The same with a white rim, to be read across lines.
    public Svg textOverLines(double x, double y, String text) {
        return text(
                x,
                y,
                "middle",
                " stroke=\"white\" stroke-width=\"4\" paint-order=\"stroke\"",
                text);
    }

    /// The same in bold letters.
    public Svg boldText(double x, double y, String anchor, String text) {
        return text(x, y, anchor, " font-weight=\"bold\"", text);
    }

    private Svg text(double x, double y, String anchor, String style, String text) {
        body.append(
                number("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>", x, y, anchor, style));
        body.append(escaped(text)).append("</text>\n");
        return this;
    }

    /// A line along `data`, the words of SVG's path, with an arrow at its end or without.
    public Svg path(String data, int width, boolean arrow) {
        body.append("<path d=\"").append(data).append("\" fill=\"none\" stroke=\"black\"");
        body.append(width == 1 ? "" : " stroke-width=\"" + width + "\"");
        body.append(arrow ? " marker-end=\"url(#tip)\"/>\n" : "/>\n");
        return this;
    }

    /// The whole picture.
    public String text(double width, double height) {
        return number(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" font-family=\"%s\" font-size=\"12\">\n",
                        width, height, width, height, font)
                + "<title>"
                + escaped(title)
                + "</title>\n<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\""
                + " markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 10 5 0 10z\"/></marker></defs>\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
                + body
                + "</svg>\n";
    }

    /// Numbers as in every country.
    public static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
