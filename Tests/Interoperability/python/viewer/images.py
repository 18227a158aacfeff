"""Makes the images that the browser tests look at: a folder of real ones of pydicom, and segmentations of a generated chest CT.

images.py SAMPLES OUT    SAMPLES is what `mosaic sample` wrote.
"""

import pathlib
import sys

import numpy
import pydicom
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels import pack_bits
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

# One of each kind of pixels: CT, MR, MONOCHROME1, RGB, palette, YBR, tables, multi-frame, enhanced, dose, several compressions.
REAL = [
    "CT_small.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "MR_small_bigendian.dcm", "MR_small_jpeg_ls_lossless.dcm", "RG1_UNCR.dcm",
    "RG3_UNCR.dcm", "examples_rgb_color.dcm", "examples_palette.dcm", "examples_ybr_color.dcm", "SC_ybr_full_422_uncompressed.dcm",
    "SC_rgb_rle.dcm", "SC_rgb_jpeg_dcmtk.dcm", "mlut_18.dcm", "vlut_04.dcm", "emri_small.dcm", "emri_small_jpeg_2k_lossless.dcm",
    "eCT_Supplemental.dcm", "MR-SIEMENS-DICOM-WithOverlays.dcm", "rtdose.dcm", "693_J2KI.dcm", "liver_1frame.dcm",
    # And a structured report.
    "test-SR.dcm",
]  # fmt: skip


def real(name, out):
    """A file of pydicom as a study of its own: some share their UIDs, and devices that draw into pixels have to deny it."""
    data = pydicom.dcmread(get_testdata_file(name))
    data.BurnedInAnnotation = "NO"
    data.RecognizableVisualFeatures = "NO"
    data.DeidentificationMethod = "Faces removed, for a test"
    data.DeidentificationMethodCodeSequence = [code("113102", "DCM", "Clean Recognizable Visual Features Option")]
    data.PatientID = f"{data.get('PatientID') or 'none'}-{name}"[:64]
    for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
        setattr(data, keyword, generate_uid(entropy_srcs=[name, keyword]))
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    data.save_as(out / name)


