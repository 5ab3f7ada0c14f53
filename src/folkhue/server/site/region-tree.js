"use strict";
/* Superpixels merged into regions by Ward's criterion, with the numbers of folkhue.palettes.region_tree. */
folkhue.shared((folkhue) => {
  const MAX_REGIONS = 16;
  const MAX_COST = 8;

  /** The region of each superpixel, by arbitrary numbers, from the mean features of each. */
  function mergedRegions({ sizes, neighbors }, means) {
    const tree = new RegionTree(sizes, means);
    neighbors.forEach(([one, other]) => tree.connect(one, other));
    tree.mergeDownTo(MAX_REGIONS);
    if (tree.remaining > MAX_REGIONS) { // separated by transparent pixels
      tree.connectAll();
      tree.mergeDownTo(MAX_REGIONS);
    }
    return tree.roots().slice(0, sizes.length);
  }

  /** Nodes of a binary tree: superpixels, and the regions that they were merged into. */
  class RegionTree {
    constructor(sizes, means) {
      const total = Math.max(1, sizes.reduce((a, b) => a + b, 0));
      this.remaining = sizes.length;
      this.shares = Array.from(sizes, (size) => size / total);
      this.means = [...means];
      this.parents = means.map((_, node) => node);
      this.neighbors = means.map(() => new Set());
      this.pairs = new Heap();
    }

    isRoot(node) { return this.parents[node] === node; }

    /** Make two nodes neighbors, and compute what merging them costs. */
    connect(one, other) {
      this.neighbors[one].add(other);
      this.neighbors[other].add(one);
      const a = this.shares[one], b = this.shares[other], mean = this.means[other];
      const gap = this.means[one].reduce((sum, value, n) => sum + (value - mean[n]) ** 2, 0);
      this.pairs.push({ cost: a * b / (a + b) * gap, one, other });
    }

    connectAll() {
      const roots = this.parents.filter((parent, node) => node === parent);
      roots.forEach((one, n) => roots.slice(n + 1).forEach((other) => this.connect(one, other)));
    }

    /** Merge the cheapest pair while it costs little or too many nodes remain. */
    mergeDownTo(most) {
      while (this.pairs.first && (this.pairs.first.cost <= MAX_COST || this.remaining > most)) {
        const { one, other } = this.pairs.pop();
        if (this.isRoot(one) && this.isRoot(other)) this.merge(one, other);
      }
    }

    merge(one, other) {
      const node = this.parents.length, a = this.shares[one], b = this.shares[other], mean = this.means[other];
      this.parents[one] = this.parents[other] = node;
      this.parents.push(node);
      this.shares.push(a + b);
      this.means.push(this.means[one].map((value, n) => (a * value + b * mean[n]) / (a + b)));
      this.neighbors.push(new Set());
      this.remaining--;
      for (const neighbor of new Set([...this.neighbors[one], ...this.neighbors[other]])) {
        if (this.isRoot(neighbor)) this.connect(neighbor, node);
      }
    }

    /** The remaining node that each node was merged into. */
    roots() {
      const roots = [...this.parents];
      for (let node = roots.length - 1; node >= 0; node--) roots[node] = roots[roots[node]];
      return roots;
    }
  }

  /** Pairs of nodes, the cheapest first. */
  class Heap {
    constructor() { this.pairs = []; }

    get first() { return this.pairs[0]; }

    push(pair) {
      const { pairs } = this;
      let at = pairs.push(pair) - 1;
      for (let above = at - 1 >> 1; at && precedes(pair, pairs[above]); above = at - 1 >> 1) {
        pairs[at] = pairs[above];
        at = above;
      }
      pairs[at] = pair;
    }

    pop() {
      const { pairs } = this, first = pairs[0], last = pairs.pop();
      if (!pairs.length) return first;
      let at = 0;
      for (let below = 1; below < pairs.length; below = 2 * at + 1) {
        if (below + 1 < pairs.length && precedes(pairs[below + 1], pairs[below])) below++;
        if (!precedes(pairs[below], last)) break;
        pairs[at] = pairs[below];
        at = below;
      }
      pairs[at] = last;
      return first;
    }
  }

  const precedes = (a, b) => a.cost < b.cost || a.cost === b.cost && (a.one < b.one || a.one === b.one && a.other < b.other);

  Object.assign(folkhue, { mergedRegions });
});
