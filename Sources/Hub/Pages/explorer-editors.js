// Editors of one condition, by the type of its attribute. Each hands on a test, or undefined while it is not finished.

import { choice, element } from "./explorer-elements.js";
import { count, listed } from "./explorer-words.js";

const MODES = {
  values: "is one of", otherValues: "is known and none of", ranges: "lies between", contains: "contains the words", known: "is known",
  missing: "is missing",
};

function modes(attribute) {
  if (attribute.isNumeric) return ["ranges", "known", "missing"];
  if (attribute.type === "text") return ["contains", "values", "known", "missing"];
  return ["values", "otherValues", ...(attribute.type === "open" ? ["contains"] : []), "known", "missing"];
}

/** A test in words. */
export function testWords(attribute, test, vocabulary) {
  const titles = (values) => values.map((value) => vocabulary.valueTitle(attribute.name, value));
  switch (test?.kind) {
    case "known":
    case "missing": return MODES[test.kind];
    case "values": return titles(test.values).join(" or ");
    case "otherValues": return `known, but not ${titles(test.values).join(" or ")}`;
    case "contains": return `contains “${test.text}”`;
    case "ranges": return `${test.ranges.map(rangeWords).join(" or ")}${attribute.unit ? ` ${attribute.unit}` : ""}`;
    default: return "nothing chosen yet";
  }
}

function rangeWords({ lower, lowerIsOpen, upper, upperIsOpen }) {
  const number = (value) => String(value).replace("-", "\u2212");
  if (lower !== undefined && lower === upper) return number(lower);
  const parts = [];
  if (lower !== undefined) parts.push(`${lowerIsOpen ? "more than" : "at least"} ${number(lower)}`);
  if (upper !== undefined) parts.push(`${upperIsOpen ? "less than" : "at most"} ${number(upper)}`);
  return parts.join(" and ") || "any";
}

/** The editor of a condition. */
export function editor(attribute, test, onchange) {
  const body = element("div", { class: "editor-body" });
  const change = (mode, keep) => {
    body.replaceChildren(...parts(attribute, mode, keep ? test : undefined, onchange));
    if (!keep) onchange(mode === "known" || mode === "missing" ? { kind: mode } : undefined);
  };
  const mode = test?.kind ?? modes(attribute)[0];
  change(mode, true);
  return element("div", { class: "editor" },
    choice(`How ${attribute.title} is compared`, modes(attribute).map((one) => [one, MODES[one]]), mode, (one) => change(one, false)), body);
}

function parts(attribute, mode, test, onchange) {
  if (mode === "ranges") return ranges(attribute, test?.ranges ?? [], onchange);
  if (mode === "contains") return words(attribute, test?.text ?? "", onchange);
  if (mode === "values" || mode === "otherValues") return values(attribute, mode, test?.values ?? [], onchange);
  return [];
}

// Concepts, flags and free values

