// The words over the picture and those that a screen reader says.

import { items, text } from "./viewer-dicomjson.js";
import { shown } from "./viewer-pixels.js";
import { side } from "./viewer-slices.js";

/** Writes the labels of one viewer. What they say always belongs to the picture that is drawn. */
export class Labels {
  constructor(part) {
    this.part = part;
    this.timer = undefined;
  }

  /** The four corners and the sides of the patient. */
  write(picture, index, count, viewport, setting) {
    const { slice } = picture;
    const { instance } = slice;
    const frame = slice.frames > 1 ? `, frame ${slice.frame} of ${slice.frames}` : "";
    this.#corner("top-left", [
      [text(instance, "00080060"), text(instance, "0008103E")].filter(Boolean).join(" "),
      text(instance, "00200011") && `Series ${text(instance, "00200011")}`,
      `${slice.columns} × ${slice.rows}`,
    ]);
    this.#corner("top-right", [text(instance, "00100020"), date(text(instance, "00080020")), text(instance, "00080070")]);
    this.#corner("bottom-left", [place(slice), `Image ${index + 1} of ${count}${frame}`]);
    this.#corner("bottom-right", [windowText(setting, picture), `Zoom ${Math.round(viewport.zoom * 100)} %`]);
    this.#sides(slice);
  }

  /** The value under the pointer. */
  value(picture, pixel) {
    this.part("value").textContent = pixel === undefined ? "" : valueText(picture, pixel);
  }

  /** Says something to a screen reader, when the user has come to rest. */
  say(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.part("said").textContent = words), 400);
  }

  /** A message in the middle of the picture; none where empty. */
  message(words, isAlarm = false) {
    const element = this.part("message");
    if (element.textContent !== words) element.textContent = words;
    element.hidden = words === "";
    element.classList.toggle("alarm", isAlarm);
    if (isAlarm) this.say(words);
  }

  #corner(name, lines) {
    this.part(name).replaceChildren(
      ...lines.filter(Boolean).map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  }

  #sides({ orientation }) {
    const right = orientation?.slice(0, 3);
    const down = orientation?.slice(3);
    const names = orientation
      ? { left: side(right.map((value) => -value)), right: side(right), above: side(down.map((value) => -value)), below: side(down) }
      : { left: "", right: "", above: "", below: "" };
    for (const [name, letters] of Object.entries(names)) this.part(`side-${name}`).textContent = letters;
  }
}

function place(slice) {
  if (slice.position === undefined || slice.orientation === undefined) return "";
  return `At ${slice.position.map((value) => Number(value.toFixed(1))).join(" ")} mm`;
}

function date(text_) {
  return text_.length === 8 ? `${text_.slice(0, 4)}-${text_.slice(4, 6)}-${text_.slice(6)}` : text_;
}

/** The window in words. */
export function windowText({ window: chosen, table, name, isInverted }, picture) {
  const inverted = isInverted ? ", inverted" : "";
  if (!picture.isGray) return `Colours${inverted}`;
  if (table) return `Table ${table.name}${inverted}`;
  const named = name ? `${name}: ` : "";
  return `${named}center ${shown(chosen.center)}, width ${shown(chosen.width)}${inverted}`;
}

function valueText(picture, { column, row }) {
  const at = `Column ${column + 1}, row ${row + 1}`;
  const index = row * picture.format.columns + column;
  if (!picture.isGray) {
    const [red, green, blue] = picture.colours.subarray(index * 4, index * 4 + 3);
    return `${at}: red ${red}, green ${green}, blue ${blue}`;
  }
  const stored = picture.stored[index];
  const real = picture.real(stored);
  const unit = picture.rescale.unit || text(items(picture.slice.groups.item("00409096") ?? {}, "004008EA")[0], "00080100");
  const raw = real === stored ? "" : ` (stored ${shown(stored)})`;
  return `${at}: ${shown(real)}${unit ? ` ${unit}` : ""}${raw}`;
}
