"""Reads the header of every file in a folder with pydicom, as mosaic-benchmark does: best of three rounds after one that warms the cache.

usage: pydicom_headers.py FOLDER
"""
import pathlib
import sys
import time

import pydicom

paths = sorted(pathlib.Path(sys.argv[1]).iterdir())
keywords = ["SOPInstanceUID", "Modality", "PatientName", "PatientID", "StudyInstanceUID", "SeriesInstanceUID"]
best = None
for round in range(4):
    start = time.perf_counter()
    elements = characters = 0
    for path in paths:
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        elements += len(dataset)
        characters += sum(len(str(dataset[keyword].value)) for keyword in keywords)
    seconds = time.perf_counter() - start
    if round > 0:
        best = min(best or seconds, seconds)
print(f"files {len(paths)} threads 1 elements {elements} seconds {best}")
