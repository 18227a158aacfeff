"""Makes CT files of 525 KB from pydicom's CT_small (a real header of 268 elements): 512 x 512, UIDs of their own.

usage: make_files.py FOLDER COUNT
"""
import pathlib
import random
import sys

import pydicom
from pydicom.data import get_testdata_file

folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
dataset = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
dataset.Rows = dataset.Columns = 512
dataset.PixelData = random.Random(7).randbytes(512 * 512 * 2)
for number in range(count):
    dataset.SOPInstanceUID = f"1.2.826.0.1.3680043.8.498.1.{number // 100}.{number % 100}"
    dataset.SeriesInstanceUID = f"1.2.826.0.1.3680043.8.498.2.{number // 100}"
    dataset.StudyInstanceUID = f"1.2.826.0.1.3680043.8.498.3.{number // 100}"
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.save_as(folder / f"{number:05}.dcm")
