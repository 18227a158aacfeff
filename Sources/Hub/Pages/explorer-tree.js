// The query as the builder edits it: conditions in groups. The hub turns it into text and back; nothing here knows the grammar.

let last = 0;
const identifier = () => `n${(last += 1)}`;

const DEPTH = { patient: 0, study: 1, series: 2 };

/** One attribute and what is asked of it; without a test it is not yet a part of the query. */
export const condition = (attribute, test, negated = false) => ({ id: identifier(), kind: "condition", attribute, test, negated });

/** Conditions that are joined; with a scope they hold for one and the same series or study. */
export const group = (match, children = [], scope = undefined, negated = false) =>
  ({ id: identifier(), kind: "group", match, children, scope, negated });

/** The builder's form of a tree: its root is always a group. */
export function fromTree(tree) {
  const node = read(tree);
  if (node === undefined) return group("all");
  return node.kind === "group" && !node.scope && !node.negated ? node : group("all", [node]);
}

/** A part of the query that is kept as it is, and only denied or removed. */
const fixed = (tree, negated) => ({ id: identifier(), kind: "fixed", tree, negated });

/** The builder's form of a part; undefined where it asks for nothing. */
function read(tree, negated = false) {
  switch (tree.kind) {
    case "not": return read(tree.child, !negated);
    case "everything": return negated ? fixed(tree, negated) : undefined;
    case "nothing":
    case "unsupported": return fixed(tree, negated);
    case "condition":
      if (tree.test.kind === "known" && negated) return condition(tree.attribute, { kind: "missing" });
      return condition(tree.attribute, tree.test, negated);
    case "series":
    case "study": {
      const inner = read(tree.child);
      // That there is any series at all is a condition too; an empty group would be none yet.
      if (inner === undefined) return fixed({ kind: tree.kind, child: { kind: "everything" } }, negated);
      if (inner.kind === "group" && !inner.scope && !inner.negated) return { ...inner, scope: tree.kind, negated };
      return group("all", [inner], tree.kind, negated);
    }
    default: {
      const children = tree.children.map((child) => read(child));
      // Everything is left out of what all have to hold, but one alternative that always holds decides.
      if (children.every((child) => child === undefined) || (tree.kind === "any" && children.includes(undefined))) {
        return read({ kind: "everything" }, negated);
      }
      return group(tree.kind, children.filter(Boolean), undefined, negated);
    }
  }
}

/** The tree of a group; what is not finished is left out. */
export function toTree(root) {
  return write(root) ?? { kind: "everything" };
}

function write(node) {
  const denied = (tree) => (tree && node.negated ? { kind: "not", child: tree } : tree);
  if (node.kind === "fixed") return denied(node.tree);
  if (node.kind === "condition") {
    if (!node.test) return undefined;
    const missing = node.test.kind === "missing";
    const tree = { kind: "condition", attribute: node.attribute, test: missing ? { kind: "known" } : node.test };
    return denied(missing ? { kind: "not", child: tree } : tree);
  }
  const children = node.children.map(write).filter(Boolean);
  if (children.length === 0) return undefined;
  const joined = children.length === 1 ? children[0] : { kind: node.match, children };
  return denied(node.scope ? { kind: node.scope, child: joined } : joined);
}

/** Every node with the groups around it, the outermost first. */
export function* walk(node, around = []) {
  yield { node, around };
  if (node.kind === "group") for (const child of node.children) yield* walk(child, [...around, node]);
}

export const find = (root, id) => [...walk(root)].find(({ node }) => node.id === id);

/** The innermost scope around a place in a group. */
const scopeOf = (groups) => groups.findLast((one) => one.scope)?.scope ?? "patient";

/** Whether something may stand in a group: what is known of a patient stands outside every scope, scopes only inside wider ones. */
export function mayStand(node, vocabulary, groups) {
  return [...walk(node)].every(({ node: one, around }) => {
    const scope = scopeOf([...groups, ...around]);
    if (one.kind === "condition") return scope === "patient" || vocabulary.attribute(one.attribute).level !== "patient";
    return !one.scope || DEPTH[one.scope] > DEPTH[scope];
  });
}
