package org.jetstreamlan.sim.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of the guide: text, listings, and what the page shows of them. What stands behind the language of a fence is not seen by a reader of the
/// rendered page:
///
/// | fence | what it holds |
/// | --- | --- |
/// | `java` | a listing: types, or a `void main()` that may use the types of all listings of the page |
/// | `text` | what the main before it prints |
/// | `text EXPRESSION` | the errors, or else the hints, of building the module that the expression makes |
/// | `verilog EXPRESSION` | the Verilog of that module |
/// | anything else | left alone |
record Page(Path file, List<String> lines, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile("```(\\w+)(?: (.+))?");
    private static final Pattern TYPE =
            Pattern.compile(
                    "^(?:@\\w+\\S* |public |final |abstract |sealed )*(?:class|record|enum|interface) (\\w+)",
                    Pattern.MULTILINE);

    /// @param line of the fence, from 0
    /// @param argument what follows the language, empty if nothing does
    record Block(int line, String language, String argument, List<String> lines) {
        boolean isListing() {
            return language.equals("java");
        }

        boolean isMain() {
            return isListing() && lines.stream().anyMatch(line -> line.startsWith("void main()"));
        }

        String text() {
            return String.join("\n", lines);
        }

        /// The listing's file: its first type's name, for a main one of its own.
        String typeName() {
            Matcher type = TYPE.matcher(text());
            return isMain() ? "Main" + (line + 1) : type.find() ? type.group(1) : "";
        }
    }

    static Page read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```")) {
                int end = i + 1;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                Matcher fence = FENCE.matcher(lines.get(i));
                if (fence.matches()) {
                    String argument = fence.group(2) == null ? "" : fence.group(2);
                    blocks.add(
                            new Block(
                                    i,
                                    fence.group(1),
                                    argument,
                                    List.copyOf(lines.subList(i + 1, end))));
                }
                i = end;
            }
        }
        return new Page(file, List.copyOf(lines), List.copyOf(blocks));
    }

    Stream<Block> listings() {
        return blocks.stream().filter(Block::isListing);
    }

    /// The blocks that show what the code does, with the main before each.
    List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        Block main = null;
        for (Block block : blocks) {
            switch (block.language) {
                case "java" -> main = block.isMain() ? block : null;
                case "text", "verilog" -> {
                    if (!block.argument.isEmpty() || main != null) {
                        shown.add(new Shown(block, block.argument.isEmpty() ? main : null));
                    }
                }
                default -> {}
            }
        }
        return shown;
    }

    /// @param main whose output it is; null if it shows a module
    record Shown(Block block, @org.jspecify.annotations.Nullable Block main) {}

    /// The page with other texts in some of its blocks.
    String with(Map<Block, String> texts) {
        List<String> result = new ArrayList<>();
        int next = 0;
        for (Block block : blocks) {
            String text = texts.get(block);
            if (text != null) {
                result.addAll(lines.subList(next, block.line + 1));
                result.addAll(text.lines().toList());
                next = block.line + 1 + block.lines.size();
            }
        }
        result.addAll(lines.subList(next, lines.size()));
        return String.join("\n", result) + "\n";
    }
}
