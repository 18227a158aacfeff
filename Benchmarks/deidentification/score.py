"""Scores the output of a de-identifier against the key of `mosaic sample DIR --identifiers`, by the ten kinds of the MIDI-B challenge.

usage: score.py KEY INPUT OUTPUT [--json FILE] [--details N] [--no-ocr]

Input and output are paired by Instance Number (0020,0013), which no two files of the set share: files, folders and UIDs may have new
names. It shares no code with Mosaic. What counts:

- A file that the tool withheld leaks nothing (text removed, pixels hidden count as right) and is missed where something had to stay;
  a document inside an object cannot be searched for identifiers, and withholding it is right.
- An option of PS3.15 Annex E in the key (--without NAME) takes checks out that hold only under it.
- Beside the ten kinds every byte of every output (raw, byte-swapped, inflated, decoded) is searched for every planted value in every
  encoding it could have, and every picture is read by Tesseract.
"""
import argparse
import base64
import collections
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import warnings
import zlib

import numpy
import pydicom
from pydicom.multival import MultiValue

warnings.filterwarnings("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE

KINDS = ["tagRetained", "textNotNull", "textRetained", "textRemoved", "dateShifted", "uidChanged", "uidConsistent", "patientIDConsistent",
         "pixelsHidden", "pixelsRetained"]
CONTENT = "(0040,A730)"
# Kinds that a withheld file cannot miss: nothing leaves.
SAFE_WHEN_WITHHELD = {"textRemoved", "dateShifted", "uidChanged", "pixelsHidden"}
# Objects that are better withheld.
MAY_BE_WITHHELD = {"encapsulatedPDF"}


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


# --- Reading ---------------------------------------------------------------------------------------------------------------

class Output:
    """One file that a tool wrote."""

    def __init__(self, path: pathlib.Path, root: pathlib.Path):
        self.path, self.name = path, str(path.relative_to(root))
        self.bytes = path.read_bytes()
        self.dataset = pydicom.dcmread(path, force=True)
        self.number = self.instance_number()
        self.changed_days = []

    def instance_number(self):
        try:
            return int(self.dataset.InstanceNumber)
        except (AttributeError, TypeError, ValueError):
            return None

    def element(self, path: str):
        """The element at `(gggg,eeee)[n].(gggg,eeee)`, or None."""
        found = self.dataset
        if path.startswith("(0002,"):
            return getattr(self.dataset, "file_meta", {}).get(tag(path))
        steps = path.split(".")
        for position, step in enumerate(steps):
            match = re.fullmatch(r"\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\)(?:\[(\d+)\])?", step)
            key = (int(match[1], 16) << 16) | int(match[2], 16)
            try:
                element = found.get(key)
            except Exception:
                element = None
            if element is None or match[3] is None:
                return element
            items = element.value
            if not isinstance(items, pydicom.Sequence):
                return element if position == len(steps) - 1 else None
            if int(match[3]) >= len(items):
                return None
            found = items[int(match[3])]
        return None


    def elements(self, path: str):
        """The element at the path, or every one it could be where content items before it were removed and the others moved up."""
        if CONTENT not in path:
            element = self.element(path)
            return [] if element is None else [element]
        found = [self.dataset]
        steps = path.split(".")
        for position, step in enumerate(steps):
            match = re.fullmatch(r"\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\)(?:\[(\d+)\])?", step)
            key = (int(match[1], 16) << 16) | int(match[2], 16)
            inner = [item[key] for item in found if key in item]
            if match[3] is None or position == len(steps) - 1:
                return inner
            found = []
            for items in (element.value for element in inner if isinstance(element.value, pydicom.Sequence)):
                found += items if step.startswith(CONTENT) else items[int(match[3]):int(match[3]) + 1]
        return []


def tag(path: str) -> int:
    return int(path[1:5] + path[6:10], 16)


def text_of(element) -> str:
    """The value as text, whatever its VR; bytes by every encoding that a reader could try."""
    if element is None:
        return ""
    value = element.value
    if isinstance(value, pydicom.Sequence):
        return "\\".join(text_of(inner) for item in value for inner in item)
    if isinstance(value, (bytes, bytearray)):
        raw = bytes(value)
        texts = [raw.decode("latin-1")]
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "iso8859-5", "iso8859-7", "iso8859-9", "shift_jis", "iso2022_jp"):
            texts.append(raw.decode(encoding, errors="ignore"))
        return "\n".join(texts)
    if isinstance(value, MultiValue):
        return "\\".join(str(part) for part in value)
    if value is None:
        return ""
    return str(value)


