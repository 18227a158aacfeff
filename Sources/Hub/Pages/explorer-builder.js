// The query as conditions in groups, edited by hand.

import { choice, element, refill } from "./explorer-elements.js";
import { editor, testWords, unfinishedWords } from "./explorer-editors.js";
import { contains, without } from "./explorer-ranges.js";
import { condition, find, fromTree, group, mayStand, toTree, walk } from "./explorer-tree.js";

const MATCHES = [["all", "All of these hold"], ["any", "At least one of these holds"]];
const SCOPES = { series: "One and the same series", study: "One and the same study" };

/** The builder of a query. `onchange` is called with a tree whenever a person changed it. */
export class Builder {
  constructor(part, vocabulary, voice, onchange) {
    this.part = part;
    this.vocabulary = vocabulary;
    this.voice = voice;
    this.onchange = onchange;
    this.root = group("all");
    this.target = this.root.id;
    this.opened = new Set();
    this.draw();
  }

  /** Shows a tree that came from elsewhere. */
  adopt(tree) {
    this.root = fromTree(tree);
    this.target = this.root.id;
    this.opened.clear();
    this.draw();
  }

  /** The text cannot be read: the conditions are those of the last one that could. */
  markFaulty(isFaulty) {
    this.part.querySelector("[data-part=faulty]").hidden = !isFaulty;
  }

  /** The tree as it is now. */
  get tree() {
    return toTree(this.root);
  }

  // Changes from outside

  /** Adds a condition where new ones go, opened for editing unless it has its test. */
  add(name, test) {
    const made = condition(name, test);
    const { node, around } = find(this.root, this.target) ?? { node: this.root, around: [] };
    // What cannot hold of a series or study goes to the nearest group outside.
    const place = [...around, node].findLast((one, index, all) => mayStand(made, this.vocabulary, all.slice(0, index + 1))) ?? this.root;
    place.children.push(made);
    if (!test) this.opened.add(made.id);
    const title = this.vocabulary.attribute(name).title;
    this.voice.say(`${title} added${place === node ? "" : ", outside of the group, as it is known of the patient"}.`);
    this.changed();
    this.part.querySelector(`[data-node="${made.id}"] ${test ? ".summary" : ".editor-body :is(input, select)"}`)?.focus();
    return made;
  }

  /** Takes values into the condition of an attribute that stands at the top, or out of it. Tells whether they are in it now. */
  toggle(name, test) {
    if (this.root.match === "any" && this.root.children.length > 1) this.root = group("all", [this.root]);
    else this.root.match = "all";
    this.target = this.root.id;
    const there = this.#atTop(name, test.kind);
    if (!there) {
      this.root.children.push(condition(name, structuredClone(test)));
    } else {
      const list = listOf(test.kind);
      const next = this.has(name, test) ? there.test[list].flatMap((one) => rest(one, test[list])) : [...there.test[list], ...test[list]];
      if (next.length > 0) there.test = { ...there.test, [list]: next };
      else this.root.children = this.root.children.filter((child) => child !== there);
    }
    this.changed();
  }

  /** Whether values are in the condition of an attribute that stands at the top. */
  has(name, test) {
    const there = this.#atTop(name, test.kind);
    const list = listOf(test.kind);
    return there !== undefined && test[list].every((one) => there.test[list].some((other) => holds(other, one)));
  }

