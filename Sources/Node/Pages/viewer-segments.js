// Segmentations (PS3.3 A.51, C.8.20) of the series that is looked at, drawn over it.

import { items, number, numbers, text } from "./viewer-dicomjson.js";
import { unpacked } from "./viewer-pixels.js";
import { Slice, cross, dot, references } from "./viewer-slices.js";

/** For segments that recommend no colour. */
const otherColours = [[230, 159, 0], [86, 180, 233], [0, 158, 115], [240, 228, 66], [213, 94, 0], [204, 121, 167]];

/** The segmentations of a study that belong to a series. One that cannot be read is reported and left out. */
export async function findSegmentations(archive, study, series, slices, report) {
  const found = [];
  for (const entry of await archive.series(study, "SEG")) {
    const uid = text(entry, "0020000E");
    if (uid === series) continue;
    try {
      for (const instance of await archive.metadata(study, uid)) {
        const segmentation = new Segmentation(instance, archive, slices);
        if (segmentation.belongs) found.push(segmentation);
      }
    } catch (error) {
      report(`A segmentation could not be read. ${error.message}`);
    }
  }
  return found;
}

/** One object with its segments, and where its frames lie over the series. */
export class Segmentation {
  constructor(instance, archive, slices) {
    this.instance = instance;
    this.archive = archive;
    this.rows = number(instance, "00280010") ?? 0;
    this.columns = number(instance, "00280011") ?? 0;
    this.allocated = number(instance, "00280100") ?? 8;
    this.kind = text(instance, "00620001") || "BINARY";
    this.most = this.kind === "FRACTIONAL" ? number(instance, "0062000E") || 255 : 1;
    const series = text(instance, "00200011");
    this.name = [text(instance, "0008103E") || text(instance, "00700080"), series && `series ${series}`].filter(Boolean).join(", ");
    this.segments = items(instance, "00620002").map((item, index) => {
      const lab = numbers(item, "0062000D");
      return {
        number: number(item, "00620004") ?? index + 1,
        name: text(item, "00620005") || text(items(item, "0062000F")[0], "00080104") || `Segment ${index + 1}`,
        colour: lab.length === 3 ? rgbOfLab(lab) : otherColours[index % otherColours.length],
        isShown: true,
      };
    });
    const frames = Math.max(1, number(instance, "00280008") ?? 1);
    this.frames = Array.from({ length: frames }, (_, index) => new Slice(instance, index + 1, frames));
    this.masks = new Map();
    this.maskBytes = 0;
    this.layers = new Map();
    this.framesOf = this.#place(slices);
    this.belongs = this.segments.length > 0 && this.framesOf.size > 0;
  }

  /** Which frames lie over each slice: those that say they were derived from it, else those at its place. */
  #place(slices) {
    const placed = new Map();
    const add = (slice, frame) => placed.set(slice, [...(placed.get(slice) ?? []), frame]);
    const byUID = Map.groupBy(slices, (slice) => slice.uid);
    const named = items(this.instance, "00081115").map((item) => text(item, "0020000E"));
    const isOfOthers = named.length > 0 && !named.includes(slices[0]?.series);
    for (const frame of this.frames) {
      const sources = items(frame.groups.own, "00089124").concat(items(frame.groups.shared, "00089124"))
        .flatMap((derivation) => references(derivation, "00082112"));
      const origins = sources.flatMap(({ uid, frames }) =>
        (byUID.get(uid) ?? []).filter((slice) => frames.length === 0 || slice.frames === 1 || frames.includes(slice.frame)));
      if (origins.length > 0) {
        for (const slice of new Set(origins)) add(slice, frame);
        continue;
      }
      if (isOfOthers || (named.length === 0 && sources.length > 0)) continue;
      if (frame.position === undefined || frame.orientation === undefined) continue;
      for (const slice of slices) if (isAt(frame, slice)) add(slice, frame);
    }
    return placed;
  }

  /** What is to be drawn over a slice: pictures, each with its place on the slice. */
  async layersOver(slice) {
    const shown = new Map(this.segments.filter(({ isShown }) => isShown).map((segment) => [segment.number, segment]));
    const layers = [];
    for (const frame of this.framesOf.get(slice) ?? []) {
      const ofFrame = number(frame.groups.item("0062000A"), "0062000B");
      const wanted = this.kind === "LABELMAP" ? [...shown.values()] : shown.has(ofFrame) ? [shown.get(ofFrame)] : [];
      if (wanted.length === 0) continue;
      const mask = await this.#mask(frame);
      layers.push({ image: this.#painted(frame, mask, wanted), place: placeOn(slice, frame) });
    }
    return layers;
  }

  #painted(frame, mask, segments) {
    const key = `${frame.frame} ${segments.map((segment) => segment.number).join(" ")}`;
    const known = this.layers.get(key);
    if (known) return known;
    const image = new OffscreenCanvas(this.columns, this.rows);
    const context = image.getContext("2d");
    const pixels = context.createImageData(this.columns, this.rows);
    const colours = new Map(segments.map((segment) => [segment.number, segment.colour]));
    const one = segments[0].colour;
    for (let index = 0; index < mask.length; index++) {
      if (mask[index] === 0) continue;
      const colour = this.kind === "LABELMAP" ? colours.get(mask[index]) : one;
      if (colour === undefined) continue;
      const opacity = this.kind === "FRACTIONAL" ? (255 * mask[index]) / this.most : 255;
      pixels.data.set([...colour, opacity], index * 4);
    }
    context.putImageData(pixels, 0, 0);
    if (this.layers.size >= 48) this.layers.delete(this.layers.keys().next().value);
    this.layers.set(key, image);
    return image;
  }

  /** The values of a frame, one a pixel. Some are kept. */
  async #mask(frame) {
    const known = this.masks.get(frame.frame);
    if (known) return known;
    const mask = await this.#load(frame);
    this.masks.set(frame.frame, mask);
    this.maskBytes += mask.byteLength;
    while (this.maskBytes > 64 * 2 ** 20 && this.masks.size > 1) {
      const [oldest, dropped] = this.masks.entries().next().value;
      this.masks.delete(oldest);
      this.maskBytes -= dropped.byteLength;
    }
    return mask;
  }

  async #load(frame) {
    const count = this.rows * this.columns;
    // Frames of single bits follow one another without padding (PS3.5 8.1.1), so only those of whole bytes can be asked for alone.
    if (this.allocated === 1 && count % 8 !== 0 && this.frames.length > 1) {
      this.packed ??= this.archive.bulkData(this.instance["7FE00010"].BulkDataURI);
      const bytes = await this.packed;
      const each = bytes.length >= count * this.frames.length;
      return each ? bytes.slice((frame.frame - 1) * count, frame.frame * count) : unpacked(bytes, (frame.frame - 1) * count, count);
    }
    const bytes = await this.archive.frame(frame);
    if (this.allocated === 1 && bytes.length < count) return unpacked(bytes, 0, count);
    if (this.allocated === 16) return new Uint16Array(bytes.slice(0, count * 2).buffer);
    return bytes.slice(0, count);
  }
}