def is_empty(element) -> bool:
    if element is None:
        return True
    value = element.value
    if isinstance(value, pydicom.Sequence):
        return len(value) == 0
    return value is None or len(str(value).strip("\0 ")) == 0


def number_list(text: str):
    """Numbers of a decimal string, so that 0.50 and 0.5 are the same."""
    try:
        return [float(part) for part in text.split("\\")]
    except ValueError:
        return None


# --- The ten kinds ---------------------------------------------------------------------------------------------------------

class Scorer:
    def __init__(self, key, inputs, outputs, without, use_ocr):
        self.key, self.inputs, self.outputs, self.without, self.use_ocr = key, inputs, outputs, without, use_ocr
        self.total, self.missed, self.misses = collections.Counter(), collections.Counter(), []
        self.by_place, self.by_option = collections.Counter(), collections.Counter()
        self.direct_left = collections.Counter()
        self.uids = {}
        self.patients = {}
        self.shifts = collections.defaultdict(list)
        self.intervals = [0, 0]

    def note(self, kind, right, file, check, why=""):
        self.total[kind] += 1
        if right:
            return
        self.missed[kind] += 1
        self.by_place[(kind, check.get("place") or check.get("style") or "")] += 1
        if check.get("option"):
            self.by_option[check["option"]] += 1
        if kind in ("textRemoved", "pixelsHidden"):
            category = check.get("category") or "pixels"
            self.direct_left[category] += 1
        self.misses.append({"kind": kind, "file": file["instanceNumber"], "object": file["kind"], "path": check.get("path"),
                            "value": check.get("value") or check.get("text"), "place": check.get("place"), "category": check.get("category"),
                            "option": check.get("option"), "why": why})

    def run(self):
        paired = {}
        for output in self.outputs:
            paired.setdefault(output.number, []).append(output)
        files = {file["instanceNumber"]: file for file in self.key["files"]}
        self.stray = [output.name for number, found in paired.items() if number not in files for output in found]
        self.withheld = [number for number in files if number not in paired]
        self.collect(files, paired)
        for number, file in files.items():
            found = paired.get(number, [])
            for check in file["checks"]:
                if check.get("option") in self.without:
                    continue
                self.check(file, check, found[0] if found else None)
            if file["regions"]:
                self.pixels(file, found[0] if found else None)

    def collect(self, files, paired):
        """What every defining UID and every Patient ID became."""
        for number, found in paired.items():
            if number not in files:
                continue
            dataset, file = found[0].dataset, files[number]
            for keyword, original in (("SOPInstanceUID", file["sopInstanceUID"]), ("SeriesInstanceUID", file["seriesInstanceUID"]),
                                      ("StudyInstanceUID", file["studyInstanceUID"])):
                self.uids.setdefault(original, collections.Counter())[str(dataset.get(keyword, ""))] += 1
            for check in file["checks"]:
                if check["path"] == "(0020,0052)" and check["action"] == "uidChanged":
                    self.uids.setdefault(check["value"], collections.Counter())[str(dataset.get("FrameOfReferenceUID", ""))] += 1
            self.patients.setdefault(file["patient"], collections.Counter())[str(dataset.get("PatientID", ""))] += 1
            for check in file["checks"]:
                if check["action"] == "dateShifted" and check["path"] in ("(0008,0020)", "(0008,0023)", "(0008,0022)", "(0008,0021)"):
                    days = day_shift(check["value"], text_of(found[0].element(check["path"])))
                    if days is not None:
                        self.shifts[file["patient"]].append(days)

    def check(self, file, check, output):
        kind = check["action"]
        if output is None:
            return self.note(kind, kind in SAFE_WHEN_WITHHELD or file["kind"] in MAY_BE_WITHHELD, file, check, "withheld")
        path, value = check["path"], check.get("value")
        if path == "preamble":
            return self.note(kind, folded(value) not in folded(output.bytes[:128].decode("latin-1")), file, check)
        if path == "fileName":
            return self.note(kind, folded(value) not in folded(output.name), file, check)
        element = output.element(path)
        if kind == "tagRetained":
            self.note(kind, element is not None, file, check)
        elif kind == "textNotNull":
            self.note(kind, not is_empty(element), file, check)
        elif kind == "textRetained":
            self.note(kind, any(self.retains(found, value) for found in output.elements(path)), file, check, text_of(element)[:60])
        elif kind == "textRemoved":
            if value is None:
                original = self.inputs[file["instanceNumber"]].element(path)
                self.note(kind, is_empty(element) or raw(element) != raw(original), file, check, "bytes unchanged")
            else:
                self.note(kind, not any(self.holds(found, value) for found in output.elements(path)), file, check, text_of(element)[:60])
        elif kind == "dateShifted":
            self.date(file, check, element)
        elif kind == "uidChanged":
            self.note(kind, all(value not in text_of(found) for found in output.elements(path)), file, check)
        elif kind == "uidConsistent":
            became = self.uids.get(value)
            right = became is not None and len(became) == 1 and value not in became and any(
                text_of(found) in became and text_of(found) for found in output.elements(path))
            self.note(kind, right, file, check, text_of(element))
        elif kind == "patientIDConsistent":
            here = text_of(element)
            others = {other for patient, found in self.patients.items() if patient != file["patient"] for other in found}
            right = bool(here.strip()) and here != value and len(self.patients[file["patient"]]) == 1 and here not in others
            self.note(kind, right, file, check, here)

    def retains(self, element, value):
        here = text_of(element)
        if folded(value) in folded(here):
            return True
        return number_list(value) is not None and number_list(value) == number_list(here)

    def holds(self, element, value):
        here = folded(text_of(element))
        if folded(value) in here:
            return True
        # The digits of a number in an attribute of numbers.
        digits = re.sub(r"\D", "", value)
        return value.isdigit() and digits.lstrip("0") == re.sub(r"\D", "", here).lstrip("0") != ""

    def date(self, file, check, element):
        value, here = check["value"], text_of(element)
        right = value[:8] not in here if value[:8].isdigit() else value not in here
        self.note("dateShifted", right, file, check, here[:60])
        days = day_shift(value, here)
        if right and days is not None:
            known = collections.Counter(self.shifts[file["patient"]]).most_common(1)
            self.intervals[0] += 1
            self.intervals[1] += bool(known) and known[0][0] == days

    def pixels(self, file, output):
        before = frames(self.inputs[file["instanceNumber"]].dataset)
        after = frames(output.dataset) if output is not None else None
        for region in file["regions"]:
            kind = region["action"]
            if after is None:
                right = output is None and kind == "pixelsHidden" or output is not None and "PixelData" not in output.dataset and kind == "pixelsHidden"
                self.note(kind, right, file, region, "withheld" if output is None else "no pixels")
                continue
            if after.shape[:3] != before.shape[:3]:
                self.note(kind, False, file, region, f"another shape {after.shape}")
                continue
            rows, columns = slice(region["row"], region["row"] + region["height"]), slice(region["column"], region["column"] + region["width"])
            old, new = before[:, rows, columns].astype(float), after[:, rows, columns].astype(float)
            if kind == "pixelsRetained":
                # Decoders differ by a step or two where a lossy picture is turned into RGB.
                tolerance = 4 if file["transferSyntaxUID"] == "1.2.840.10008.1.2.4.50" else 0
                self.note(kind, bool(numpy.abs(old - new).max() <= tolerance), file, region)
            else:
                self.note(kind, is_hidden(old, new) and not (self.use_ocr and self.is_readable(new, region["text"])), file, region, region["style"])

    def is_readable(self, picture, text):
        for frame in picture[:1]:
            gray = frame if frame.ndim == 2 else frame.mean(axis=2)
            if gray.max() - gray.min() < 8:
                continue
            found = folded(re.sub(r"\W", "", read(gray)))
            wanted = folded(re.sub(r"\W", "", text))
            if len(wanted) >= 4 and (wanted in found or len(found) >= 4 and found in wanted):
                return True
        return False


