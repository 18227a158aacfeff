// Which values are shown between black and white (PS3.3 C.11.2.1.2).

import { number, numbers, text, values } from "./viewer-dicomjson.js";

/**
 * A window: `center` and `width` in values of the modality, `shape` LINEAR, LINEAR_EXACT or SIGMOID.
 * Returns a function from a value to its place between black, 0, and white, 1.
 */
export function position({ center, width, shape }) {
  switch (shape) {
    case "SIGMOID":
      return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
    case "LINEAR_EXACT":
      return (value) => Math.min(Math.max((value - center) / width + 0.5, 0), 1);
    default: {
      const from = center - 0.5 - (width - 1) / 2;
      const through = center - 0.5 + (width - 1) / 2;
      return (value) => {
        if (value <= from) return 0;
        if (value > through) return 1;
        return (value - (center - 0.5)) / (width - 1) + 0.5;
      };
    }
  }
}

/** The windows that an object proposes for a frame. */
export function proposedWindows(slice) {
  const source = slice.groups.item("00289132") ?? slice.instance;
  const centers = numbers(source, "00281050");
  const widths = numbers(source, "00281051");
  const shape = text(source, "00281056") || "LINEAR";
  return centers
    .map((center, index) => ({ center, width: widths[index], shape, name: String(values(source, "00281055")[index] ?? "") }))
    .filter(({ width, shape: function_ }) => (function_ === "LINEAR" ? width >= 1 : width > 0));
}

/** Windows that are usual for a modality. */
export function usualWindows(modality) {
  if (modality !== "CT") return [];
  return [
    { name: "Lung", center: -600, width: 1500, shape: "LINEAR" },
    { name: "Soft tissue", center: 40, width: 400, shape: "LINEAR" },
    { name: "Bone", center: 400, width: 2000, shape: "LINEAR" },
    { name: "Brain", center: 40, width: 80, shape: "LINEAR" },
  ];
}

/** A window that shows everything between two values. */
export function windowOver(minimum, maximum) {
  return { center: (minimum + maximum) / 2, width: Math.max(maximum - minimum, 1e-6), shape: "LINEAR_EXACT", name: "" };
}

/** From a stored value to a value of the modality: rescale slope and intercept, of enhanced objects those of the frame. */
export function rescale(slice) {
  const source = slice.groups.item("00289145") ?? slice.instance;
  const slope = number(source, "00281053");
  const intercept = number(source, "00281052");
  const unit = text(source, "00281054") || (text(slice.instance, "00080060") === "CT" && slope !== undefined ? "HU" : "");
  return { slope: slope || 1, intercept: intercept ?? 0, unit: unit === "US" ? "" : unit };
}
