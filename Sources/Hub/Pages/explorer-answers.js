// The answers, one row for each dataset, as the nodes give them. What is not a value never becomes a zero.

import { element } from "./explorer-elements.js";
import { count, counted, sentence, time } from "./explorer-words.js";

const COLUMNS = ["Dataset", "Answer", "Patients", "Studies", "Series"];

/** A line of the stream under one key, whether it speaks of a dataset or of a node as a whole. */
const keyOf = (line) => `${line.node} ${line.dataset ?? ""}`;

/** The counts of a line that has some. */
export const countsOf = (line) => (line.answer?.kind === "value" ? line.answer.counts : undefined);

export const titleOf = (line) => line.title ?? line.dataset ?? line.holder;

/** The sum of the values and how far it may be off: the noise of each is drawn for itself, so margins add like standard deviations. */
export function sumOf(lines) {
  const values = lines.map(countsOf).filter(Boolean);
  const margin = Math.ceil(Math.sqrt(values.reduce((sum, { margin = 0 }) => sum + margin ** 2, 0)));
  const nodes = lines.filter(countsOf).map((line) => line.node);
  return {
    patients: values.reduce((sum, { patients }) => sum + patients, 0), values: values.length, margin,
    overlaps: new Set(nodes).size < nodes.length,
  };
}

/** The table of answers to one question. */
export class Answers {
  constructor(part, voice) {
    this.part = part;
    this.voice = voice;
    this.lines = new Map();
  }

