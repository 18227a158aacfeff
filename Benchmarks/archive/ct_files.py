"""Makes CT-sized files to send: 512 x 512, 16 bits, noise of 12 bits, as many series as fit.

usage: ct_files.py FOLDER COUNT [COLUMNS]
"""
import pathlib
import sys

import numpy
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid


def make(folder: pathlib.Path, count: int, columns: int = 512) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(7)
    pixels = random.integers(0, 4096, size=(columns, columns), dtype=numpy.uint16)
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
