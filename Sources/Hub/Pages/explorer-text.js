// The query as text, and what is wrong with it, at its character.

import { element } from "./explorer-elements.js";

/** The text of the query. `onchange` is called when a person changed it, `onask` when they want it asked. */
export class TextForm {
  constructor(form, place, onchange, onask) {
    this.input = form.elements.namedItem("q");
    this.place = place;
    // Without scripts this leads to the other form of the page, and nothing can be asked by an empty field.
    form.elements.namedItem("plain").remove();
    this.input.required = false;
    this.input.placeholder = "everything";
    this.input.addEventListener("input", () => {
      this.#fit();
      onchange(this.text);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onask();
    });
    this.onchange = onchange;
    this.#fit();
  }

  get text() {
    return this.input.value.trim();
  }

  set text(text) {
    if (this.input.value !== text) this.input.value = text;
    this.#fit();
  }

  /** Shows how a text was understood, or where it was not. */
  show(reading) {
    const { fault } = reading;
    // What was understood is said where it is not what stands there.
    this.place.hidden = !fault && (this.text === "" || this.text === reading.canonical);
    this.input.setAttribute("aria-invalid", String(fault !== undefined));
    this.input.setAttribute("aria-describedby", this.place.hidden ? "query-hint" : "query-hint reading");
    this.place.replaceChildren(...(fault ? this.#fault(fault) : this.#understood(reading)));
    this.fault = fault;
  }

  /** Says why nothing is known of what stands there: that it could not be asked is no fault of the text. */
  showProblem(message) {
    this.place.hidden = false;
    this.fault = undefined;
    this.input.setAttribute("aria-invalid", "false");
    this.input.setAttribute("aria-describedby", "query-hint reading");
    this.place.replaceChildren(element("p", { class: "notice bad" }, `The query was not read. ${message}`));
  }

  /** Puts the cursor where the text went wrong. */
  goToFault() {
    this.input.focus();
    if (this.fault?.offset === undefined) return;
    const { before, at } = this.fault;
    // The browser counts the text as the field holds it, which may begin with spaces.
    const lead = this.input.value.length - this.input.value.trimStart().length;
    this.input.setSelectionRange(lead + before.length, lead + before.length + at.length);
  }

  #understood({ canonical }) {
    return [element("p", { class: "small soft" }, "Understood as ", element("code", {}, canonical))];
  }

  #fault(fault) {
    const shown = fault.offset === undefined
      ? undefined
      : element("pre", { tabindex: "0", "aria-label": "Where" }, fault.before, element("mark", {}, fault.at || "\u00A0"), fault.after);
    const use = fault.mended && element("button", {
      type: "button", class: "quiet",
      onclick: () => {
        this.text = fault.mended;
        this.input.focus();
        this.onchange(this.text);
      },
    }, "Use “", element("code", {}, fault.suggestion), "”");
    const go = shown && element("button", { type: "button", class: "quiet", onclick: () => this.goToFault() }, "Go there");
    return [element("div", { class: "notice bad" }, element("p", {}, element("strong", {}, fault.message)), shown ?? "",
      element("div", { class: "actions" }, use || "", go || ""))];
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 320)}px`;
  }
}
