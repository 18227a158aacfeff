// From the bytes of a frame to its pixels: stored values, tables and colours (PS3.3 C.7.6.3, C.11.1, C.11.2).

import { inlineBytes, items, number, numbers, text } from "./viewer-dicomjson.js";
import { position, rescale } from "./viewer-window.js";

/** A table of the Modality or VOI LUT Sequence, or of one colour of a palette. */
class LookUpTable {
  /** @param descriptor number of entries (0 means 65,536), first value mapped, bits of an entry. */
  constructor(descriptor, entries, name = "") {
    this.first = descriptor[1];
    this.bits = descriptor[2];
    this.entries = entries;
    this.name = name;
  }

  /** The entry for a value; values outside take the nearest. */
  at(value) {
    return this.entries[Math.min(Math.max(Math.round(value) - this.first, 0), this.entries.length - 1)];
  }
}

const nativeSyntaxes = new Set(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"]);

/** Descriptions by instance: those of all frames of an instance are the same. */
const described = new WeakMap();

/** How the pixels of an instance are stored, with the tables that belong to them. */
export class PixelFormat {
  /** Reads the description; tables that stand elsewhere are fetched, once for all frames of an instance. */
  static async of(slice, archive) {
    if (!described.has(slice.instance)) {
      const promise = PixelFormat.#read(slice.instance, archive);
      described.set(slice.instance, promise);
      promise.catch(() => described.delete(slice.instance));
    }
    const shared = await described.get(slice.instance);
    const item = slice.groups.item("00289132") ?? slice.instance;
    if (items(item, "00283010").length === 0) return shared;
    const format = Object.assign(Object.create(PixelFormat.prototype), shared, { interestTables: [] });
    for (const entry of items(item, "00283010")) {
      const found = await table(entry, "00283002", "00283006", format.isSigned && !format.modalityTable, archive);
      if (found) format.interestTables.push(found);
    }
    return format;
  }

  static async #read(instance, archive) {
    const format = new PixelFormat(instance);
    if (format.isPalette && !format.isRendered) format.palette = await palette(instance, format, archive);
    const modality = items(instance, "00283000")[0];
    if (modality) format.modalityTable = await table(modality, "00283002", "00283006", format.isSigned, archive);
    return format;
  }

  constructor(instance) {
    this.rows = number(instance, "00280010");
    this.columns = number(instance, "00280011");
    this.samples = number(instance, "00280002") ?? 1;
    this.allocated = number(instance, "00280100") ?? (instance["7FE00009"] ? 64 : 32);
    this.stored = number(instance, "00280101") ?? this.allocated;
    this.high = number(instance, "00280102") ?? this.stored - 1;
    this.isSigned = number(instance, "00280103") === 1;
    this.isFloat = instance["7FE00008"] !== undefined || instance["7FE00009"] !== undefined;
    this.photometric = text(instance, "00280004");
    this.isPalette = this.photometric === "PALETTE COLOR";
    this.isInverse = this.photometric === "MONOCHROME1";
    this.interestTables = [];
    const syntax = text(instance, "00083002");
    const isCompressed = syntax !== "" && !nativeSyntaxes.has(syntax);
    // Decoders give the samples of a pixel side by side.
    this.isPlanar = !isCompressed && number(instance, "00280006") === 1;
    // What a decoder makes of these colours only the server knows; a segmented palette it expands as well.
    this.isRendered =
      (this.samples > 1 && (this.allocated !== 8 || isCompressed || !["RGB", "YBR_FULL", "YBR_FULL_422"].includes(this.photometric)))
      || (this.isPalette && instance["00281221"] !== undefined);
  }

  get isColour() {
    return this.isRendered || this.samples > 1 || this.isPalette;
  }

  get pixels() {
    return this.rows * this.columns;
  }

  /** The stored values of a frame of one sample. */
  values(bytes) {
    const count = this.pixels;
    if (this.allocated === 1) return bytes.length >= count ? bytes.slice(0, count) : unpacked(bytes, 0, count);
    if (bytes.length < count * (this.allocated / 8)) throw new Error("The frame is shorter than its rows and columns demand.");
    // A copy begins at an address that typed arrays accept.
    const buffer = bytes.slice(0, count * (this.allocated / 8)).buffer;
    if (this.isFloat) return this.allocated === 64 ? new Float64Array(buffer) : new Float32Array(buffer);
    const shift = this.high + 1 - this.stored;
    if (this.stored === this.allocated && shift === 0) return new (arrays(this.isSigned)[this.allocated])(buffer);
    // Bits beside the stored ones may hold an overlay.
    const raw = new (arrays(false)[this.allocated])(buffer);
    const result = new (arrays(this.isSigned)[this.allocated])(buffer);
    const unused = 32 - this.stored;
    for (let index = 0; index < count; index++) {
      const value = (raw[index] >>> shift) << unused;
      result[index] = this.isSigned ? value >> unused : value >>> unused;
    }
    return result;
  }

  /** A frame in colour: red, green, blue, opacity of each pixel. */
  colours(bytes) {
    const count = this.pixels;
    const result = new Uint8ClampedArray(count * 4);
    if (this.isPalette) {
      const stored = this.values(bytes);
      const [red, green, blue] = this.palette.map((table) => eightBits(table));
      for (let index = 0; index < count; index++) {
        const value = stored[index];
        result.set([red(value), green(value), blue(value), 255], index * 4);
      }
      return result;
    }
    const isHalved = this.photometric === "YBR_FULL_422" && bytes.length < count * 3;
    if (bytes.length < count * (isHalved ? 2 : 3)) throw new Error("The frame is shorter than its rows and columns demand.");
    for (let index = 0; index < count; index++) {
      let first, second, third;
      if (isHalved) {
        const pair = (index >> 1) * 4;
        [first, second, third] = [bytes[pair + (index & 1)], bytes[pair + 2], bytes[pair + 3]];
      } else if (this.isPlanar) {
        [first, second, third] = [bytes[index], bytes[count + index], bytes[2 * count + index]];
      } else {
        [first, second, third] = [bytes[index * 3], bytes[index * 3 + 1], bytes[index * 3 + 2]];
      }
      if (this.photometric !== "RGB") {
        const [luminance, cb, cr] = [first, second - 128, third - 128];
        first = luminance + 1.402 * cr;
        second = luminance - 0.344136286 * cb - 0.714136286 * cr;
        third = luminance + 1.772 * cb;
      }
      // The array rounds and clamps.
      result[index * 4] = first;
      result[index * 4 + 1] = second;
      result[index * 4 + 2] = third;
      result[index * 4 + 3] = 255;
    }
    return result;
  }
}

