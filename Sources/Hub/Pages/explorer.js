// The Explorer: text, conditions, answers and charts of one question, kept in step. The address holds the question, nothing else is kept.

import { Answers } from "./explorer-answers.js";
import { Builder } from "./explorer-builder.js";
import { Charts } from "./explorer-charts.js";
import { element } from "./explorer-elements.js";
import * as hub from "./explorer-hub.js";
import { Picker } from "./explorer-picker.js";
import { TextForm } from "./explorer-text.js";
import { Vocabulary } from "./explorer-vocabulary.js";
import { Voice } from "./explorer-words.js";

/** The most distributions that one question may ask for. */
const FACETS = 20;
const TOO_MANY = `At most ${FACETS} distributions can be asked for at once.`;

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const byId = (id) => document.getElementById(id);

class Explorer {
  constructor(vocabulary) {
    this.vocabulary = vocabulary;
    this.voice = new Voice(byId("said"));
    this.revision = 0;
    this.bins = new Map();
    this.text = new TextForm(byId("ask"), byId("reading"), () => this.#textChanged(), () => this.ask());
    this.builder = new Builder(part("builder"), vocabulary, this.voice, (tree) => this.#treeChanged(tree));
    this.answers = new Answers(part("answers"), this.voice);
    this.charts = new Charts(part("distributions"), vocabulary, {
      toggle: (attribute, value) => this.#toggle(attribute, value), has: (attribute, value) => this.#has(attribute, value),
      remove: (attribute) => this.#chart(attribute),
    });
    this.picker = new Picker(part("picker"), vocabulary, this.voice, {
      add: (name, test) => this.builder.add(name, test), chart: (name) => this.#chart(name), isCharted: (name) => this.#charted().includes(name),
    });
    if (matchMedia("(max-width: 56rem)").matches) byId("picker").open = false;
    byId("explorer").hidden = false;
    addEventListener("popstate", () => this.open());
  }

  /** Shows the question of the address, and asks it. */
  async open() {
    const parameters = new URLSearchParams(location.search);
    this.text.text = parameters.get("q") ?? "";
    const wanted = parameters.has("facets") ? parameters.get("facets").split(",").filter(Boolean) : undefined;
    this.facets = wanted?.slice(0, FACETS);
    this.picker.draw();
    this.picker.tell(wanted?.length > FACETS ? TOO_MANY : "");
    await this.#read();
    if (this.text.text === "") this.#close();
    else await this.ask({ isNew: false });
  }

  #close() {
    this.running?.abort();
    byId("results").hidden = true;
    byId("examples").hidden = false;
  }

  // Text and conditions in step: whichever was changed last speaks

  #textChanged() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#read(), 250);
    this.reading = undefined;
  }

