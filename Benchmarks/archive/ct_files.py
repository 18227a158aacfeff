"""Makes CT-sized files to send: 512 x 512, 16 bits, a phantom of a chest with the noise of a scanner, as many series as fit.

Noise over the whole range of values would be no CT: a search for text in pixels would look at each of its specks.

usage: ct_files.py FOLDER COUNT [COLUMNS]
"""
import pathlib
import sys

import numpy
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid


def chest(columns: int, random) -> numpy.ndarray:
    """Stored values of a slice through a chest: air, skin, muscle, lungs with vessels, heart, spine and ribs; noise of 18 HU."""
    row, column = numpy.mgrid[0:columns, 0:columns] / columns - 0.5

    def inside(x, y, width, height):
        return ((column - x) / width) ** 2 + ((row - y) / height) ** 2 < 1

    units = numpy.full((columns, columns), -1000.0)
    units[inside(0, 0, 0.44, 0.31)] = -90
    units[inside(0, 0, 0.42, 0.29)] = 45
    for side in (-1, 1):
        lung = inside(side * 0.2, -0.01, 0.15, 0.2)
        units[lung] = -860
        for _ in range(60):
            x, y, size = side * 0.2 + random.uniform(-0.14, 0.14), random.uniform(-0.19, 0.18), random.uniform(0.002, 0.009)
            units[inside(x, y, size, size) & lung] = 20
    units[inside(-0.04, -0.03, 0.11, 0.1)] = 55
    units[inside(0, 0.19, 0.045, 0.04)] = 260
    units[inside(0, 0.19, 0.02, 0.017)] = 30
    for angle in numpy.linspace(0, 2 * numpy.pi, 14, endpoint=False):
        units[inside(0.37 * numpy.cos(angle), 0.25 * numpy.sin(angle), 0.022, 0.012)] = 420
    # Scanners blur what they see and add noise that neighbours share.
    for field in (units, noise := random.normal(0, 36, units.shape)):
        field[:] = (field + numpy.roll(field, 1, 0) + numpy.roll(field, 1, 1) + numpy.roll(field, (1, 1), (0, 1))) / 4
    return numpy.clip(units + noise + 1024, 0, 4095).astype(numpy.uint16)


def make(folder: pathlib.Path, count: int, columns: int = 512) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(7)
    pixels = chest(columns, random)
    for number in range(count):
        series, instance = divmod(number, 100)
        if instance == 0:
            study_uid, series_uid, frame_uid = generate_uid(), generate_uid(), generate_uid()
        dataset = Dataset()
        dataset.SpecificCharacterSet = "ISO_IR 100"
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        dataset.SOPClassUID = CTImageStorage
        dataset.SOPInstanceUID = generate_uid()
        dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = dataset.ContentDate = f"2024{series % 12 + 1:02}15"
        dataset.StudyTime = dataset.SeriesTime = dataset.AcquisitionTime = dataset.ContentTime = "101500"
        dataset.AccessionNumber = f"A{series:05}"
        dataset.Modality = "CT"
        dataset.Manufacturer = "Benchmark"
        dataset.ReferringPhysicianName = "House^Gregory"
        dataset.StudyDescription = "CT chest"
        dataset.SeriesDescription = "Lung 1.0"
        dataset.PatientName = f"Family{series:04}^Given"
        dataset.PatientID = f"ID{series:06}"
        dataset.PatientBirthDate = "19500505"
        dataset.PatientSex = "F" if series % 2 else "M"
        dataset.BodyPartExamined = "CHEST"
        dataset.SliceThickness = "1.0"
        dataset.KVP = "120"
        dataset.PatientPosition = "HFS"
        dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study_uid, series_uid
        dataset.StudyID = f"S{series}"
        dataset.SeriesNumber, dataset.InstanceNumber = 1, instance + 1
        dataset.ImagePositionPatient = [-250, -250, float(instance)]
        dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        dataset.FrameOfReferenceUID = frame_uid
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.Rows = dataset.Columns = columns
        dataset.PixelSpacing = [0.9765, 0.9765]
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
        dataset.RescaleIntercept, dataset.RescaleSlope = "-1024", "1"
        dataset.WindowCenter, dataset.WindowWidth = "40", "400"
        dataset.PixelData = numpy.roll(pixels, number, axis=1).tobytes()
        dataset["PixelData"].VR = "OW"
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.file_meta = meta
        dataset.save_as(folder / f"{number:05}.dcm", enforce_file_format=True)


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 512)
