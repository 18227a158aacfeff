"""Slices of real patients that carry no text: whether Mosaic leaves their pixels alone, and what the search for text costs.

No package ships a larger set of real DICOM, so slices are cut from volumes that packages ship for their own demonstrations: the CT of a head in
Debian's `invesalius-examples` (axial, coronal, sagittal, and axial at 512 x 512 with and without the noise that it lost by smoothing),
MR in the wheels of nibabel and dipy.
"""

import json
import os
import pathlib
import plistlib
import subprocess
import sys
import tarfile
import time
import zipfile

import numpy
import pydicom
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

CLASSES = {"CT": "1.2.840.10008.5.1.4.1.1.2", "MR": "1.2.840.10008.5.1.4.1.1.4"}
NIBABEL = ["nibabel/tests/data/example4d.nii.gz", "nibabel/tests/data/functional.nii"]
DIPY = ["dipy/data/files/S0_10slices.nii.gz", "dipy/data/files/aniso_vox.nii.gz"]

# Faces are not the question here: the volumes are called a pelvis and the profile keeps faces.
PROFILE = "name: real-slices\nversion: 1\nstartsFrom: standard\npixels:\n  faces: keep\n"


def write(folder, volume, modality, spacing, thickness):
    """One file a slice, `volume` as slices x rows x columns."""
    folder.mkdir(parents=True)
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for number, image in enumerate(volume):
        data = pydicom.Dataset()
        data.file_meta = FileMetaDataset()
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = CLASSES[modality]
        data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = study, series, frame
        data.PatientID, data.PatientName, data.PatientSex, data.PatientBirthDate = "R1", "Doe^Jane", "F", "19500101"
        data.StudyDate, data.StudyTime, data.StudyID, data.AccessionNumber = "20200101", "100000", "1", "A1"
        data.Modality, data.BodyPartExamined, data.SeriesNumber, data.InstanceNumber = modality, "PELVIS", 1, number + 1
        data.Manufacturer, data.ReferringPhysicianName, data.PositionReferenceIndicator = "X", "", ""
        data.ImageType, data.PatientPosition = ["ORIGINAL", "PRIMARY", "AXIAL"], "HFS"
        data.PixelSpacing, data.SliceThickness = [spacing, spacing], thickness
        data.ImagePositionPatient, data.ImageOrientationPatient = [0, 0, number * thickness], [1, 0, 0, 0, 1, 0]
        data.Rows, data.Columns = image.shape
        data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
        data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 16, 15, 1
        if modality == "CT":
            data.RescaleIntercept, data.RescaleSlope, data.KVP = 0, 1, 120
        data.PixelData = numpy.ascontiguousarray(image.astype("<i2")).tobytes()
        data.save_as(folder / f"{number:04}.dcm", enforce_file_format=True)


def head(folder):
    """The CT of `invesalius-examples`: slices x rows x columns in Hounsfield units, and its spacing in millimetres."""
    subprocess.run(["apt-get", "download", "-qq", "invesalius-examples"], cwd=folder, check=True, capture_output=True)
    subprocess.run(["dpkg-deb", "-x", next(folder.glob("invesalius-examples*.deb")), folder / "debian"], check=True)
    with tarfile.open(next((folder / "debian").rglob("Cranium.inv3"))) as archive:
        archive.extractall(folder / "project", filter="data")
    description = plistlib.loads(next((folder / "project").rglob("main.plist")).read_bytes())
    values = numpy.fromfile(next((folder / "project").rglob("matrix.dat")), description["matrix"]["dtype"])
    return values.reshape(description["matrix"]["shape"]), description["spacing"]


def make(folder):
    """Writes the slices, one folder a set."""
    import nibabel

    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    volume, (spacing, _, thickness) = head(scratch)
    sets = folder / "sets"
    write(sets / "CT axial, 256", volume, "CT", spacing, thickness)
    write(sets / "CT coronal", volume.transpose(1, 0, 2), "CT", spacing, spacing)
    write(sets / "CT sagittal", volume.transpose(2, 0, 1), "CT", spacing, spacing)
    double = volume[::2].repeat(2, axis=1).repeat(2, axis=2).astype(float)
    # A box of 3 x 3 in the place of an interpolation, so that no edge of a doubled pixel stays.
    smooth = sum(numpy.roll(double, (y, x), (1, 2)) for y in (-1, 0, 1) for x in (-1, 0, 1)) / 9
    write(sets / "CT axial, 512, smooth", smooth, "CT", spacing / 2, 2 * thickness)
    noise = numpy.random.default_rng(1).normal(0, 30, smooth.shape)
    write(sets / "CT axial, 512, 30 HU of noise", numpy.clip(smooth + noise, -1024, 3071), "CT", spacing / 2, 2 * thickness)
    for package, names in (("nibabel", NIBABEL), ("dipy", DIPY)):
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", package, "-d", scratch], check=True)
        with zipfile.ZipFile(next(scratch.glob(package + "-*.whl"))) as wheel:
            for name in names:
                image = numpy.asanyarray(nibabel.load(wheel.extract(name, scratch)).dataobj)
                image = image[..., 0] if image.ndim == 4 else image
                title = f"MR, {package} {pathlib.Path(name).name.split('.')[0]}"
                write(sets / title, image.transpose(2, 1, 0)[:, ::-1].clip(0, 32_000), "MR", 1, 3)
    (folder / "profile.yaml").write_text(PROFILE)
    return sets


def measure(mosaic, folder):
    """Rows of set, slices, slices whose pixels changed, milliseconds a slice (the program's start is in it)."""
    sets = make(folder)
    rows = []
    for source in sorted(sets.iterdir()):
        target, report = folder / "clean", folder / "report.jsonl"
        start = time.monotonic()
        subprocess.run([mosaic, "dicom", "deidentify", source, target, "--profile", folder / "profile.yaml", "--secret", folder / "secret",
                        "--report", report], check=True, capture_output=True)
        seconds = time.monotonic() - start
        pairs = [json.loads(line) for line in report.read_text().splitlines()]
        pairs = [(pair["input"], pair["output"]) for pair in pairs if "output" in pair]
        changed = sum(pydicom.dcmread(source / before).PixelData != pydicom.dcmread(target / after).PixelData for before, after in pairs)
        slices = len(os.listdir(source))
        rows.append((source.name, slices, changed + slices - len(pairs), 1000 * seconds / slices))
        subprocess.run(["rm", "-rf", target, report], check=True)
    return rows
