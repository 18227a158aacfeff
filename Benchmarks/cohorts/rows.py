"""Tables that the cohort benchmark loads: the index of the Imaging Data Commons, and made ones."""
import json
import pathlib
import random
import sqlite3

#: In the order of the CSV files that `mosaic node load-index` reads.
COLUMNS = ["PatientID", "StudyInstanceUID", "SeriesInstanceUID", "PatientAge", "PatientSex", "Modality", "BodyPartExamined", "Manufacturer",
           "ManufacturerModelName", "SOPClassUID", "TransferSyntaxUID", "instanceCount"]


def collections(folder: pathlib.Path, most_series: int | None) -> list[pathlib.Path]:
    """Writes the index of the Imaging Data Commons as one CSV for each collection; whole patients up to so many series."""
    import duckdb
    import idc_index_data
    source = f"read_parquet('{idc_index_data.IDC_INDEX_PARQUET_FILEPATH}')"
    connection = duckdb.connect()
    folder.mkdir(parents=True)
    limit = "true" if most_series is None else f"PatientID IN (SELECT PatientID FROM (SELECT PatientID, sum(count(*)) OVER (ORDER BY md5(PatientID)) AS running FROM {source} GROUP BY PatientID) WHERE running <= {most_series})"
    # Files are by collection, so that a patient of two collections is in two files; a study or series is in one only.
    fields = ", ".join(COLUMNS)
    files = []
    for name, in connection.sql(f"SELECT DISTINCT collection_id FROM {source} WHERE {limit} ORDER BY 1").fetchall():
        path = folder / f"{name}.csv"
        connection.sql(f"COPY (SELECT {fields} FROM {source} WHERE collection_id = '{name}' AND {limit} ORDER BY PatientID, StudyInstanceUID) TO '{path}' (HEADER, DELIMITER ',')")
        files.append(path)
    connection.close()
    return files


def made(path: pathlib.Path, patients: int, instances: int) -> None:
    """Writes an index of so many patients and instances: six series each, of equal size, in two studies."""
    generator = random.Random(6)
    count = max(1, instances // (patients * 6))
    with path.open("w") as file:
        file.write(",".join(COLUMNS) + "\n")
        for patient in range(patients):
            sex, age = generator.choice("MF"), generator.randint(30, 89)
            for study in range(2):
                part = generator.choice(["CHEST", "PROSTATE", "BREAST", "ABDOMEN", "COLON"])
                maker, model = generator.choice([("SIEMENS", "Force"), ("GE MEDICAL SYSTEMS", "Revolution"), ("Philips", "Ingenia"), ("TOSHIBA", "Aquilion")])
                for series in range(3):
                    modality = generator.choice(["CT", "MR", "PT", "SEG"])
                    file.write(f"G{patient:07},2.25.7{patient:08}{study},2.25.8{patient:08}{study}{series},{age:03}Y,{sex},{modality},{part},{maker},{model},"
                               f"1.2.840.10008.5.1.4.1.1.2,1.2.840.10008.1.2.1,{count}\n")


def flat(home: str):
    """The rows that a node's published dataset has, one for each series, in the words of the vocabulary."""
    connection = sqlite3.connect(f"file:{home}/node.db?mode=ro", uri=True)
    studies: dict[str, int] = {}
    for patient, (record,) in enumerate(connection.execute("SELECT record FROM dataset_patient ORDER BY patient_id")):
        person = json.loads(record)
        sex = person["clinical"].get("sex")
        for study in person["studies"]:
            number = studies.setdefault(study["uid"], len(studies))
            for series in study["series"]:
                yield (patient, number, sex, study.get("ageAtStudy"), series.get("modality"), series.get("bodyPart"), series.get("manufacturer"),
                       series.get("model"), series["instanceCount"])
    connection.close()


FLAT = ("patient INTEGER, study INTEGER, sex VARCHAR, age_at_study DOUBLE, modality VARCHAR, body_part VARCHAR, manufacturer VARCHAR, model VARCHAR, "
        "instance_count INTEGER")
