"""Runs one de-identifier over a folder, each with the best settings that its own documentation states.

usage: peers.py TOOL IN OUT      TOOL: dicognito, dicom-anonymizer, deid, dcmtk

Names of output files carry nothing of the input's: only the tools that name files themselves could leak there, and none does.
A file on which a tool fails is counted as withheld.
"""
import contextlib
import hashlib
import io
import logging
import os
import pathlib
import shutil
import subprocess
import sys
import warnings

warnings.filterwarnings("ignore")


def files_below(folder):
    return sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())


def dicognito(source, target):
    """Its console script ends with an error; its own main does not. It does not touch pixels and warns of those that say YES."""
    from dicognito.__main__ import main
    main(["-q", "--log-level", "CRITICAL", "--assume-burned-in-annotation", "unless-no", "--on-burned-in-annotation", "warn", "-s", "", "--seed",
          "bench", "-o", target, source])


def dicom_anonymizer(source, target):
    """The newest table of the standard that it ships, private attributes deleted. Its folder mode looks one level deep, so: file by file."""
    from dicomanonymizer.simpledicomanonymizer import anonymize_dicom_file, initialize_actions
    for number, path in enumerate(files_below(source)):
        output = os.path.join(target, f"{number:06}.dcm")
        try:
            anonymize_dicom_file(str(path), output, None, True, lambda: initialize_actions("dicomfields_2026c"))
        except Exception:
            pathlib.Path(output).unlink(missing_ok=True)


def standard_table():
    """The Basic Profile's table as lists of tags by action, from the copy in dicom-anonymizer: deid and DCMTK have none of their own."""
    from dicomanonymizer.dicom_anonymization_databases import dicomfields_2026c as table
    return table


def deid(source, target):
    """A recipe of the standard's whole table, UIDs by a keyed digest, dates jittered, private attributes removed; then its own scrubbing of
    pixels, whose coordinates come from the devices that its recipes know."""
    from deid.config import DeidRecipe
    from deid.dicom import get_identifiers, replace_identifiers
    from deid.dicom.pixels import DicomCleaner
    from pydicom.datadict import dictionary_VR, keyword_for_tag
    table = standard_table()
    lines = ["FORMAT dicom", "%header"]
    done = set()
    # Each attribute once: a later action would find what an earlier one left.
    for tags, action in ((table.U_TAGS, "REPLACE {} func:uid"), (table.X_TAGS, "REMOVE {}"), (table.X_Z_TAGS, "REMOVE {}"), (table.X_D_TAGS, "REMOVE {}"),
                         (table.X_Z_D_TAGS, "BLANK {}"), (table.Z_TAGS, "BLANK {}"), (table.Z_D_TAGS, "BLANK {}"), (table.D_TAGS, "REPLACE {} REMOVED")):
        for tag in tags:
            keyword = keyword_for_tag(tag) if len(tag) == 2 else ""
            if not keyword or keyword in done or keyword in ("PatientID", "PatientName"):
                continue
            vr = dictionary_VR(tag)
            if vr == "SQ" and not action.startswith("REMOVE"):
                continue
            done.add(keyword)
            if vr in ("DA", "DT"):
                lines.append(f"JITTER {keyword} -31")
            elif vr in ("TM", "OB", "OW", "DS", "IS", "US", "FD") and "REMOVED" in action:
                lines.append(f"BLANK {keyword}")
            else:
                lines.append(action.format(keyword))
    lines += ["REPLACE PatientID func:patient", "REPLACE PatientName func:patient", "ADD PatientIdentityRemoved YES"]
    recipe_file = os.path.join(target, "recipe")
    pathlib.Path(recipe_file).write_text("\n".join(lines) + "\n")
    recipe = DeidRecipe(deid=recipe_file)
    os.unlink(recipe_file)
    uid = lambda item, value, field, dicom: "2.25." + str(int(digest(str(field.element.value))[:31], 16))
    for number, path in enumerate(files_below(source)):
        output = os.path.join(target, f"{number:06}.dcm")
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                # Under the original Patient ID: the recipe would otherwise digest its own result.
                import pydicom
                original = str(pydicom.dcmread(path, stop_before_pixels=True, force=True).get("PatientID", ""))
                name = "P" + digest(original)[:12]
                known = {str(path): {"uid": uid, "patient": lambda item, value, field, dicom, name=name: name}}
                cleaned = replace_identifiers([str(path)], deid=recipe, ids=known, save=False, remove_private=True)[0]
                cleaned.file_meta.MediaStorageSOPInstanceUID = cleaned.SOPInstanceUID
                cleaned.save_as(output)
                cleaner = DicomCleaner(output_folder=target)
                if cleaner.detect(output)["flagged"] and any(result.get("coordinates") for result in cleaner.results["results"]):
                    cleaner.clean()
                    scrubbed = cleaner.save_dicom()
                    os.replace(scrubbed, output)
        except Exception:
            pathlib.Path(output).unlink(missing_ok=True)


