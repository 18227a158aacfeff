"""Measures de-identification beside other tools in one run: what is left of planted identifiers, then speed.

usage: bench_deidentification.py [--patients N] [--seed S] [--files N] [--peer-files N] [--frames N] [--profile P] [--mosaic PROGRAM] [--results FILE]
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib import metadata

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "archive")]
import ct_files  # noqa: E402
import real_slices  # noqa: E402
import score  # noqa: E402

# Options of the key that contradict its other checks: serial numbers of devices have to go.
WITHOUT = {"retainDeviceIdentity"}
PEERS = ["dicognito", "dicom-anonymizer", "deid", "dcmtk"]
NAMES = {"tagRetained": "tag retained", "textNotNull": "text not null", "textRetained": "text retained", "textRemoved": "text removed",
         "dateShifted": "date shifted", "uidChanged": "UID changed", "uidConsistent": "UID consistent", "patientIDConsistent": "patient id consistent",
         "pixelsHidden": "pixels hidden", "pixelsRetained": "pixels retained"}


def run(tool, source, target, mosaic, profile) -> float:
    """Runs a tool in a process of its own; the seconds it took, its start included. Mosaic may end with 1: it names what it withheld."""
    shutil.rmtree(target, ignore_errors=True)
    if tool == "mosaic":
        command = [mosaic, "dicom", "deidentify", str(source), str(target), "--profile", profile, "--secret", f"{target}.secret"]
    else:
        command = [sys.executable, str(HERE / "peers.py"), tool, str(source), str(target)]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.monotonic() - start
    if done.returncode not in ((0, 1) if tool == "mosaic" else (0,)):
        raise SystemExit(f"{tool} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
    return seconds


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def make_ultrasound(path, frames, rows=768, columns=1024):
    """A sweep of RGB frames with a name and a number burned into each."""
    import numpy
    import pydicom
    from PIL import Image, ImageDraw
    from pydicom.dataset import Dataset, FileMetaDataset
    random = numpy.random.default_rng(5)
    picture = Image.new("RGB", (columns, rows))
    draw = ImageDraw.Draw(picture)
    draw.text((20, 12), "WISNIEWSKA MALGORZATA", fill=(240, 240, 240), font_size=28)
    draw.text((columns - 260, 12), "ID 0048213377", fill=(240, 220, 40), font_size=24)
    base = numpy.asarray(picture).copy()
    sector = numpy.zeros((rows, columns), bool)
    y, x = numpy.mgrid[0:rows, 0:columns]
    sector[(abs(x - columns / 2) < (y - 60) * 0.6) & (y > 80) & (y < rows - 20)] = True
    stack = numpy.repeat(base[numpy.newaxis], frames, axis=0)
    for frame in stack:
        frame[sector] = random.integers(10, 180, size=(int(sector.sum()), 1), dtype=numpy.uint8)
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.3.1", pydicom.uid.generate_uid()
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = pydicom.uid.generate_uid(), pydicom.uid.generate_uid()
    dataset.PatientName, dataset.PatientID, dataset.Modality = "WISNIEWSKA^MALGORZATA", "0048213377", "US"
    dataset.StudyDate, dataset.InstanceNumber, dataset.NumberOfFrames = "20240506", 1, frames
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.PlanarConfiguration = 3, "RGB", 0
    dataset.Rows, dataset.Columns = rows, columns
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 8, 8, 7, 0
    dataset.FrameTime, dataset.FrameIncrementPointer = "33.3", 0x00181063
    dataset.PixelData = stack.tobytes()
    dataset["PixelData"].VR = "OB"
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    dataset.file_meta = meta
    path.parent.mkdir(parents=True)
    dataset.save_as(path, enforce_file_format=True)
    return len(dataset.PixelData) / 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=44)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--peer-files", type=int, default=500, help="so many of these files for each other tool: some take minutes")
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--profile", default=str(HERE / "profile.yaml"))
    parser.add_argument("--mosaic", default=str(HERE.parent.parent / ".build/release/mosaic"))
    parser.add_argument("--results", default=str(HERE.parent / "RESULTS.md"))
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mosaic-bench-", dir=os.environ.get("BENCH_FOLDER")))
    tools = ["mosaic", *PEERS]
    load = os.getloadavg()[0]
    try:
        # What is left.
        sample = folder / "sample"
        subprocess.run([options.mosaic, "sample", str(sample), "--identifiers", "--patients", str(options.patients), "--seed", str(options.seed)],
                       check=True, capture_output=True)
        key = json.loads((sample / "identifier-key.json").read_text())
        results = {}
        for tool in tools:
            run(tool, sample / "files", folder / tool, options.mosaic, options.profile)
            results[tool] = score.score(key, sample / "files", folder / tool, without=WITHOUT)
            print(f"== {tool}", flush=True)
            score.show(results[tool])
            shutil.rmtree(folder / tool)

        # How fast.
        ct_files.make(folder / "ct", options.files)
        few = folder / "few"
        few.mkdir()
        for path in sorted((folder / "ct").iterdir())[:options.peer_files]:
            (few / path.name).hardlink_to(path)
        rates = {}
        for tool in tools:
            source, count = (folder / "ct", options.files) if tool == "mosaic" else (few, min(options.files, options.peer_files))
            times = []
            for _ in range(3 if tool == "mosaic" else 1):
                times.append(run(tool, source, folder / "speed", options.mosaic, options.profile))
            written = sum(1 for path in (folder / "speed").rglob("*.dcm"))
            if written != count and tool != "dicognito":
                print(f"{tool} wrote {written} of {count} files")
            rates[tool] = count / min(times)
            print(f"{tool}: {rates[tool]:.1f} files/s", flush=True)
            shutil.rmtree(folder / "speed")
        megabytes = make_ultrasound(folder / "us" / "sweep.dcm", options.frames)
        seconds = min(run("mosaic", folder / "us", folder / "us-clean", options.mosaic, options.profile) for _ in range(3))
        cleaned = any((folder / "us-clean").rglob("*.dcm"))
        slices = real_slices.measure(options.mosaic, folder / "real")
        write(options, results, rates, megabytes, seconds if cleaned else None, slices, load)
    finally:
        shutil.rmtree(folder)


def write(options, results, rates, megabytes, seconds, slices, load):
    tools = list(results)
    mosaic = results["mosaic"]
    chosen = " ".join(sys.argv[1:]) or "default options"
    lines = [
        f"## De-identification ({datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%MZ})", "",
        f"`make bench-deidentification` ({chosen}): {mosaic['files']} files of 22 kinds with identifiers planted by `mosaic sample --identifiers`,",
        f"seed {options.seed}, scored by `score.py` against the key by the ten kinds of the MIDI-B challenge, in misses per million checks. The set is",
        "our own and made to be hard; no figure compares with the challenge's. A withheld file misses all that had to stay and leaks nothing;",
        "documents inside of objects are better withheld.",
        f"Mosaic under {pathlib.Path(options.profile).name}; the others as `peers.py` says.",
        f"{processor()}, {os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}; "
        + ", ".join(f"{name} {metadata.version(name)}" for name in ("dicognito", "dicom-anonymizer", "deid", "pydicom")) + "; "
        + subprocess.run(["dcmodify", "--version"], capture_output=True, text=True).stdout.splitlines()[0].strip("$ ") + ".", "",
        "| kind | checks | " + " | ".join(tools) + " |", "|---|---|" + "---|" * len(tools)]
    for kind, name in NAMES.items():
        lines.append(f"| {name} | {mosaic['kinds'][kind]['checks']} | " + " | ".join(str(results[tool]["kinds"][kind]["perMillion"]) for tool in tools) + " |")
    lines.append(f"| all, right | {mosaic['checks']} | " + " | ".join(f"{results[tool]['correct']:.3%}" for tool in tools) + " |")
    lines.append("| direct identifiers found in any byte | | " + " | ".join(str(results[tool]["bytes"]["directValues"]) for tool in tools) + " |")
    lines.append("| other planted values found in any byte | | " + " | ".join(str(results[tool]["bytes"]["otherValues"]) for tool in tools) + " |")
    lines.append("| files withheld | | " + " | ".join(str(results[tool]["withheld"]) for tool in tools) + " |")
    lines += ["", f"| CT files of 525 KB | files/s | mosaic is |", "|---|---|---|"]
    for tool in tools:
        count = options.files if tool == "mosaic" else min(options.files, options.peer_files)
        ratio = "" if tool == "mosaic" else f"{rates['mosaic'] / rates[tool]:.1f} x"
        lines.append(f"| {tool}, {count} files | {rates[tool]:.1f} | {ratio} |")
    lines.append("")
    if seconds is None:
        lines.append(f"Ultrasound of {options.frames} frames, {megabytes:.0f} MB, with text in the pixels: withheld.")
    else:
        lines.append(f"Ultrasound of {options.frames} frames, {megabytes:.0f} MB, text in the pixels found and blanked: {megabytes / seconds:.1f} MB/s.")
    lines += ["", "| real slices without text (`real_slices.py`) | slices | pixels changed | ms a slice |", "|---|---|---|---|"]
    lines += [f"| {name} | {count} | {changed} | {milliseconds:.1f} |" for name, count, changed, milliseconds in slices]
    text = "\n" + "\n".join(lines) + "\n"
    print(text)
    with open(options.results, "a") as file:
        file.write(text)


if __name__ == "__main__":
    main()
