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
import collections
import json
import pathlib
import sys
import warnings

import pydicom

from byte_search import search
from kinds import KINDS, Scorer
from outputs import Output

warnings.filterwarnings("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE


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