  #treeChanged(tree) {
    this.reading = undefined;
    this.#write(tree);
  }

  /** Reads the text; the conditions follow where it can be read. */
  #read() {
    return this.#latest(() => hub.reading(this.text.text), (reading) => {
      if (reading.tree) this.builder.adopt(reading.tree);
    });
  }

  /** Writes the conditions as text. */
  #write(tree) {
    return this.#latest(() => hub.writing(tree), (reading) => {
      this.text.text = tree.kind === "everything" ? "" : reading.text;
    });
  }

  /** Takes a reading unless a later change overtook it. */
  #latest(ask, take) {
    const revision = (this.revision += 1);
    clearTimeout(this.timer);
    this.timer = undefined;
    this.again = undefined;
    this.pending = ask().then((reading) => {
      if (revision !== this.revision) return;
      take(reading);
      this.reading = reading;
      this.text.show(reading);
      this.#changed();
    }, (problem) => {
      if (revision !== this.revision) return;
      this.again = () => this.#latest(ask, take);
      this.#tell(problem);
    });
    return this.pending;
  }

  /** Says a problem of reading, to eyes and ears. */
  #tell(problem) {
    this.text.showProblem(problem.message);
    this.voice.say(problem.message, true);
  }

  #changed() {
    const { question } = this.answers;
    this.answers.markStale(question !== undefined &&
      (this.reading?.canonical !== question.canonical || String(this.facets) !== String(question.facets)));
    this.charts.mark();
    this.builder.markFaulty(this.reading?.fault !== undefined);
    if (this.reading?.fault) this.voice.say(`The query cannot be read: ${this.reading.fault.message}`, true);
    else if (this.answers.isStale && byId("live").checked) this.ask();
  }

  // Charts

  #charted() {
    return this.facets ?? [];
  }

  /** Adds the distribution of an attribute, or takes it away. */
  #chart(name) {
    const shown = this.facets ?? [...part("distributions").querySelectorAll("[data-key^='bar ']")].map((bar) => bar.dataset.attribute);
    const facets = new Set(shown);
    if (facets.has(name)) facets.delete(name);
    else facets.add(name);
    if (facets.size > FACETS) {
      this.picker.tell(TOO_MANY);
      this.voice.say(TOO_MANY, true);
      return;
    }
    this.picker.tell("");
    this.facets = [...facets];
    const title = this.vocabulary.attribute(name).title;
    this.voice.say(facets.has(name) ? `The next count asks for the distribution of ${title}.` : `The distribution of ${title} is not asked for any more.`);
    this.picker.draw();
    this.#changed();
  }

  async #toggle(attribute, value) {
    const test = await this.#test(attribute, value).catch((problem) => this.#tell(problem));
    if (!test) return;
    this.builder.toggle(attribute, test);
    const words = `${this.vocabulary.attribute(attribute).title} ${this.vocabulary.valueTitle(attribute, value)}`;
    this.voice.say(this.builder.has(attribute, test) ? `${words} is in the query.` : `${words} is out of the query.`);
    this.charts.mark();
  }

  #has(attribute, value) {
    const test = this.bins.get(`${attribute} ${value}`);
    if (test) return this.builder.has(attribute, test);
    if (!this.vocabulary.attribute(attribute).isNumeric) return this.builder.has(attribute, { kind: "values", values: [value] });
    // How a bin is written is the language's affair: the hub reads it, once.
    this.#test(attribute, value).then(() => this.charts.mark(), () => this.bins.delete(`${attribute} ${value}`));
    this.bins.set(`${attribute} ${value}`, { kind: "ranges", ranges: [{ lower: NaN }] });
    return false;
  }

  async #test(attribute, value) {
    if (!this.vocabulary.attribute(attribute).isNumeric) return { kind: "values", values: [value] };
    const key = `${attribute} ${value}`;
    const known = this.bins.get(key);
    if (known && !Number.isNaN(known.ranges[0].lower)) return known;
    const { tree } = await hub.reading(key);
    if (tree?.kind === "condition") this.bins.set(key, tree.test);
    return tree?.test;
  }

  // Asking

  /** Asks the question as it stands; the address takes it over. */
  async ask({ isNew = true } = {}) {
    if (this.timer !== undefined) this.#read();
    else this.again?.();
    // A change that comes while an earlier one is read has the last word.
    for (let pending; pending !== this.pending; ) await (pending = this.pending);
    if (!this.reading) return;
    if (this.reading.fault) {
      this.text.goToFault();
      return;
    }
    const question = { text: this.text.text || "everything", canonical: this.reading.canonical, facets: this.facets };
    if (isNew) this.#remember(question);
    this.running?.abort();
    const running = (this.running = new AbortController());
    byId("results").hidden = false;
    byId("examples").hidden = true;
    document.body.dataset.asking = "true";
    try {
      this.datasets ??= await hub.datasets();
      if (running.signal.aborted) return;
      this.answers.begin(question, this.datasets);
      this.#draw(question);
      await hub.answers(question.text, question.facets, running.signal, (line) => {
        if (running.signal.aborted) return;
        this.answers.take(line);
        this.#draw(question);
      });
      this.answers.end();
    } catch (problem) {
      if (running.signal.aborted) return;
      if (!this.answers.body) this.answers.begin(question, []);
      this.answers.end(problem instanceof hub.HubProblem ? problem.message : "The answers broke off. What did not come is unknown; count again.");
    }
    this.#draw(question);
    delete document.body.dataset.asking;
  }

  #draw(question) {
    this.charts.draw(this.answers.all, question.facets, this.answers.isDone);
  }

  #remember({ text, facets }) {
    const parameters = new URLSearchParams({ q: text });
    if (facets) parameters.set("facets", facets.join(","));
    const address = `/search?${parameters}`;
    if (address !== location.pathname + location.search) history.pushState({}, "", address);
  }
}

try {
  await new Explorer(new Vocabulary(await hub.criteria())).open();
} catch (problem) {
  // The form still leads to the page without scripts.
  byId("reading").hidden = false;
  byId("reading").replaceChildren(element("p", { class: "notice bad" }, `The Explorer could not start. ${problem.message}`));
}
