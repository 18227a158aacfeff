// The node's own DICOMweb, asked with the cookie of the page (PS3.18 chapter 10).

/** What the archive answered instead of what was asked for, in its own words. */
export class ArchiveError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const nativeFrames = 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1';
const anyBytes = 'multipart/related; type="application/octet-stream", application/octet-stream';

export class Archive {
  /** @param root the path of DICOMweb on this server. */
  constructor(root) {
    this.root = root;
  }

  /** The metadata of every instance of a series. */
  metadata(study, series, signal) {
    return this.json(`/studies/${study}/series/${series}/metadata`, signal);
  }

  /** The series of a study that have a modality. */
  series(study, modality, signal) {
    return this.json(`/studies/${study}/series?Modality=${modality}`, signal);
  }

  /** One frame in native form, little endian. */
  async frame(slice, signal) {
    return bytes(await this.ask(`${this.path(slice)}/frames/${slice.frame}`, nativeFrames, signal));
  }

  /** One frame as the server renders it, for colours that only a decoder knows. Red, green, blue, opacity of each pixel. */
  async rendered(slice, signal) {
    const response = await this.ask(`${this.path(slice)}/frames/${slice.frame}/rendered`, "image/png", signal);
    const bitmap = await createImageBitmap(await response.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return context.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
  }

  /** A value that metadata refers to. Only the path of its address counts: the node may be known under several names. */
  async bulkData(address, signal) {
    const path = new URL(address, window.location.href).pathname;
    return bytes(await ask(path, anyBytes, signal));
  }

  path(slice) {
    return `/studies/${slice.study}/series/${slice.series}/instances/${slice.uid}`;
  }

  async json(path, signal) {
    const response = await this.ask(path, "application/dicom+json", signal);
    return response.status === 204 ? [] : response.json();
  }

  ask(path, accept, signal) {
    return ask(this.root + path, accept, signal);
  }
}

async function ask(path, accept, signal) {
  let response;
  try {
    response = await fetch(path, { headers: { Accept: accept }, credentials: "same-origin", signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ArchiveError("The node does not answer. Is it still running?", 0);
  }
  if (response.ok) return response;
  let message = `The archive answered with status ${response.status}.`;
  if (response.headers.get("Content-Type")?.includes("json")) {
    const problem = await response.json().catch(() => ({}));
    message = problem.detail ?? problem.Details ?? message;
  }
  throw new ArchiveError(message, response.status);
}

/** The body, or the only part of a multipart body (RFC 2046 §5.1.1). */
async function bytes(response) {
  const body = new Uint8Array(await response.arrayBuffer());
  const type = response.headers.get("Content-Type") ?? "";
  if (!/^multipart\//i.test(type)) return body;
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  const start = find(body, "\r\n\r\n", 0) + 4;
  const end = boundary === undefined ? -1 : findLast(body, `\r\n--${boundary}`);
  if (start < 4 || end < start) throw new ArchiveError("The archive's answer ends in the middle.", 0);
  return body.subarray(start, end);
}

function matches(body, pattern, position) {
  for (let index = 0; index < pattern.length; index++) {
    if (body[position + index] !== pattern.charCodeAt(index)) return false;
  }
  return true;
}

function find(body, pattern, from) {
  for (let position = from; position + pattern.length <= body.length; position++) {
    if (matches(body, pattern, position)) return position;
  }
  return -1;
}

/** Looked for from the end, so that pixels are not searched. */
function findLast(body, pattern) {
  for (let position = body.length - pattern.length; position >= 0; position--) {
    if (matches(body, pattern, position)) return position;
  }
  return -1;
}