def raw(element):
    value = element.value
    return bytes(value) if isinstance(value, (bytes, bytearray)) else str(value)


def day_shift(old: str, new: str):
    """The days from one DA or DT to another; None where either is none."""
    try:
        first = datetime.datetime.strptime(old[:8], "%Y%m%d")
        second = datetime.datetime.strptime(new.strip()[:8], "%Y%m%d")
    except ValueError:
        return None
    return (second - first).days


def frames(dataset):
    """Frames, rows, columns (, samples); None without pixels that can be decoded."""
    if "PixelData" not in dataset:
        return None
    try:
        array = dataset.pixel_array
    except Exception:
        return None
    return array if int(dataset.get("NumberOfFrames", 1) or 1) > 1 else array[numpy.newaxis]


def is_hidden(old, new) -> bool:
    """Whether the drawn letters do not show in the new pixels: these are flat, or have nothing to do with the letters."""
    old, new = (part if part.ndim == 3 else part.mean(axis=3) for part in (old, new))
    for before, after in zip(old, new):
        if after.max() - after.min() < 1e-9:
            continue
        if before.std() < 1e-9:
            continue
        spread = before.std() * after.std()
        if spread and abs(((before - before.mean()) * (after - after.mean())).mean() / spread) > 0.35:
            return False
    return True


