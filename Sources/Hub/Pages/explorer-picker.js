// The attributes, by the entities of the clinical model and by name.

import { element, refill, shape } from "./explorer-elements.js";
import { isChartable } from "./explorer-vocabulary.js";
import { count } from "./explorer-words.js";

/** The list from which conditions and charts are chosen. */
export class Picker {
  /**
   * @param {{add: (name: string, test?: object) => void, chart: (name: string) => void, isCharted: (name: string) => boolean}} actions
   */
  constructor(part, vocabulary, voice, actions) {
    this.vocabulary = vocabulary;
    this.voice = voice;
    this.actions = actions;
    this.open = new Set();
    this.list = element("div", { class: "picker-list" });
    this.input = element("input", {
      type: "search", id: "picker-search", autocomplete: "off", placeholder: "psa, prostate, slice …", oninput: () => this.#searched(),
    });
    this.note = element("p", { class: "notice asks small", hidden: true, "data-part": "picker-note" });
    part.replaceChildren(element("label", { for: "picker-search" }, "Find an attribute or a value"), this.input, this.note, this.list);
    this.draw();
  }

  /** Says above the list why a choice was not taken; no words take that back. */
  tell(words) {
    this.note.textContent = words;
    this.note.hidden = words === "";
    if (words !== "") this.note.scrollIntoView({ block: "nearest" });
  }

  #searched() {
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const text = this.input.value.trim();
      const { attributes, values, others } = this.vocabulary.search(text);
      const found = attributes.length + values.length + others;
      this.voice.say(text === "" ? "All attributes." : `${count(found)} found.${others > 0 ? ` ${cutWords(values.length, others)}` : ""}`, true);
    }, 500);
  }

  /** Shows the list, or what of it was searched for. */
  draw() {
    const text = this.input.value.trim();
    if (text === "") {
      refill(this.list, this.vocabulary.groups.map((group) => this.#group(group)));
      return;
    }
    const { attributes, values, others } = this.vocabulary.search(text);
    refill(this.list,
      attributes.length > 0 && element("ul", { "aria-label": "Attributes found" }, attributes.map((attribute) => this.#attribute(attribute))),
      values.length > 0 && element("ul", { "aria-label": "Values found" }, values.map((found) => this.#value(found))),
      others > 0 && element("p", { class: "small soft" }, cutWords(values.length, others)),
      attributes.length + values.length === 0 && element("p", { class: "small soft" }, "Nothing is called so. Try another word."));
  }

  #group(group) {
    const made = element("details", {
      open: this.open.has(group.name), ontoggle: () => (made.open ? this.open.add(group.name) : this.open.delete(group.name)),
    }, element("summary", {}, group.title, element("span", { class: "n" }, String(group.attributes.length))),
      element("ul", {}, group.attributes.map((attribute) => this.#attribute(attribute))));
    return made;
  }

  #attribute(attribute) {
    const notes = [attribute.unit, attribute.level === "patient" ? undefined : attribute.level].filter(Boolean).join(", ");
    return element("li", {},
      element("button", {
        type: "button", class: "plain add", "data-key": `add ${attribute.name}`, title: attribute.name, onclick: () => this.actions.add(attribute.name),
      }, attribute.title, notes && element("span", { class: "small soft" }, ` ${notes}`)),
      isChartable(attribute) && this.#chart(attribute));
  }

  #chart(attribute) {
    const isOn = this.actions.isCharted(attribute.name);
    return element("button", {
      type: "button", class: "plain chart", "aria-pressed": String(isOn), "aria-label": `Distribution of ${attribute.title}`,
      title: "Show its distribution", "data-key": `chart ${attribute.name}`, onclick: () => this.actions.chart(attribute.name),
    }, shape("svg", { viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
      shape("path", { d: "M1 2h8v3H1zM1 6.5h14v3H1zM1 11h5v3H1z" })));
  }

  #value({ attribute, value }) {
    const number = Number(value.name);
    const test = attribute.isNumeric ? { kind: "ranges", ranges: [{ lower: number, upper: number }] } : { kind: "values", values: [value.name] };
    return element("li", {}, element("button", {
      type: "button", class: "plain add", "data-key": `value ${attribute.name} ${value.name}`,
      onclick: () => this.actions.add(attribute.name, test),
    }, value.title, element("span", { class: "small soft" }, ` ${attribute.title}`)));
  }
}

const cutWords = (shown, others) => `The first ${count(shown)} values are shown, ${count(others)} more are not: add a word.`;