def chest_ct(samples):
    """The largest CT series of the samples, in order."""
    series = {}
    for path in sorted(pathlib.Path(samples).rglob("*")):
        if not path.is_file():
            continue
        try:
            data = pydicom.dcmread(path)
            data.pixel_array
        except Exception:
            continue  # Some samples are wrong on purpose.
        if data.get("Modality") == "CT" and "ImagePositionPatient" in data and data.get("PatientID"):
            series.setdefault(data.SeriesInstanceUID, {})[data.SOPInstanceUID] = data
    largest = max(series.values(), key=len)
    return sorted(largest.values(), key=lambda data: data.ImagePositionPatient[2])


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def segmentation(sources, kind, names_sources):
    """A segmentation of two segments, a disc and a box, of one bit or fractional."""
    first = sources[0]
    result = Dataset()
    for keyword in ("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime", "StudyID",
                    "AccessionNumber", "FrameOfReferenceUID", "ReferringPhysicianName", "PositionReferenceIndicator"):  # fmt: skip
        if keyword in first:
            setattr(result, keyword, getattr(first, keyword))
    result.SOPClassUID = "1.2.840.10008.5.1.4.1.1.66.4"
    result.SOPInstanceUID = generate_uid(entropy_srcs=[kind, "instance"])
    result.SeriesInstanceUID = generate_uid(entropy_srcs=[kind, "series"])
    result.Modality, result.SeriesNumber, result.InstanceNumber = "SEG", 900 if kind == "BINARY" else 901, 1
    result.Manufacturer = result.ManufacturerModelName = "Test"
    result.DeviceSerialNumber = result.SoftwareVersions = "1"
    result.ContentLabel, result.ContentDescription, result.ContentCreatorName = "TEST", "Test", "Test"
    result.ContentDate, result.ContentTime, result.ImageType = "20200101", "000000", ["DERIVED", "PRIMARY"]
    result.SegmentationType, result.LossyImageCompression = kind, "00"
    result.Rows, result.Columns, result.SamplesPerPixel = first.Rows, first.Columns, 1
    result.PhotometricInterpretation, result.PixelRepresentation = "MONOCHROME2", 0
    result.BitsAllocated = result.BitsStored = 1 if kind == "BINARY" else 8
    result.HighBit = result.BitsStored - 1
    if kind == "FRACTIONAL":
        result.SegmentationFractionalType, result.MaximumFractionalValue = "PROBABILITY", 200
    result.SegmentSequence = []
    for number, lab in enumerate(((32_896, 53_000, 48_000), (45_000, 12_000, 45_000)), 1):
        segment = Dataset()
        segment.SegmentNumber, segment.SegmentLabel, segment.SegmentAlgorithmType = number, f"Segment {number}", "MANUAL"
        segment.SegmentedPropertyCategoryCodeSequence = [code("49755003", "SCT", "Morphologically Abnormal Structure")]
        segment.SegmentedPropertyTypeCodeSequence = [code("4147007", "SCT", "Mass")]
        segment.RecommendedDisplayCIELabValue = list(lab)
        result.SegmentSequence.append(segment)
    referenced = Dataset()
    referenced.SeriesInstanceUID, referenced.ReferencedInstanceSequence = first.SeriesInstanceUID, [reference(s) for s in sources]
    result.ReferencedSeriesSequence = [referenced]
    dimension = Dataset()
    dimension.DimensionOrganizationUID = generate_uid(entropy_srcs=[kind, "dimension"])
    result.DimensionOrganizationSequence = [dimension]
    measures, orientation, shared = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = first.PixelSpacing, first.get("SliceThickness", 1)
    orientation.ImageOrientationPatient = first.ImageOrientationPatient
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [orientation]
    result.SharedFunctionalGroupsSequence = [shared]
    frames, groups = [], []
    for number in (1, 2):
        for position, source in enumerate(sources):
            frames.append(mask(number, source, kind))
            groups.append(frame_groups(number, position, source, names_sources))
    result.NumberOfFrames, result.PerFrameFunctionalGroupsSequence = len(frames), groups
    pixels = numpy.stack(frames)
    result.PixelData = pack_bits(pixels) if kind == "BINARY" else pixels.tobytes()
    result["PixelData"].VR = "OB"
    result.file_meta = FileMetaDataset()
    result.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    result.file_meta.MediaStorageSOPClassUID, result.file_meta.MediaStorageSOPInstanceUID = result.SOPClassUID, result.SOPInstanceUID
    return result


def reference(source):
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = source.SOPClassUID, source.SOPInstanceUID
    return item


def frame_groups(number, position, source, names_sources):
    groups, segment, plane, content = Dataset(), Dataset(), Dataset(), Dataset()
    segment.ReferencedSegmentNumber = number
    plane.ImagePositionPatient = source.ImagePositionPatient
    content.DimensionIndexValues = [number, position + 1]
    groups.SegmentIdentificationSequence, groups.PlanePositionSequence, groups.FrameContentSequence = [segment], [plane], [content]
    if names_sources:
        derivation, origin = Dataset(), reference(source)
        origin.PurposeOfReferenceCodeSequence = [code("121322", "DCM", "Source image")]
        derivation.SourceImageSequence, derivation.DerivationCodeSequence = [origin], [code("113076", "DCM", "Segmentation")]
        groups.DerivationImageSequence = [derivation]
    return groups


def mask(number, source, kind):
    rows, columns = numpy.mgrid[0 : source.Rows, 0 : source.Columns]
    if number == 1:
        inside = (columns - source.Columns * 0.3) ** 2 + (rows - source.Rows * 0.5) ** 2 < (source.Rows * 0.12) ** 2
    else:
        inside = (columns > source.Columns * 0.6) & (columns < source.Columns * 0.8) & (abs(rows - source.Rows * 0.5) < source.Rows * 0.1)
    if kind == "BINARY":
        return inside.astype(numpy.uint8)
    return (inside * numpy.clip((rows - source.Rows * 0.35) / (source.Rows * 0.3), 0, 1) * 200).astype(numpy.uint8)


if __name__ == "__main__":
    samples, out = sys.argv[1], pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name in REAL:
        real(name, out)
    sources = chest_ct(samples)
    # One names the images it was made from, the other only lies where they lie.
    segmentation(sources, "BINARY", True).save_as(out / "binary.dcm", enforce_file_format=True)
    segmentation(sources, "FRACTIONAL", False).save_as(out / "fractional.dcm", enforce_file_format=True)
    print(len(REAL) + 2)