function arrays(isSigned) {
  return isSigned ? { 8: Int8Array, 16: Int16Array, 32: Int32Array } : { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array };
}

/** Bits of one frame, the least significant bit of a byte first (PS3.5 D.1). */
export function unpacked(bytes, firstBit, count) {
  const result = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const bit = firstBit + index;
    result[index] = (bytes[bit >> 3] >> (bit & 7)) & 1;
  }
  return result;
}

function eightBits(table) {
  return table.bits > 8 ? (value) => table.at(value) >> (table.bits - 8) : (value) => table.at(value);
}

async function palette(instance, format, archive) {
  const tables = [];
  for (const colour of [1, 2, 3]) {
    tables.push(await table(instance, `0028110${colour}`, `0028120${colour}`, format.isSigned, archive));
  }
  if (tables.includes(undefined)) throw new Error("The palette of the image is not complete.");
  return tables;
}

async function table(item, descriptorTag, dataTag, isSigned, archive) {
  let descriptor = numbers(item, descriptorTag);
  const inlineDescriptor = inlineBytes(item, descriptorTag);
  if (inlineDescriptor) descriptor = [...new Uint16Array(inlineDescriptor.slice(0, 6).buffer)];
  if (descriptor.length < 3) return undefined;
  const count = descriptor[0] || 65_536;
  let first = descriptor[1];
  if (isSigned && first > 32_767) first -= 65_536;
  let entries = numbers(item, dataTag);
  if (entries.length === 0) {
    const address = item?.[dataTag]?.BulkDataURI;
    const bytes = inlineBytes(item, dataTag) ?? (address ? await archive.bulkData(address) : undefined);
    if (bytes === undefined) return undefined;
    entries = bytes.length >= count * 2 ? new Uint16Array(bytes.slice(0, count * 2).buffer) : bytes.subarray(0, count);
  } else if (entries.length < count && descriptor[2] <= 8) {
    // Two entries of eight bits in a word.
    entries = entries.flatMap((word) => [word & 0xff, word >> 8]).slice(0, count);
  }
  return entries.length === 0 ? undefined : new LookUpTable([count, first, descriptor[2]], entries, text(item, "00283003"));
}