function values(attribute, mode, chosen, onchange) {
  const wanted = new Set(chosen);
  const known = attribute.values.map((value) => value.name);
  const options = [...attribute.values, ...chosen.filter((name) => !known.includes(name)).map((name) => ({ name, title: name }))];
  const hand = () => {
    const list = [...boxes.querySelectorAll("input:checked")].map((box) => box.value);
    onchange(list.length > 0 ? { kind: mode, values: list } : undefined);
  };
  const box = ({ name, title }) => element("label", { class: "choice" },
    element("input", { type: "checkbox", value: name, checked: wanted.has(name), onchange: hand }), element("span", {}, title));
  const boxes = element("fieldset", { class: options.length > 8 ? "values many" : "values" },
    element("legend", { class: "unseen" }, `Values of ${attribute.title}`), options.map(box));
  if (attribute.type !== "open" && attribute.type !== "text") return [boxes];
  const input = element("input", { type: "text", "aria-label": `Another value of ${attribute.title}`, placeholder: "another value" });
  const add = () => {
    const name = input.value.trim();
    if (name === "") return;
    wanted.add(name);
    boxes.append(box({ name, title: name }));
    input.value = "";
    hand();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  return [boxes, element("div", { class: "beside" }, input, element("button", { type: "button", class: "quiet", onclick: add }, "Add value"))];
}

function words(attribute, text, onchange) {
  const input = element("input", {
    type: "text", value: text, "aria-label": `Words in ${attribute.title}`,
    oninput: () => onchange(input.value.trim() === "" ? undefined : { kind: "contains", text: input.value.trim() }),
  });
  return [input];
}

// Numbers

function ranges(attribute, given, onchange) {
  const rows = (given.length > 0 ? given : [{}]).map((range) => ({ ...range }));
  const place = element("div", { class: "ranges" });
  const fault = element("p", { class: "fault", hidden: true });
  const hand = () => {
    const wrong = rows.find((row) => row.lower !== undefined && row.upper !== undefined &&
      (row.lower > row.upper || (row.lower === row.upper && (row.lowerIsOpen || row.upperIsOpen))));
    const broken = [...place.querySelectorAll("input")].find((input) => !input.checkValidity());
    for (const input of place.querySelectorAll("input")) input.setAttribute("aria-invalid", String(!input.checkValidity()));
    fault.hidden = !wrong && !broken;
    fault.textContent = wrong ? "No number lies in this range." : broken ? hint(attribute, true) : "";
    const full = rows.filter((row) => row.lower !== undefined || row.upper !== undefined);
    onchange(full.length > 0 && !wrong && !broken ? { kind: "ranges", ranges: full } : undefined);
  };
  const draw = () => place.replaceChildren(...rows.map((row, index) => rangeRow(attribute, row, index, hand)));
  draw();
  const more = element("button", {
    type: "button", class: "plain small",
    onclick: () => {
      rows.push({});
      draw();
      place.lastElementChild.querySelector("input").focus();
    },
  }, "or another range");
  return [place, fault, element("p", { class: "small soft" }, hint(attribute, false), " ", more)];
}

function hint(attribute, isFault) {
  const [low, high] = attribute.range ?? [];
  const kind = attribute.type === "integer" ? "Whole numbers" : "Numbers";
  const span = attribute.range ? ` from ${count(low)} to ${count(high)}` : "";
  return isFault || attribute.range ? `${kind}${span}${attribute.unit ? ` ${attribute.unit}` : ""}.` : "A bound left empty is not asked for.";
}

function rangeRow(attribute, row, index, hand) {
  const number = index > 0 ? ` of range ${index + 1}` : "";
  const bound = (side, openWords, closedWords, label) => {
    const input = element("input", {
      type: "number", step: attribute.type === "integer" ? "1" : "any", min: attribute.range?.[0], max: attribute.range?.[1],
      value: row[side] ?? "", "aria-label": `${label} ${attribute.title}${number}${attribute.unit ? `, ${attribute.unit}` : ""}`,
      oninput: () => {
        row[side] = input.value === "" ? undefined : input.valueAsNumber;
        hand();
      },
    });
    const open = choice(`Kind of ${label.toLowerCase()} bound${number}`, [["false", closedWords], ["true", openWords]],
      String(row[`${side}IsOpen`] ?? false), (value) => {
        row[`${side}IsOpen`] = value === "true";
        hand();
      });
    return element("div", { class: "bound" }, open, input);
  };
  return element("div", { class: "range" }, bound("lower", "more than", "at least", "Smallest"), element("span", {}, "and"),
    bound("upper", "less than", "at most", "Largest"), attribute.unit && element("span", { class: "unit" }, attribute.unit));
}

/** Which conditions are no part of the query yet. */
export const unfinishedWords = (titles) =>
  titles.length === 0 ? "" : `Not a part of the query until a value is chosen: ${listed(titles)}.`;