def read(gray) -> str:
    """What Tesseract reads in a picture."""
    from PIL import Image, ImageOps
    low, high = float(gray.min()), float(gray.max())
    image = Image.fromarray(((gray - low) * (255 / (high - low))).astype("uint8"))
    image = ImageOps.expand(image, 12, fill=int(numpy.median(numpy.asarray(image))))
    scale = max(1, round(40 / max(8, gray.shape[0])))
    image = image.resize((image.width * scale, image.height * scale))
    if numpy.median(numpy.asarray(image)) < 128:
        image = ImageOps.invert(image)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        image.save(file.name)
        try:
            return subprocess.run(["tesseract", file.name, "-", "--psm", "6"], capture_output=True, text=True, timeout=60).stdout
        except FileNotFoundError:
            raise SystemExit("There is no tesseract. Install the Debian package tesseract-ocr, or use --no-ocr.")


# --- The search of every byte ----------------------------------------------------------------------------------------------

class ByteSearch:
    """Finds thousands of needles in one pass: the first four bytes of each through a table, the rest by comparison."""

    ENCODINGS = ["utf-8", "latin-1", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "utf-16-le", "utf-16-be", "iso2022_jp", "shift_jis",
                 "euc_jp", "gb18030", "cp1251", "cp1253"]

    def __init__(self, values):
        self.needles = collections.defaultdict(list)
        for value in values:
            for needle in self.forms(value["value"]):
                if len(needle) >= 5:
                    self.needles[needle[:4]].append((needle, value))
        self.table = numpy.zeros(1 << 20, dtype=bool)
        for prefix in self.needles:
            self.table[self.hash(numpy.frombuffer(prefix, dtype="<u4").astype(numpy.uint64))] = True

    def forms(self, value):
        forms = set()
        variants = {value, value.upper(), value.lower(), unicodedata.normalize("NFD", value), value.replace(" ", "^")}
        for text in variants:
            for encoding in self.ENCODINGS:
                try:
                    forms.add(lowered(text.encode(encoding)))
                except UnicodeEncodeError:
                    continue
            # Escapes of ISO 2022 stand before the letters, the letters are those of the single sets; kanji without their escapes too.
            try:
                forms.add(lowered(re.sub(rb"\x1b[\x20-\x2f]*[\x30-\x7e]", b"", text.encode("iso2022_jp"))))
            except UnicodeEncodeError:
                pass
        for form in list(forms):
            if len(form) >= 9:
                forms.add(lowered(form.hex().encode()))
        data = value.encode()
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + data)
            inner = encoded[(0, 2, 3)[shift]:len(encoded) - 4]
            if len(inner) >= 10:
                forms.add(lowered(inner))
        return forms

    @staticmethod
    def hash(words):
        return ((words * numpy.uint64(2654435761)) >> numpy.uint64(12)) & numpy.uint64((1 << 20) - 1)

    def find(self, data: bytes):
        """The values found in the bytes, in either order of the bytes of 16-bit words."""
        found = {}
        swapped = numpy.frombuffer(data[:len(data) & ~1], dtype="<u2").byteswap().tobytes()
        for haystack, how in ((data, "as written"), (swapped, "swapped")):
            haystack = lowered(haystack)
            for start in range(0, max(0, len(haystack) - 3), 4_000_000):
                part = haystack[start:start + 4_000_000 + 256]
                self.scan(part, how, found)
        return found

    def scan(self, haystack, how, found):
        for offset in range(4):
            words = numpy.frombuffer(haystack[offset:offset + (len(haystack) - offset) // 4 * 4], dtype="<u4")
            for position in numpy.flatnonzero(self.table[self.hash(words.astype(numpy.uint64))]):
                place = int(position) * 4 + offset
                for needle, value in self.needles.get(haystack[place:place + 4], ()):
                    if haystack.startswith(needle, place):
                        found.setdefault(value["value"], (value, how))


LOWER = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))