  /** A new question begins: every dataset that is known of waits for its answer. */
  begin(question, datasets) {
    this.question = question;
    this.isDone = false;
    this.isStale = false;
    this.problem = undefined;
    this.rows = new Map();
    this.lines = new Map(datasets.map(({ node, record }) => {
      const line = { node, holder: record.holder ?? node, dataset: record.id, title: record.declaration?.title };
      return [keyOf(line), line];
    }));
    this.body = element("tbody", { role: "rowgroup" });
    this.total = element("div", { class: "total" });
    this.stale = element("p", { class: "notice asks", hidden: true }, "The query or the charts have changed since. Count again to see the answers to what stands there now.");
    this.after = element("div");
    const heads = COLUMNS.map((name, index) => element("th", { role: "columnheader", scope: "col", class: index > 1 && "n" }, name));
    this.part.replaceChildren(this.stale, this.total,
      element("div", { class: "scroll stack", tabindex: "0", role: "region", "aria-label": "Answers, table" },
        element("table", { role: "table" }, element("caption", {}, "Understood as ", element("code", {}, question.canonical)),
          element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, heads)), this.body)),
      this.after);
    this.#draw();
  }

  /** An answer has come. */
  take(line) {
    if (line.dataset === undefined) {
      // A node that answers as a whole, because it is away or refuses, does so for each of its datasets.
      const own = [...this.lines.values()].filter((known) => known.node === line.node && known.dataset !== undefined);
      for (const known of own) this.#put({ ...known, holder: line.holder, answer: line.answer, milliseconds: line.milliseconds });
      if (own.length === 0) this.#put(line);
    } else {
      this.#put(line);
    }
    this.voice.say(`${titleOf(line)}: ${this.#spoken(line)}.`);
    this.#draw();
  }

  #put(line) {
    const key = keyOf(line);
    this.lines.set(key, line);
    this.rows.delete(key);
  }

  /** No more answers come; with a problem, what is missing is unknown. */
  end(problem) {
    this.isDone = true;
    this.problem = problem;
    this.#draw();
    const { values } = sumOf(this.answered);
    this.voice.say(problem ?? `All answers are there: ${counted(values, "value")} of ${counted(this.all.length, "dataset")}. ${this.#totalWords()}.`, true);
  }

  /** The query on the page is another one by now. */
  markStale(isStale) {
    if (!this.question || this.isStale === isStale) return;
    this.isStale = isStale;
    this.stale.hidden = !isStale;
    this.part.classList.toggle("stale", isStale);
  }

  get all() {
    return [...this.lines.values()].sort((a, b) => titleOf(a).localeCompare(titleOf(b)) || a.node.localeCompare(b.node));
  }

  get answered() {
    return this.all.filter((line) => line.answer);
  }

  // Drawing

  #draw() {
    for (const [index, line] of this.all.entries()) {
      const key = keyOf(line);
      // A row that still waits is drawn anew at the end, when it waits no more.
      if (!this.rows.has(key) || (this.isDone && !line.answer)) {
        this.body.querySelector(`[data-key="${CSS.escape(key)}"]`)?.remove();
        this.rows.set(key, this.#row(line, key));
      }
      const row = this.rows.get(key);
      if (this.body.children[index] !== row) this.body.insertBefore(row, this.body.children[index] ?? null);
    }
    this.#drawTotal();
    this.#drawAfter();
  }

  #row(line, key) {
    const cell = (name, content, attributes = {}) => element("td", { role: "cell", "data-name": name, ...attributes }, content);
    const title = line.dataset ? element("a", { href: `/datasets/${encodeURIComponent(line.dataset)}` }, titleOf(line)) : titleOf(line);
    const head = element("th", { role: "rowheader", scope: "row" }, title, element("br"), element("span", { class: "small soft" }, line.node));
    const counts = countsOf(line);
    const state = line.answer ? shapeOf(line.answer.kind) : element("span", { class: "answer waiting" }, this.isDone ? "No answer" : "Waiting…");
    const kind = line.answer?.kind ?? (this.isDone ? "none" : "waiting");
    const row = element("tr", { role: "row", "data-key": key, "data-answer": kind }, head, cell("Answer", element("span", {}, state, spent(line))));
    if (!counts) {
      row.append(cell("Why", this.#why(line), { colspan: "3" }));
      return row;
    }
    const figure = (value) => (value === undefined ? "–" : count(value));
    const margin = counts.margin ? `within ${count(counts.margin)}, 95 times in 100` : counts.margin === 0 ? "" : "exact";
    row.append(
      cell("Patients", element("span", {}, element("strong", {}, count(counts.patients)), margin && element("span", { class: "margin small soft" }, margin)), { class: "n" }),
      cell("Studies", figure(counts.studies), { class: "n" }), cell("Series", figure(counts.series), { class: "n" }));
    return row;
  }

  #why({ answer }) {
    switch (answer?.kind) {
      case "suppressed": return "Too few patients to say a number. It may be none.";
      case "unsupported": return `Cannot be evaluated here: ${answer.criteria.join(", ")}.`;
      case "refused": return sentence(answer.reason);
      case "offline": return answer.since ? `No answer. Last heard of ${time(answer.since)}.` : "No answer. Not heard of since the hub started.";
      default: return this.isDone ? (this.problem ? "Unknown: the answers broke off before." : "Its node said nothing of this dataset.") : "";
    }
  }

  #spoken(line) {
    const counts = countsOf(line);
    return counts ? `${counts.margin === undefined ? "" : "about "}${counted(counts.patients, "patient")}` : line.answer.kind;
  }

  #totalWords() {
    const { patients, values, margin } = sumOf(this.answered);
    const isComplete = this.isDone && values === this.all.length;
    if (values === 0) return this.isDone ? "No total" : "Waiting for the first count";
    return `${isComplete ? "" : "At least "}${margin > 0 ? "about " : ""}${counted(patients, "patient")}`;
  }

  #drawTotal() {
    const { values, margin, overlaps } = sumOf(this.answered);
    const missing = this.all.length - values;
    const words = [`${count(values)} of ${counted(this.all.length, "dataset")} gave a count.`];
    if (values > 1) words.push(`The total is the sum of ${values === this.all.length ? "all of them" : `these ${count(values)}`} and of nothing else.`);
    if (margin > 0) words.push(`It lies within ${count(margin)} of the true sum, 95 times in 100.`);
    if (overlaps) words.push("Who is in two datasets of one node counts in both.");
    const waiting = this.all.filter((line) => !line.answer).length;
    this.total.replaceChildren(
      element("p", {}, element("strong", {}, this.#totalWords())), element("p", { class: "soft" }, words.join(" ")),
      ...(!this.isDone && waiting > 0 ? [element("p", { class: "soft" }, `Waiting for ${counted(waiting, "dataset")}.`)] : []),
      ...(this.isDone && missing > 0 ? [element("p", { class: "open" }, "What is missing here is unknown, not zero: see each answer below.")] : []),
      ...(this.problem ? [element("p", { class: "open" }, this.problem)] : []));
    if (this.isDone && this.all.length === 0) {
      this.total.replaceChildren(element("p", {}, this.problem ?? "Nobody was asked: no node belongs to this federation yet."));
    }
  }

  #drawAfter() {
    const usable = this.answered.filter(countsOf).map((line) => line.dataset).filter((id) => /^[\w.-]+$/.test(id ?? ""));
    if (!this.isDone || usable.length === 0) {
      this.after.replaceChildren();
      return;
    }
    const command = `mosaic apply --template \\\n  > form.yaml\nmosaic apply \\\n  --form form.yaml${usable.map((id) => ` \\\n  --dataset ${id}`).join("")}`;
    this.after.replaceChildren(element("details", { class: "apply" }, element("summary", {}, "Apply for these datasets"),
      element("p", {}, "From your own machine: your own key signs the application."),
      element("pre", { tabindex: "0", "aria-label": "Commands" }, command)));
  }
}

/** What this person may still ask of the dataset, and how long the answer took. */
function spent(line) {
  const parts = [];
  if (line.budget?.answersLeft !== undefined) parts.push(`${counted(line.budget.answersLeft, "such answer")} left in your budget`);
  if (line.milliseconds !== undefined && line.answer.kind !== "offline") parts.push(`${count(line.milliseconds)} ms`);
  return parts.length > 0 && element("span", { class: "spent small soft" }, parts.join(", "));
}

/** Shape and word of one of the five answers, as the other pages draw them. */
function shapeOf(kind) {
  const template = document.querySelector(`template[data-kind="${kind}"]`);
  return template?.content.firstElementChild.cloneNode(true) ?? element("span", { class: "answer" }, kind);
}
