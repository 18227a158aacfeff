"""What pydicom and its decoders make of pixels, for PixelComparisonTests.swift.

    pixels.py digests               every file below pydicom's and pydicom-data's folders: path, frame, count and digest, or why not
    pixels.py values FILE FRAME OUT the stored values of a frame as little endian doubles
    pixels.py rendered FOLDER       frame 0 of every such file as eight-bit shades or colours, and a list of what was written
    pixels.py pairs LIST            two files a line, tab between them: prints the lines whose frames differ
    pixels.py pictures LIST         an image file and a file of its samples a line: prints the lines that differ, with by how much
"""

import importlib
import logging
import os
import sys
import warnings

import numpy as np
import pydicom
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut, apply_windowing, pixel_array

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


def files():
    for package, below in (("pydicom", "data"), ("data_store", "")):
        root = os.path.join(os.path.dirname(importlib.import_module(package).__file__), below)
        for folder, _, names in sorted(os.walk(root)):
            if "__pycache__" not in folder:
                yield from (os.path.join(folder, name) for name in sorted(names))


def read(path):
    """A file, also one without a preamble if it holds pixels; None when it is not DICOM."""
    try:
        return pydicom.dcmread(path)
    except Exception:
        pass
    try:
        dataset = pydicom.dcmread(path, force=True)
        return dataset if any(name in dataset for name in PIXELS) else None
    except Exception:
        return None


def values(dataset, frame, raw=True):
    """Stored values. Pillow first for baseline: it is built on libjpeg-turbo, whose rounding of chrominances is ours."""
    if getattr(dataset.file_meta, "TransferSyntaxUID", "") == pydicom.uid.JPEGBaseline8Bit:
        try:
            return pixel_array(dataset, raw=raw, index=frame, decoding_plugin="pillow")
        except Exception:
            pass
    return pixel_array(dataset, raw=raw, index=frame)