def lowered(data: bytes) -> bytes:
    return data.translate(LOWER)


def unpacked(output: Output):
    """Parts of a file that lie deflated in it."""
    data = output.bytes
    meta = getattr(output.dataset, "file_meta", None)
    if meta is not None and str(meta.get("TransferSyntaxUID", "")) in ("1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205"):
        start = data.find(b"DICM") + 4
        length = int(meta.get("FileMetaInformationGroupLength", 0) or 0)
        if length:
            try:
                yield zlib.decompressobj(-15).decompress(data[start + 12 + length:])
            except zlib.error:
                pass
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[match.end():], 1 << 24)
        except zlib.error:
            continue
    for match in re.finditer(rb"\x1f\x8b\x08", data):
        try:
            yield zlib.decompressobj(31).decompress(data[match.start():], 1 << 24)
        except zlib.error:
            continue


def all_text(dataset) -> str:
    texts = []

    def walk(items):
        for element in items:
            try:
                if element.VR == "SQ":
                    for item in element.value:
                        walk(item)
                elif not (element.tag == 0x7FE00010 or isinstance(element.value, bytes) and len(element.value) > 200_000):
                    texts.append(text_of(element))
            except Exception:
                continue
    walk(dataset)
    if getattr(dataset, "file_meta", None) is not None:
        walk(dataset.file_meta)
    return folded("\n".join(texts))


def search(key, outputs):
    values = [value for value in key["values"] if value["isDistinctive"]]
    index = ByteSearch(values)
    found = {}
    for output in outputs:
        hits = index.find(output.bytes)
        for part in unpacked(output):
            hits.update(index.find(part))
        text = all_text(output.dataset)
        name = folded(output.name)
        for value in values:
            needle = folded(value["value"])
            if needle in text:
                hits.setdefault(value["value"], (value, "decoded"))
            if needle in name:
                hits.setdefault(value["value"], (value, "file name"))
        for text, (value, how) in hits.items():
            found.setdefault((text, value["category"]), []).append({"file": output.number, "how": how, "direct": value["isDirect"]})
    return found


# --- Report ----------------------------------------------------------------------------------------------------------------