def digest(text):
    return hashlib.sha256(b"bench" + text.strip("\0 ").encode()).hexdigest()


def dcmtk(source, target):
    """A script of dcmdump and dcmodify: the standard's table as a list to erase at every depth, private attributes erased, the four UIDs and the
    patient mapped by a digest. It does not follow references, shift dates or look into text and pixels."""
    table = standard_table()
    keep_empty = [*table.Z_TAGS, *table.Z_D_TAGS, *table.X_Z_D_TAGS]
    name = lambda tag: f"({tag[0]:04x},{tag[1]:04x})"
    pairs = lambda tags: [tag for tag in tags if len(tag) == 2 and tag[0] > 2]
    options = ["-nb", "-ie", "-imt", "-ep"]
    mapped = {(0x0008, 0x0018), (0x0020, 0x000D), (0x0020, 0x000E), (0x0020, 0x0052), (0x0010, 0x0010), (0x0010, 0x0020)}
    for tag in pairs([*table.X_TAGS, *table.X_Z_TAGS, *table.X_D_TAGS, *table.X_Z_U_STAR_TAGS]):
        options += ["-ea", name(tag)]
    for tag in pairs(keep_empty):
        if tag not in mapped:
            options += ["-ma", name(tag) + "="]
    for number, path in enumerate(files_below(source)):
        output = os.path.join(target, f"{number:06}.dcm")
        shutil.copyfile(path, output)
        dump = subprocess.run(["dcmdump", "-q", "+P", "0010,0020", "+P", "0008,0018", "+P", "0020,000d", "+P", "0020,000e", "+P", "0020,0052", "-s", "+L", output],
                              capture_output=True).stdout.decode("utf-8", "replace")
        values = {line[1:10].lower(): line.split("[", 1)[1].rsplit("]", 1)[0] for line in dump.splitlines() if "[" in line and line.startswith("(")}
        patient = "P" + digest(values.get("0010,0020", ""))[:12]
        changes = ["-m", f"(0010,0020)={patient}", "-m", f"(0010,0010)={patient}"]
        for tag in ("0008,0018", "0020,000d", "0020,000e", "0020,0052"):
            if tag in values:
                changes += ["-m", f"({tag})=2.25." + str(int(digest(values[tag])[:31], 16))]
        subprocess.run(["dcmodify", *options, *changes, output], capture_output=True)
        # It may complain of one attribute and write the file, or write nothing: then the copy is still the original.
        dump = subprocess.run(["dcmdump", "-q", "+P", "0010,0020", output], capture_output=True).stdout.decode("utf-8", "replace")
        if f"[{patient}]" not in dump:
            os.unlink(output)


TOOLS = {"dicognito": dicognito, "dicom-anonymizer": dicom_anonymizer, "deid": deid, "dcmtk": dcmtk}


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in TOOLS:
        raise SystemExit(__doc__)
    logging.disable(logging.CRITICAL)
    os.environ["MESSAGELEVEL"] = "0"
    pathlib.Path(sys.argv[3]).mkdir(parents=True)
    TOOLS[sys.argv[1]](sys.argv[2], sys.argv[3])


if __name__ == "__main__":
    main()