def digest(array):
    """A sum over position and value that both sides can compute quickly; doubles by their bits."""
    flat = np.ascontiguousarray(array).ravel()
    kind = np.float64 if flat.dtype.kind == "f" else np.int64
    bits = flat.astype(kind).view(np.uint64)
    places = np.arange(bits.size, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return int(((bits ^ np.uint64(0x9E3779B97F4A7C15)) * places).sum(dtype=np.uint64))


def frames_of(dataset):
    try:
        return max(int(dataset.get("NumberOfFrames", 1) or 1), 1)
    except Exception:
        return 1


def digests():
    for path in files():
        dataset = read(path)
        if dataset is None:
            print(path, "not-dicom", sep="\t")
        elif not any(name in dataset for name in PIXELS):
            print(path, "no-pixels", sep="\t")
        else:
            for frame in range(frames_of(dataset)):
                try:
                    array = values(dataset, frame)
                    print(path, frame, array.size, digest(array), sep="\t")
                except Exception as error:
                    print(path, "refused", " ".join(str(error).split())[:200], sep="\t")
                    break


def groups(dataset):
    """Copies what the functional groups of frame 0 say to where the functions of pydicom look."""
    for name in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        item = (dataset.get(name) or [None])[0]
        for sequence in ("PixelValueTransformationSequence", "FrameVOILUTSequence"):
            for inner in (item.get(sequence) or [])[:1] if item is not None else []:
                for element in inner:
                    dataset[element.tag] = element


def usable_window(dataset):
    try:
        function = dataset.get("VOILUTFunction", "LINEAR") or "LINEAR"
        width = dataset.get("WindowWidth")
        width = float(width[0] if isinstance(width, pydicom.multival.MultiValue) else width)
        return dataset.get("WindowCenter") is not None and (width >= 1 if function == "LINEAR" else width > 0)
    except Exception:
        return False


def shades(dataset):
    """Frame 0 as PS3.3 C.11 shows it, by pydicom's own functions where it has them."""
    groups(dataset)
    array = values(dataset, 0, raw=False)
    meaning = dataset.get("PhotometricInterpretation", "")
    if meaning == "PALETTE COLOR":
        coloured = apply_color_lut(array, dataset)
        return coloured if coloured.dtype.itemsize == 1 else (coloured >> 8).astype(np.uint8)
    if dataset.get("SamplesPerPixel", 1) == 3:
        if dataset.BitsStored != 8:
            return np.round(array.astype(np.float64) * 255 / (2**dataset.BitsStored - 1)).astype(np.uint8)
        return array
    modality = np.asarray(apply_modality_lut(array, dataset), dtype=np.float64)
    padding = np.zeros(array.shape, dtype=bool)
    if (first := dataset.get("PixelPaddingValue")) is not None and array.dtype.kind != "f":
        wrap = 2**16 if dataset.PixelRepresentation == 1 and first > 32767 else 0
        last = dataset.get("PixelPaddingRangeLimit", first)
        first, last = sorted((int(first) - wrap, int(last) - (wrap if last > 32767 else 0)))
        padding = (array >= first) & (array <= last)
    if dataset.get("VOILUTSequence"):
        entry_bits = dataset.VOILUTSequence[0].LUTDescriptor[2]
        shown = apply_voi_lut(modality.astype(np.int64), dataset) / (2**entry_bits - 1)
    elif usable_window(dataset):
        # The ends show where pydicom puts black and white.
        wide = apply_windowing(np.concatenate([modality.ravel(), [-1e12, 1e12]]), dataset)
        shown = ((wide[:-2] - wide[-2]) / (wide[-1] - wide[-2])).reshape(modality.shape)
    else:
        counted = modality[~padding & np.isfinite(modality)]
        low, high = (counted.min(), counted.max()) if counted.size else (0, 0)
        if dataset.get("BitsStored") == 1:
            low, high = 0, 1
        shown = (modality - low) / (high - low) if high > low else np.zeros(modality.shape)
    shown = np.round(np.clip(shown, 0, 1) * 255)
    if meaning == "MONOCHROME1" or dataset.get("PresentationLUTShape") == "INVERSE":
        shown = 255 - shown
    shown[padding] = 0
    return shown.astype(np.uint8)


def rendered(folder):
    for number, path in enumerate(files()):
        dataset = read(path)
        if dataset is None or not any(name in dataset for name in PIXELS):
            continue
        try:
            array = np.ascontiguousarray(shades(dataset))
        except Exception as error:
            print(path, "refused", " ".join(str(error).split())[:200], sep="\t")
            continue
        array.tofile(os.path.join(folder, f"{number}.shades"))
        print(path, f"{number}.shades", sep="\t")


def pairs(listing):
    for line in open(listing).read().split("\n"):
        if not line:
            continue
        first, second = (pydicom.dcmread(path) for path in line.split("\t"))
        for frame in range(frames_of(first)):
            try:
                if not np.array_equal(values(first, frame), values(second, frame)):
                    print(line, "frame", frame, "differs")
            except Exception as error:
                print(line, "frame", frame, " ".join(str(error).split())[:300])


def pictures(listing):
    from PIL import Image

    for line in open(listing).read().split("\n"):
        if not line:
            continue
        picture, samples = line.split("\t")
        shown = np.asarray(Image.open(picture)).ravel().astype(int)
        ours = np.fromfile(samples, dtype=np.uint8).astype(int)
        if shown.shape != ours.shape:
            print(line, "another size")
        elif (largest := np.abs(shown - ours).max()) > 0:
            print(line, largest, np.abs(shown - ours).mean())


mode, arguments = sys.argv[1], sys.argv[2:]
if mode == "digests":
    digests()
elif mode == "values":
    values(read(arguments[0]), int(arguments[1])).astype("<f8").tofile(arguments[2])
elif mode == "rendered":
    rendered(arguments[0])
elif mode == "pairs":
    pairs(arguments[0])
elif mode == "pictures":
    pictures(arguments[0])