def score(key, input_folder, output_folder, without=(), use_ocr=True):
    """The score as plain values."""
    def read_all(folder):
        folder = pathlib.Path(folder)
        outputs = []
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                try:
                    output = Output(path, folder)
                except Exception:
                    continue
                if output.number is not None or "SOPClassUID" in output.dataset:
                    outputs.append(output)
        return outputs

    inputs = {output.number: output for output in read_all(input_folder)}
    missing = [file["path"] for file in key["files"] if file["instanceNumber"] not in inputs]
    if missing:
        raise SystemExit(f"{len(missing)} files of the key are not below {input_folder}, such as {missing[0]}.")
    outputs = read_all(output_folder)
    scorer = Scorer(key, inputs, outputs, set(without), use_ocr)
    scorer.run()
    found = search(key, outputs)
    total, missed = sum(scorer.total.values()), sum(scorer.missed.values())
    return {
        "files": len(key["files"]), "outputs": len(outputs), "withheld": len(scorer.withheld), "stray": len(scorer.stray),
        "withheldKinds": dict(collections.Counter(file["kind"] for file in key["files"] if file["instanceNumber"] in set(scorer.withheld))),
        "kinds": {kind: {"checks": scorer.total[kind], "missed": scorer.missed[kind],
                         "perMillion": round(scorer.missed[kind] * 1e6 / scorer.total[kind]) if scorer.total[kind] else 0} for kind in KINDS},
        "checks": total, "missed": missed, "correct": 1 - missed / total if total else 0,
        "removedLeft": dict(scorer.direct_left),
        "places": {f"{kind} {place}": count for (kind, place), count in scorer.by_place.most_common()},
        "options": dict(scorer.by_option),
        "intervals": {"dates": scorer.intervals[0], "kept": scorer.intervals[1]},
        "bytes": {
            "directValues": sum(1 for hits in found.values() if hits[0]["direct"]), "otherValues": sum(1 for hits in found.values() if not hits[0]["direct"]),
            "files": len({hit["file"] for hits in found.values() for hit in hits}),
            "found": [{"value": value, "category": category, "hits": len(hits), "file": hits[0]["file"], "how": hits[0]["how"]}
                      for (value, category), hits in sorted(found.items(), key=lambda pair: -len(pair[1]))]},
        "misses": scorer.misses,
    }


def show(result, details=0):
    print(f"{result['outputs']} of {result['files']} files, {result['withheld']} withheld {result['withheldKinds'] or ''}")
    for kind, counts in result["kinds"].items():
        print(f"{kind:<20} {counts['checks']:>7} checks {counts['missed']:>7} missed {counts['perMillion']:>8} per million")
    print(f"{'all':<20} {result['checks']:>7} checks {result['missed']:>7} missed, {result['correct']:.4%} right")
    print(f"left of what had to go: {result['removedLeft'] or 'nothing'}")
    print(f"intervals kept: {result['intervals']['kept']} of {result['intervals']['dates']} shifted dates")
    every = result["bytes"]
    print(f"search of every byte: {every['directValues']} direct identifiers and {every['otherValues']} other values in {every['files']} files")
    for place, count in list(result["places"].items())[:details]:
        print(f"  {count:>6} {place}")
    for hit in every["found"][:details]:
        print(f"  {hit['hits']:>4} x {hit['category']} {hit['value']!r} ({hit['how']}), first in file {hit['file']}")
    seen = collections.Counter()
    for miss in result["misses"]:
        group = (miss["kind"], miss["object"], miss["path"])
        seen[group] += 1
        if seen[group] == 1 and len(seen) <= details:
            print("  ", {name: part for name, part in miss.items() if part})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("key")
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--json")
    parser.add_argument("--details", type=int, default=0)
    parser.add_argument("--no-ocr", action="store_true")
    parser.add_argument("--without", nargs="*", default=[], help="options of the key whose checks are left out")
    options = parser.parse_args()
    key = json.loads(pathlib.Path(options.key).read_text())
    if key["version"] != 1:
        raise SystemExit(f"The key has version {key['version']}; this program reads 1.")
    result = score(key, options.input, options.output, options.without, not options.no_ocr)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1, ensure_ascii=False))
    show(result, options.details)
    sys.exit(1 if result["bytes"]["directValues"] or any(
        count for category, count in result["removedLeft"].items() if category in
        ("personName", "patientIdentifier", "birthDate", "address", "telephone", "electronicAddress", "orderIdentifier", "pixels")) else 0)


if __name__ == "__main__":
    main()
