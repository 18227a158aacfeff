"""What a frame looks like in 8 bits, as pydicom makes it: the oracle for the viewer's pixels."""

import numpy
import pydicom
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_windowing, pixel_array


def expected(file, frame):
    """Rows x columns x 3, values 0 to 255 with fractions. `frame` counts from 1."""
    data = pydicom.dcmread(file)
    # Colours come out as RGB, however they are stored.
    pixels = pixel_array(data, index=frame - 1, raw=False)
    kind = data.PhotometricInterpretation
    if kind == "PALETTE COLOR":
        coloured = apply_color_lut(pixels, data)
        return coloured / (257.0 if coloured.dtype.itemsize == 2 else 1.0)
    if data.SamplesPerPixel > 1:
        return pixels.astype(float)
    groups = frame_groups(data, frame)
    real = modality(pixels, data, groups)
    gray = interest(real, data, groups)
    if kind == "MONOCHROME1":
        gray = 255 - gray
    return numpy.repeat(gray[:, :, None], 3, axis=2)


def frame_groups(data, frame):
    """The data sets in which attributes of a frame are looked for, the frame's own first."""
    found = []
    own = data.get("PerFrameFunctionalGroupsSequence")
    shared = data.get("SharedFunctionalGroupsSequence")
    for group in ([own[frame - 1]] if own else []) + (list(shared) if shared else []):
        for element in group:
            if element.VR == "SQ" and len(element.value) > 0:
                found.append(element.value[0])
    return found + [data]


def first(groups, keyword):
    return next((group for group in groups if keyword in group), None)


def modality(pixels, data, groups):
    if "ModalityLUTSequence" in data:
        return apply_modality_lut(pixels, data).astype(float)
    source = first(groups, "RescaleSlope")
    return pixels.astype(float) if source is None else apply_modality_lut(pixels.astype(float), source)


def interest(real, data, groups):
    table = first(groups, "VOILUTSequence")
    if table is not None:
        item = table.VOILUTSequence[0]
        bits = item.LUTDescriptor[2]
        entries = numpy.array(item.LUTData if not isinstance(item.LUTData, bytes) else numpy.frombuffer(item.LUTData, "<u2"))
        descriptor = item.LUTDescriptor
        index = numpy.clip(numpy.round(real).astype(int) - descriptor[1], 0, (descriptor[0] or 65536) - 1)
        return entries[index] / (2**bits - 1) * 255
    source = first(groups, "WindowWidth")
    if source is None:
        low, high = real.min(), real.max()
        return (real - low) / max(high - low, 1e-9) * 255
    # apply_windowing takes the output's range from the bits of the object: sixteen unsigned ones keep every step.
    view = pydicom.Dataset()
    view.PhotometricInterpretation, view.BitsStored, view.PixelRepresentation = "MONOCHROME2", 16, 0
    view.WindowCenter, view.WindowWidth = source.WindowCenter, source.WindowWidth
    if "VOILUTFunction" in source:
        view.VOILUTFunction = source.VOILUTFunction
    return apply_windowing(real, view) / 65535 * 255
