// The images of a series in the order in which they are looked at, and where each lies in the patient.

import { FunctionalGroups, items, number, numbers, text } from "./viewer-dicomjson.js";

/** Tags that this file reads. */
const columnsTag = "00280011";

/** One image: an instance, or a frame of one. */
export class Slice {
  constructor(instance, frame, frames) {
    this.instance = instance;
    this.frame = frame;
    this.frames = frames;
    this.study = text(instance, "0020000D");
    this.series = text(instance, "0020000E");
    this.uid = text(instance, "00080018");
    this.number = number(instance, "00200013");
    this.rows = number(instance, "00280010");
    this.columns = number(instance, columnsTag);
    this.groups = new FunctionalGroups(instance, frame);
    const geometry = frames === 1 || this.groups.own !== undefined;
    const position = numbers(this.groups.item("00209113") ?? (geometry ? instance : undefined), "00200032");
    const orientation = numbers(this.groups.item("00209116") ?? instance, "00200037");
    this.position = position.length === 3 ? position : undefined;
    this.orientation = orientation.length === 6 ? orientation : undefined;
    const measures = this.groups.item("00289110") ?? instance;
    /** Millimetres between rows, and between columns. */
    const spacing = ["00280030", "00181164"].map((tag) => numbers(measures, tag)).find((pair) => pair.length === 2);
    this.spacing = spacing?.every((value) => value > 0) ? spacing : undefined;
    this.frameOfReference = text(instance, "00200052");
  }

  /** How much taller than wide a pixel is. */
  get aspect() {
    if (this.spacing) return this.spacing[0] / this.spacing[1];
    const ratio = numbers(this.instance, "00280034");
    return ratio.length === 2 && ratio[0] > 0 && ratio[1] > 0 ? ratio[0] / ratio[1] : 1;
  }

  /** What tells repetitions at one place apart: b-value, then time, then trigger delay. */
  get repetition() {
    const diffusion = this.groups.item("00189117") ?? this.instance;
    const content = this.groups.item("00209111");
    return [
      number(diffusion, "00189087") ?? 0,
      number(content ?? this.instance, content ? "00209128" : "00200100") ?? 0,
      number(this.instance, "00200012") ?? 0,
      number(this.instance, "00181060") ?? 0,
    ];
  }
}

/** Every image of some instances in viewing order. */
export function slicesOf(instances) {
  const all = instances
    .filter((instance) => number(instance, columnsTag) > 0)
    .flatMap((instance) => {
      const frames = Math.max(1, number(instance, "00280008") ?? 1);
      return Array.from({ length: frames }, (_, index) => new Slice(instance, index + 1, frames));
    });
  return inOrder(all);
}

/** By position along the normal where all lie in parallel planes; volumes at the same place follow one another. Else as numbered. */
function inOrder(slices) {
  const byNumber = (left, right) =>
    (left.number ?? Infinity) - (right.number ?? Infinity) || left.frame - right.frame || left.uid.localeCompare(right.uid);
  const numbered = [...slices].sort((left, right) => {
    const order = byNumber(left, right);
    return Number.isNaN(order) ? left.frame - right.frame : order;
  });
  const normal = commonNormal(slices);
  if (normal === undefined) return numbered;
  const depth = new Map(slices.map((slice) => [slice, dot(slice.position, normal)]));
  if (new Set([...depth.values()].map((value) => value.toFixed(3))).size < 2) return numbered;
  const volume = new Map();
  const places = Map.groupBy(numbered, (slice) => depth.get(slice).toFixed(2));
  for (const place of places.values()) {
    place.sort((left, right) => compare(left.repetition, right.repetition));
    place.forEach((slice, index) => volume.set(slice, index));
  }
  return numbered.sort((left, right) => volume.get(left) - volume.get(right) || depth.get(left) - depth.get(right));
}

/** The normal that all images share, `undefined` where one has none or another. */
function commonNormal(slices) {
  const first = slices[0]?.orientation;
  if (first === undefined || slices.some((slice) => slice.position === undefined)) return undefined;
  const isParallel = slices.every(
    (slice) => slice.orientation?.every((value, index) => Math.abs(value - first[index]) < 1e-3));
  return isParallel ? cross(first.slice(0, 3), first.slice(3)) : undefined;
}

function compare(left, right) {
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return 0;
}

export function dot(left, right) {
  return left[0] * right[0] + left[1] * right[1] + left[2] * right[2];
}

export function cross(left, right) {
  return [
    left[1] * right[2] - left[2] * right[1],
    left[2] * right[0] - left[0] * right[2],
    left[0] * right[1] - left[1] * right[0],
  ];
}

/** The side of the patient to which a direction points: up to two of R L A P H F, the main one first. */
export function side(direction) {
  const axes = [["L", "R"], ["P", "A"], ["H", "F"]];
  return direction
    .map((value, axis) => ({ size: Math.abs(value), letter: axes[axis][value > 0 ? 0 : 1] }))
    .filter(({ size }) => size > 0.3)
    .sort((left, right) => right.size - left.size)
    .slice(0, 2)
    .map(({ letter }) => letter)
    .join("");
}

/** How many images a second a multi-frame object asks for (PS3.3 C.7.6.5). */
export function frameRate(slice) {
  const time = number(slice.instance, "00181063");
  const rate = number(slice.instance, "00082144") ?? number(slice.instance, "00180040") ?? (time > 0 ? 1_000 / time : undefined);
  return Math.min(Math.max(rate ?? 10, 1), 60);
}

/** What a sequence of references names. */
export function references(item, sequence) {
  return items(item, sequence).map((reference) => ({
    uid: text(reference, "00081155"),
    frames: numbers(reference, "00081160"),
  }));
}
