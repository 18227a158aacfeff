"""Fills a node's database with rows of instances that have no files: for measuring searches at sizes that a disk would not hold.

usage: rows.py HOME INSTANCES    (a home of 'mosaic node init' that was opened once; instances in series of 100, two series a study)
"""
import io
import sqlite3
import sys

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

MODALITIES = ["CT", "MR", "MG", "PT", "CR"]


def encoded(dataset: Dataset) -> bytes:
    buffer = DicomBytesIO()
    buffer.is_little_endian, buffer.is_implicit_VR = True, False
    write_dataset(buffer, dataset)
    return buffer.getvalue()


def instance_template(class_uid: str) -> tuple[bytes, bytes, bytes]:
    """An instance's attributes as three parts; between them stand a UID of 40 characters and a number of 4."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID, dataset.InstanceNumber = class_uid, "9" * 40, "8888"
    dataset.Rows = dataset.Columns = 512
    dataset.BitsAllocated = 16
    first, rest = encoded(dataset).split(b"9" * 40)
    second, third = rest.split(b"8888")
    return first, second, third


def fill(home: str, instances: int) -> None:
    connection = sqlite3.connect(f"{home}/node.db")
    connection.execute("PRAGMA synchronous = OFF")
    class_uid = "1.2.840.10008.5.1.4.1.1.2"
    parts = instance_template(class_uid)
    for study in range((instances + 199) // 200):
        patient = f"P{study // 2:08}"
        modality = MODALITIES[study % len(MODALITIES)]
        study_uid = f"2.25.1{study:033}"
        date = f"{2010 + study % 15}{study % 12 + 1:02}{study % 28 + 1:02}"
        person = Dataset()
        person.PatientID, person.PatientName, person.PatientSex = patient, patient, "F" if study // 2 % 2 else "M"
        connection.execute(
            "INSERT OR IGNORE INTO patient (id, sex, name_key, attributes) VALUES (?, ?, ?, ?)",
            (patient, person.PatientSex, patient, encoded(person)))
        attributes = Dataset()
        attributes.StudyInstanceUID, attributes.StudyDate, attributes.StudyTime = study_uid, date, "101500"
        attributes.StudyID, attributes.AccessionNumber = str(study), f"A{study:07}"
        connection.execute(
            """INSERT INTO study (uid, patient_id, date, study_date, study_time, accession_number, study_id, modalities, series_count,
               instance_count, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 2, 200, ?)""",
            (study_uid, patient, date, date, "101500", attributes.AccessionNumber, str(study), modality, encoded(attributes)))
        for number in range(2):
            series_uid = f"2.25.2{study:032}{number}"
            series = Dataset()
            series.Modality, series.SeriesInstanceUID, series.SeriesNumber = modality, series_uid, str(number + 1)
            connection.execute(
                """INSERT INTO series (uid, study_uid, modality, facts, number, instance_count, attributes)
                   VALUES (?, ?, ?, ?, ?, 100, ?)""",
                (series_uid, study_uid, modality, '{"bValues":[],"instanceCount":100,"uid":"%s"}' % series_uid, number + 1, encoded(series)))
            rows = []
            for image in range(100):
                uid = f"2.25.3{study:031}{number}{image:02}"
                blob = parts[0] + uid.encode() + parts[1] + f"{image + 1:<4}".encode() + parts[2]
                rows.append((uid, series_uid, class_uid, "1.2.840.10008.1.2.1", image + 1, "0" * 24 + uid, 525_000, "", "", 0, blob))
            connection.executemany(
                """INSERT INTO instance (sop_instance_uid, series_uid, sop_class_uid, transfer_syntax_uid, number, digest, size, report,
                   inspection, archived_ms, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", rows)
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
