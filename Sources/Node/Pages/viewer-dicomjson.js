// Reading the DICOM JSON model (PS3.18 Annex F). Attributes are named by their tag in eight hexadecimal digits.

/** The values of an attribute; none where it is absent or empty. */
export function values(item, tag) {
  return item?.[tag]?.Value ?? [];
}

/** The items of a sequence. */
export function items(item, tag) {
  return values(item, tag).filter((value) => value !== null && typeof value === "object");
}

/** The first value as text; of a person's name the one in letters. */
export function text(item, tag) {
  const value = values(item, tag)[0];
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? String(value.Alphabetic ?? "") : String(value);
}

/** All values as numbers; none where one of them is no number. DS and IS may stand as numbers or as text. */
export function numbers(item, tag) {
  const all = values(item, tag).map((value) => (value === null || value === "" ? NaN : Number(value)));
  return all.every(Number.isFinite) ? all : [];
}

/** The first value as a number, `undefined` where there is none. */
export function number(item, tag) {
  return numbers(item, tag)[0];
}

/** Bytes that stand in the text itself; `undefined` where there are none. */
export function inlineBytes(item, tag) {
  const encoded = item?.[tag]?.InlineBinary;
  if (encoded === undefined) return undefined;
  return Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
}

/** The functional groups of one frame (PS3.3 C.7.6.16): its own, then those that all frames share. */
export class FunctionalGroups {
  /** @param frame counted from 1. */
  constructor(instance, frame) {
    this.own = items(instance, "52009230")[frame - 1];
    this.shared = items(instance, "52009229")[0];
  }

  /** The item of a macro's sequence. */
  item(sequence) {
    return items(this.own, sequence)[0] ?? items(this.shared, sequence)[0];
  }
}