/** Whether a frame lies in the plane of a slice. */
function isAt(frame, slice) {
  if (slice.position === undefined || slice.orientation === undefined) return false;
  if (frame.frameOfReference !== slice.frameOfReference) return false;
  const normal = cross(slice.orientation.slice(0, 3), slice.orientation.slice(3));
  const other = cross(frame.orientation.slice(0, 3), frame.orientation.slice(3));
  if (Math.abs(dot(normal, other)) < 0.999) return false;
  const offset = frame.position.map((value, axis) => value - slice.position[axis]);
  const thickness = number(slice.groups.item("00289110") ?? slice.instance, "00180050") || 1;
  return Math.abs(dot(offset, normal)) < Math.max(thickness, 0.2) * 0.45;
}

/** The transform from pixels of a frame to pixels of the slice below it, as canvases take it. */
function placeOn(slice, frame) {
  const all = [slice.position, slice.orientation, slice.spacing, frame.position, frame.orientation, frame.spacing];
  if (all.includes(undefined)) return [slice.columns / frame.columns, 0, 0, slice.rows / frame.rows, 0, 0];
  const right = slice.orientation.slice(0, 3);
  const down = slice.orientation.slice(3);
  const on = (vector) => [dot(vector, right) / slice.spacing[1], dot(vector, down) / slice.spacing[0]];
  const column = on(frame.orientation.slice(0, 3).map((value) => value * frame.spacing[1]));
  const row = on(frame.orientation.slice(3).map((value) => value * frame.spacing[0]));
  const corner = on(frame.position.map((value, axis) => value - slice.position[axis]));
  // A position is the middle of the first pixel; a canvas counts from its corner.
  const left = corner[0] + 0.5 - (column[0] + row[0]) / 2;
  const top = corner[1] + 0.5 - (column[1] + row[1]) / 2;
  return [column[0], column[1], row[0], row[1], left, top].map((value) => Math.round(value * 1e6) / 1e6);
}

/** PCS values as DICOM scales them (PS3.3 C.10.7.1.1), D50, to sRGB. */
export function rgbOfLab([l, a, b]) {
  const height = ((l / 65_535) * 100 + 16) / 116;
  const inverse = (value) => (value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29));
  const x = 0.96422 * inverse(height + ((a / 65_535) * 255 - 128) / 500);
  const y = inverse(height);
  const z = 0.82521 * inverse(height - ((b / 65_535) * 255 - 128) / 200);
  // From D50 to D65 (Bradford) and to the primaries of sRGB in one step.
  const linear = [
    3.1338561 * x - 1.6168667 * y - 0.4906146 * z,
    -0.9787684 * x + 1.9161415 * y + 0.033454 * z,
    0.0719453 * x - 0.2289914 * y + 1.4052427 * z,
  ];
  return linear.map((value) => {
    const light = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(Math.max(light, 0), 1) * 255);
  });
}
