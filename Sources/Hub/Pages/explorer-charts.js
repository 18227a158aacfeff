// Distributions as bars. Every bar is a button that takes its value into the query or out of it.

import { choice, element, refill, shape } from "./explorer-elements.js";
import { chartedAttributes, distribution, givers } from "./explorer-distributions.js";
import { count, counted } from "./explorer-words.js";

/** More bars than these are shown on demand. */
const SHOWN = 12;

/** The charts below the answers. */
export class Charts {
  /** @param actions `toggle(attribute, value)`, `has(attribute, value)`, `remove(attribute)` */
  constructor(part, vocabulary, actions) {
    this.part = part;
    this.vocabulary = vocabulary;
    this.actions = actions;
    this.only = "";
    this.whole = new Set();
    this.tables = new Set();
  }

  /** Draws what is known by now. */
  draw(lines, asked, isDone) {
    this.last = [lines, asked, isDone];
    const answered = lines.filter((line) => line.answer);
    const attributes = chartedAttributes(answered, asked);
    if (attributes.length === 0) {
      this.part.replaceChildren();
      return;
    }
    const sources = givers(answered);
    if (!sources.some((one) => one.key === this.only)) this.only = "";
    const select = choice("Whose patients the charts show",
      [["", "All datasets that gave them, summed"], ...sources.map((one) => [one.key, one.title])], this.only, (key) => {
        this.only = key;
        this.draw(...this.last);
      });
    select.dataset.key = "charts of";
    const made = attributes.map((name) => distribution(isDone ? lines : answered, name, this.only));
    // What most charts are the sum of is said once.
    const words = commonest(made.map((one) => one.words));
    const isNoisy = answered.some((line) => line.answer.counts?.distributions && line.answer.counts.margin !== undefined);
    refill(this.part,
      element("div", { class: "top" }, element("h2", { id: "charts-title" }, "Distributions"), sources.length > 1 && element("div", { class: "whose" }, select)),
      element("p", { class: "small soft" }, "Patients of the cohort by value; who has several values counts in each. Choose a bar to take its value into the query.",
        isNoisy && " Every bar has a little noise of its own."),
      element("p", { class: "small" }, words),
      element("div", { class: "chart-grid" }, made.map((one) => this.#chart(one, asked, words))));
  }

  /** The query changed: bars show whether they are in it. */
  mark() {
    for (const bar of this.part.querySelectorAll("button.bar")) {
      bar.setAttribute("aria-pressed", String(this.actions.has(bar.dataset.attribute, bar.dataset.value)));
    }
  }

  #chart(made, asked, words) {
    const attribute = this.vocabulary.attribute(made.attribute);
    const id = `chart-${made.attribute}`;
    const most = Math.max(1, ...made.bins.map((bin) => bin.patients));
    const isWhole = this.whole.has(made.attribute) || made.bins.length <= SHOWN + 2;
    const bins = isWhole ? made.bins : made.bins.slice(0, SHOWN);
    return element("section", { class: "panel chart", "aria-labelledby": id },
      element("div", { class: "chart-head" },
        element("h3", { id }, attribute.title, attribute.unit && element("span", { class: "soft" }, `, ${attribute.unit}`)),
        asked && element("button", {
          type: "button", class: "plain small", "aria-label": `Remove the chart of ${attribute.title}`, "data-key": `unchart ${made.attribute}`,
          onclick: () => this.actions.remove(made.attribute),
        }, "Remove")),
      made.words !== words && element("p", { class: "small soft" }, made.words),
      element("ul", { class: "bars" }, bins.map((bin) => element("li", {}, this.#bar(attribute, bin, most)))),
      !isWhole && element("button", {
        type: "button", class: "plain small", "data-key": `more ${made.attribute}`,
        onclick: () => {
          this.whole.add(made.attribute);
          this.draw(...this.last);
        },
      }, `Show ${counted(made.bins.length - bins.length, "more value")}`),
      made.bins.length > 0 && this.#table(attribute, made));
  }

  #bar(attribute, bin, most) {
    const title = this.#title(attribute, bin.value);
    return element("button", {
      type: "button", class: "plain bar", "data-key": `bar ${attribute.name} ${bin.value}`,
      "data-attribute": attribute.name, "data-value": bin.value, "aria-pressed": String(this.actions.has(attribute.name, bin.value)),
      onclick: () => this.actions.toggle(attribute.name, bin.value),
    }, element("span", { class: "label" }, title), " ", element("span", { class: "n" }, figure(bin)), drawing(bin, most));
  }

  #title(attribute, value) {
    if (!attribute.isNumeric) return this.vocabulary.valueTitle(attribute.name, value);
    return value.replace(/^<= /, "\u2264 ").replace(/^>= /, "\u2265 ").replaceAll("-", "\u2212")
      .replace(/^(.*[^<])\.\.<(.*)$/, "$1 to below $2").replace(/^(.*[^<])\.\.([^<].*)$/, "$1 to $2");
  }

  #table(attribute, { sources, bins }) {
    const made = element("details", {
      open: this.tables.has(attribute.name),
      ontoggle: () => (made.open ? this.tables.add(attribute.name) : this.tables.delete(attribute.name)),
    }, element("summary", { class: "small", "data-key": `table ${attribute.name}` }, "As a table, dataset by dataset"),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${attribute.title}, table` }, element("table", {},
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, attribute.title),
          sources.map((source) => element("th", { scope: "col", class: "n" }, source.title)))),
        element("tbody", {}, bins.map((bin) => element("tr", {}, element("th", { scope: "row" }, this.#title(attribute, bin.value)),
          sources.map((source) => element("td", { class: "n" }, cell(source, bin.value)))))))));
    return made;
  }
}

/** A figure of one dataset: kept back and not there are different things. */
function cell({ bins }, value) {
  if (!bins.has(value)) return "–";
  const patients = bins.get(value);
  return patients === undefined ? "suppressed" : count(patients);
}

function figure({ patients, given, suppressed }) {
  if (given === 0) return "suppressed";
  return suppressed === 0 ? count(patients) : [element("small", {}, `${count(suppressed)} of ${count(given + suppressed)} suppressed, `), count(patients)];
}

const commonest = (words) => [...words].sort((a, b) => words.filter((one) => one === b).length - words.filter((one) => one === a).length)[0];

/** A bar. What is suppressed is hatched and has no length that could be read as a number. */
function drawing({ patients, given, suppressed }, most) {
  const width = given === 0 ? 0 : (Math.max(0, patients) / most) * 100;
  const ground = { height: "100%", width: "100%", class: "bar-ground" };
  const hatched = suppressed === 0 ? [] : given === 0
    ? [shape("rect", { height: "100%", width: "100%", class: "bar-hatched", fill: "url(#hatch)" })]
    : [shape("rect", { height: "100%", x: `${Math.min(width, 94)}%`, width: "14", class: "bar-hatched", fill: "url(#hatch)" })];
  return shape("svg", { "aria-hidden": "true", focusable: "false" }, shape("rect", ground), ...hatched,
    shape("rect", { height: "100%", width: `${suppressed > 0 ? Math.min(width, 94) : width}%`, class: "bar-fill" }));
}
