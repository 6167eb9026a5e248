package org.jetstreamlan.hdl.ir;

import java.util.Arrays;

/// A directed graph over vertices 0 to `size - 1`, built vertex by vertex, edge by edge and then packed. Loops in it are found without recursion,
/// so that a chain of a million vertices is no deeper than one of ten.
public final class Digraph {
    private int size;
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int edges;
    private int[] first = new int[0];
    private int[] targets = new int[0];
    private boolean packed;

    /// A graph without edges.
    public Digraph(int size) {
        this.size = size;
    }

    /// A graph with the edges of another, which it does not change.
    public Digraph(Digraph other) {
        size = other.size;
        from = other.from.clone();
        to = other.to.clone();
        edges = other.edges;
    }

    /// Number of vertices.
    public int size() {
        return size;
    }

    /// Adds a vertex.
    public int vertex() {
        packed = false;
        return size++;
    }

    /// Adds an edge; several equal ones do no harm.
    public void edge(int source, int target) {
        if (edges == from.length) {
            from = Arrays.copyOf(from, edges * 2);
            to = Arrays.copyOf(to, edges * 2);
        }
        from[edges] = source;
        to[edges++] = target;
        packed = false;
    }

    /// Targets of the edges that leave `vertex`, in the order added.
    public int[] targets(int vertex) {
        pack();
        return Arrays.copyOfRange(targets, first[vertex], first[vertex + 1]);
    }

    private void pack() {
        if (packed) {
            return;
        }
        first = new int[size + 1];
        for (int i = 0; i < edges; i++) {
            first[from[i] + 1]++;
        }
        for (int i = 0; i < size; i++) {
            first[i + 1] += first[i];
        }
        int[] at = Arrays.copyOf(first, size);
        targets = new int[edges];
        for (int i = 0; i < edges; i++) {
            targets[at[from[i]]++] = to[i];
        }
        packed = true;
    }

    /// The strongly connected components: for each vertex the number of its own. A component is numbered after all that its edges
    /// lead to, so that walking numbers upwards sees targets before sources. (Tarjan 1972, with an explicit stack.)
    public Components components() {
        pack();
        int[] component = new int[size];
        int[] index = new int[size];
        int[] low = new int[size];
        int[] stack = new int[size];
        int[] path = new int[size];
        int[] next = new int[size];
        Arrays.fill(component, -1);
        int visited = 0;
        int count = 0;
        int stacked = 0;
        for (int root = 0; root < size; root++) {
            if (index[root] != 0) {
                continue;
            }
            int depth = 0;
            path[0] = root;
            next[root] = first[root];
            index[root] = low[root] = ++visited;
            stack[stacked++] = root;
            while (depth >= 0) {
                int v = path[depth];
                if (next[v] < first[v + 1]) {
                    int w = targets[next[v]++];
                    if (index[w] == 0) {
                        index[w] = low[w] = ++visited;
                        stack[stacked++] = w;
                        next[w] = first[w];
                        path[++depth] = w;
                    } else if (component[w] < 0) {
                        low[v] = Math.min(low[v], index[w]);
                    }
                    continue;
                }
                depth--;
                if (depth >= 0) {
                    low[path[depth]] = Math.min(low[path[depth]], low[v]);
                }
                if (low[v] == index[v]) {
                    int w;
                    do {
                        w = stack[--stacked];
                        component[w] = count;
                    } while (w != v);
                    count++;
                }
            }
        }
        return new Components(this, component, count);
    }

    /// A path from `start` back to itself that is as short as any, or an empty array if there is none: `start` first, each an edge
    /// from the one before, the last with an edge to `start`.
    public int[] shortestCycle(int start) {
        pack();
        int[] parent = new int[size];
        Arrays.fill(parent, -1);
        int[] queue = new int[size];
        int head = 0;
        int tail = 0;
        queue[tail++] = start;
        while (head < tail) {
            int v = queue[head++];
            for (int e = first[v]; e < first[v + 1]; e++) {
                int w = targets[e];
                if (w == start) {
                    return path(parent, start, v);
                }
                if (parent[w] < 0) {
                    parent[w] = v;
                    queue[tail++] = w;
                }
            }
        }
        return new int[0];
    }

    private static int[] path(int[] parent, int start, int last) {
        int length = 1;
        for (int v = last; v != start; v = parent[v]) {
            length++;
        }
        int[] path = new int[length];
        int at = length;
        for (int v = last; v != start; v = parent[v]) {
            path[--at] = v;
        }
        path[0] = start;
        return path;
    }

    /// Result of [#components]: `of(v)` is below `count()`.
    public static final class Components {
        private final Digraph graph;
        private final int[] component;
        private final int count;
        private final int[] members;

        private Components(Digraph graph, int[] component, int count) {
            this.graph = graph;
            this.component = component;
            this.count = count;
            members = new int[count];
            for (int c : component) {
                members[c]++;
            }
        }

        /// How many components there are.
        public int count() {
            return count;
        }

        /// The component of a vertex.
        public int of(int vertex) {
            return component[vertex];
        }

        /// Whether a vertex can be reached from itself.
        public boolean isCyclic(int vertex) {
            if (members[component[vertex]] > 1) {
                return true;
            }
            for (int e = graph.first[vertex]; e < graph.first[vertex + 1]; e++) {
                if (graph.targets[e] == vertex) {
                    return true;
                }
            }
            return false;
        }
    }
}