/** A loaded frame: values of the modality where it is gray, pixels ready to be shown where it is in colour. */
export class Picture {
  static async load(slice, archive, signal) {
    const format = await PixelFormat.of(slice, archive);
    if (format.isRendered) return new Picture(slice, format, undefined, await archive.rendered(slice, signal));
    const bytes = await archive.frame(slice, signal);
    return format.isColour
      ? new Picture(slice, format, undefined, format.colours(bytes))
      : new Picture(slice, format, format.values(bytes), undefined);
  }

  constructor(slice, format, stored, colours) {
    this.slice = slice;
    this.format = format;
    this.stored = stored;
    this.colours = colours;
    this.rescale = rescale(slice);
  }

  /** What it takes in memory. */
  get bytes() {
    return (this.stored ?? this.colours).byteLength;
  }

  get isGray() {
    return this.stored !== undefined;
  }

  /** The value of the modality that stands for a stored value. */
  real(stored) {
    const table_ = this.format.modalityTable;
    return table_ ? table_.at(stored) : stored * this.rescale.slope + this.rescale.intercept;
  }

  /** The least and the greatest value of the modality, padding left out where that leaves anything. */
  get range() {
    if (this.knownRange) return this.knownRange;
    const padding = number(this.slice.instance, "00280120");
    const limit = number(this.slice.instance, "00280121") ?? padding;
    const [from, through] = padding === undefined ? [NaN, NaN] : [Math.min(padding, limit), Math.max(padding, limit)];
    const scan = (isPadding) => {
      let minimum = Infinity;
      let maximum = -Infinity;
      for (const value of this.stored) {
        if (isPadding(value) || Number.isNaN(value)) continue;
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
      }
      return [minimum, maximum];
    };
    let [minimum, maximum] = scan((value) => value >= from && value <= through);
    if (!(minimum < maximum)) [minimum, maximum] = scan(() => false);
    const ends = [this.real(minimum), this.real(maximum)];
    if (this.format.modalityTable) {
      for (let value = minimum; value <= maximum; value++) ends.push(this.real(value));
    }
    let least = Infinity;
    let greatest = -Infinity;
    for (const value of ends) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    this.knownRange = [least, greatest];
    return this.knownRange;
  }

  /** Writes the picture into 32-bit pixels, as a window or a table of the object shows it. */
  paint(pixels, setting) {
    if (!this.isGray) {
      const source = new Uint32Array(this.colours.buffer, this.colours.byteOffset, pixels.length);
      if (!setting.isInverted) pixels.set(source);
      else for (let index = 0; index < pixels.length; index++) pixels[index] = source[index] ^ 0x00ffffff;
      return;
    }
    const shade = this.shade(setting);
    const stored = this.stored;
    const isWide = stored.BYTES_PER_ELEMENT > 2 || this.format.isFloat;
    if (isWide) {
      for (let index = 0; index < pixels.length; index++) pixels[index] = gray(shade(stored[index]));
      return;
    }
    // Every value that can occur is shaded once.
    const minimum = stored instanceof Int16Array ? -32_768 : stored instanceof Int8Array ? -128 : 0;
    const shades = new Uint32Array(stored.BYTES_PER_ELEMENT === 2 ? 65_536 : 256);
    const [from, through] = this.storedRange;
    for (let value = from; value <= through; value++) shades[value - minimum] = gray(shade(value));
    for (let index = 0; index < pixels.length; index++) pixels[index] = shades[stored[index] - minimum];
  }

  /** The least and greatest stored value, padding included. */
  get storedRange() {
    if (this.knownStoredRange) return this.knownStoredRange;
    let minimum = Infinity;
    let maximum = -Infinity;
    for (const value of this.stored) {
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
    this.knownStoredRange = [minimum, maximum];
    return this.knownStoredRange;
  }

  /** From a stored value to its brightness, 0 to 255. */
  shade({ window: shown, table: interest, isInverted }) {
    const isInverse = this.format.isInverse !== Boolean(isInverted);
    let bright;
    if (interest) {
      const most = 2 ** interest.bits - 1;
      bright = (value) => interest.at(value) / most;
    } else {
      bright = position(shown);
    }
    return isInverse ? (value) => 255 - 255 * bright(this.real(value)) : (value) => 255 * bright(this.real(value));
  }
}

/** An opaque gray pixel, as little endian machines lay out red, green, blue, opacity. */
function gray(brightness) {
  const level = Math.round(brightness);
  return (0xff000000 | (level << 16) | (level << 8) | level) >>> 0;
}

/** The value of the modality as people write it. */
export function shown(value) {
  return Number.isInteger(value) ? String(value) : Math.abs(value) >= 1_000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