  #atTop(name, kind) {
    if (this.root.match === "any" && this.root.children.length > 1) return undefined;
    return this.root.children.find((child) =>
      child.kind === "condition" && child.attribute === name && !child.negated && child.test?.kind === kind);
  }

  // Drawing

  /** After a change of the shape of the tree. */
  changed() {
    this.draw();
    this.onchange(this.tree);
  }

  draw() {
    refill(this.part,
      element("p", { class: "notice asks small", hidden: true, "data-part": "faulty" },
        "The text cannot be read. These are the conditions of the last text that could; changing one writes the text anew."),
      this.#group(this.root, []), element("p", { class: "small soft", "data-part": "unfinished" }));
    this.#tellUnfinished();
  }

  #tellUnfinished() {
    const open = [...walk(this.root)].filter(({ node }) => node.kind === "condition" && !node.test);
    this.part.querySelector("[data-part=unfinished]").textContent =
      unfinishedWords(open.map(({ node }) => this.vocabulary.attribute(node.attribute).title));
  }

  #name(node) {
    if (node === this.root) return "the top";
    const groups = [...walk(this.root)].map((one) => one.node).filter((one) => one.kind === "group" && one !== this.root);
    return `${node.scope ? SCOPES[node.scope].toLowerCase() : "group"} ${groups.indexOf(node) + 1}`;
  }

  #group(node, around) {
    const isRoot = node === this.root;
    const path = [...around, node];
    const label = isRoot ? "The whole query" : this.#name(node);
    const add = (made, words) => () => {
      node.children.push(made);
      this.target = made.id;
      this.voice.say(`${words} added. New conditions go there.`);
      this.draw();
      this.part.querySelector(`[data-key="match ${made.id}"]`)?.focus();
    };
    const scopes = Object.keys(SCOPES).filter((scope) => mayStand(group("all", [], scope), this.vocabulary, path));
    const match = choice(`How the conditions of ${label} join`, MATCHES, node.match, (value) => {
      node.match = value;
      this.changed();
    });
    match.dataset.key = `match ${node.id}`;
    return element("div", { class: `group ${node.scope ?? ""}`, role: "group", "aria-label": label, "data-node": node.id },
      element("div", { class: "group-head" },
        node.scope && element("strong", {}, `${SCOPES[node.scope]}:`), match,
        !isRoot && this.#not(node, label),
        element("button", {
          type: "button", class: "plain small target", "aria-pressed": String(this.target === node.id), "data-key": `target ${node.id}`,
          onclick: () => {
            this.target = node.id;
            this.draw();
          },
        }, this.target === node.id ? "New conditions go here" : "Put new conditions here"),
        !isRoot && this.#remove(node, around, label)),
      node.children.length > 0
        ? element("ul", {}, node.children.map((child) => this.#item(child, path)))
        : element("p", { class: "empty small" }, isRoot ? "Every patient. Choose an attribute to ask for less." : "Choose an attribute to put it here."),
      node.scope && node.children.length === 1 && element("p", { class: "small soft" },
        "With a second condition, both have to hold for the same one."),
      element("div", { class: "actions small" },
        element("button", { type: "button", class: "plain", "data-key": `group ${node.id}`, onclick: add(group(node.match === "all" ? "any" : "all"), "Group") },
          node.match === "all" ? "Add alternatives" : "Add a group"),
        scopes.map((scope) => element("button", {
          type: "button", class: "plain", "data-key": `${scope} ${node.id}`, onclick: add(group("all", [], scope), SCOPES[scope]),
        }, `Add “same ${scope}”`))));
  }

  #item(node, path) {
    if (node.kind === "group") return element("li", {}, this.#group(node, path));
    if (node.kind === "fixed") {
      const words = fixedWords(node.tree);
      return element("li", { class: "condition" }, element("div", { class: "condition-head" },
        element("strong", {}, words), this.#not(node, words), this.#remove(node, path, words)));
    }
    return this.#condition(node, path);
  }

  #condition(node, path) {
    const attribute = this.vocabulary.attribute(node.attribute);
    const isOpen = this.opened.has(node.id);
    const says = element("span", {}, testWords(attribute, node.test, this.vocabulary));
    const row = element("li", { class: node.test ? "condition" : "condition unfinished", "data-node": node.id });
    const place = element("div", { class: "place", id: `editor-${node.id}`, hidden: !isOpen });
    const fill = () => {
      place.replaceChildren(editor(attribute, node.test, (test) => {
        node.test = test;
        says.textContent = testWords(attribute, test, this.vocabulary);
        row.classList.toggle("unfinished", !test);
        this.#tellUnfinished();
        this.onchange(this.tree);
      }), ...this.#moving(node, path));
    };
    if (isOpen) fill();
    const summary = element("button", {
      type: "button", class: "plain summary", "aria-expanded": String(isOpen), "aria-controls": place.id, "data-key": `open ${node.id}`,
      onclick: () => {
        const opens = place.hidden;
        if (opens) this.opened.add(node.id);
        else this.opened.delete(node.id);
        if (opens) fill();
        place.hidden = !opens;
        summary.setAttribute("aria-expanded", String(opens));
      },
    }, element("strong", {}, attribute.title), " ", says);
    row.append(
      element("div", { class: "condition-head" }, summary, this.#not(node, attribute.title), this.#remove(node, path, attribute.title)), place);
    return row;
  }

  #moving(node, path) {
    const places = [...walk(this.root)].filter(({ node: one, around }) =>
      one.kind === "group" && one !== path.at(-1) && mayStand(node, this.vocabulary, [...around, one]));
    if (places.length === 0) return [];
    return [element("div", { class: "beside small" }, choice("Move to another group",
      [["", "Move to…"], ...places.map(({ node: one }) => [one.id, `Move to ${this.#name(one)}`])], "", (id) => {
        const parent = path.at(-1);
        parent.children = parent.children.filter((child) => child !== node);
        find(this.root, id).node.children.push(node);
        this.changed();
        this.part.querySelector(`[data-node="${node.id}"] .summary`)?.focus();
      }))];
  }

  #not(node, label) {
    return element("label", { class: "choice not" }, element("input", {
      type: "checkbox", checked: node.negated ?? false, "aria-label": `Not: ${label}`, "data-key": `not ${node.id}`,
      onchange: (event) => {
        node.negated = event.target.checked;
        event.target.closest("li")?.classList.toggle("negated", node.negated);
        this.onchange(this.tree);
      },
    }), element("span", { "aria-hidden": "true" }, "not"));
  }

  #remove(node, around, label) {
    return element("button", {
      type: "button", class: "plain remove", "aria-label": `Remove ${label}`, "data-key": `remove ${node.id}`,
      onclick: () => {
        const parent = around.at(-1);
        const place = parent.children.indexOf(node);
        parent.children.splice(place, 1);
        if (!find(this.root, this.target)) this.target = this.root.id;
        this.voice.say(`${label} removed.`);
        this.changed();
        // The next thing in reach, so that the keyboard does not fall to the top of the page.
        const next = parent.children[Math.min(place, parent.children.length - 1)];
        (next && this.part.querySelector(`[data-key="remove ${next.id}"]`) || this.part.querySelector(`[data-key="match ${parent.id}"]`))?.focus();
      },
    }, "Remove");
  }
}

function fixedWords(tree) {
  switch (tree.kind) {
    case "unsupported": return `${tree.name}: no node can evaluate this`;
    case "series": return "There is a series";
    case "study": return "There is a study";
    default: return tree.kind;
  }
}

const listOf = (kind) => (kind === "ranges" ? "ranges" : "values");
const holds = (outer, inner) => (typeof outer === "string" ? outer === inner : contains(outer, inner));

/** What is left of a value or range without others. */
function rest(one, others) {
  const other = others.find((candidate) => holds(one, candidate));
  if (other === undefined) return [one];
  return typeof one === "string" ? [] : without(one, other);
}
