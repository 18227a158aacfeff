"""The checks of the key, by the ten kinds of the MIDI-B challenge."""
import collections
import datetime
import re

import numpy

from outputs import folded, is_empty, number_list, text_of
from pictures import frames, is_hidden, read

KINDS = ["tagRetained", "textNotNull", "textRetained", "textRemoved", "dateShifted", "uidChanged", "uidConsistent", "patientIDConsistent",
         "pixelsHidden", "pixelsRetained"]
# Kinds that a withheld file cannot miss: nothing leaves.
SAFE_WHEN_WITHHELD = {"textRemoved", "dateShifted", "uidChanged", "pixelsHidden"}
# Objects that are better withheld.
MAY_BE_WITHHELD = {"encapsulatedPDF"}


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
