"""Encodes a CT as HTJ2K with OpenJPH's own program in the three syntaxes, sends the objects over IPv6 and fetches them back.

usage: store_htj2k.py PORT FILE
"""
import pathlib
import subprocess
import sys
import tempfile

import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import HTJ2K, HTJ2KLossless, HTJ2KLosslessRPCL, generate_uid
from pynetdicom import AE, build_role, evt
from pynetdicom.sop_class import CTImageStorage, StudyRootQueryRetrieveInformationModelFind as Find
from pynetdicom.sop_class import StudyRootQueryRetrieveInformationModelGet as Get

port, path = int(sys.argv[1]), sys.argv[2]
SYNTAXES = {HTJ2KLossless: ["-reversible", "true", "-prog_order", "LRCP"], HTJ2KLosslessRPCL: ["-reversible", "true", "-prog_order", "RPCL"],
            HTJ2K: ["-qstep", "0.0001"]}


def encoded(syntax):
    """The CT with its pixels as OpenJPH compresses them, unsigned of 16 bits."""
    dataset = pydicom.dcmread(path)
    values = dataset.pixel_array.astype(int)
    low = values.min()
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "image.pgm"), pathlib.Path(folder, "image.j2c")
        source.write_bytes(b"P5 %d %d 65535\n" % (dataset.Columns, dataset.Rows) + (values - low).astype(">u2").tobytes())
        subprocess.run(["ojph_compress", "-i", source, "-o", target, *SYNTAXES[syntax]], check=True, capture_output=True)
        dataset.PixelData = encapsulate([target.read_bytes()])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.RescaleIntercept = str(int(float(dataset.get("RescaleIntercept", 0)) + low * float(dataset.get("RescaleSlope", 1))))
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 16, 15, 0
    dataset.pop("PixelPaddingValue", None)
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    dataset.file_meta.TransferSyntaxUID = syntax
    return dataset


sent = {syntax: encoded(syntax) for syntax in SYNTAXES}
fetched = {syntax: [] for syntax in SYNTAXES}


def take(event):
    fetched[event.context.transfer_syntax].append(next(generate_frames(event.dataset.PixelData, number_of_frames=1)))
    return 0x0000


ae = AE("MODALITY")
ae.network_timeout = 10
for syntax in SYNTAXES:
    ae.add_requested_context(CTImageStorage, [syntax])
association = ae.associate("::1", port, ae_title="MOSAIC")
assert association.is_established, "no association over IPv6"
statuses = [association.send_c_store(dataset).Status for dataset in sent.values()]
association.release()

# In one syntax at a time: the object that has it comes back as it is, the others are transcoded.
matches = 0
for syntax in SYNTAXES:
    ae = AE("MODALITY")
    for context in (Find, Get):
        ae.add_requested_context(context)
    ae.add_requested_context(CTImageStorage, [syntax])
    association = ae.associate("::1", port, ae_title="MOSAIC", ext_neg=[build_role(CTImageStorage, scp_role=True)], evt_handlers=[(evt.EVT_C_STORE, take)])
    query = Dataset()
    query.QueryRetrieveLevel, query.StudyInstanceUID = "STUDY", ""
    study = [answer for _, answer in association.send_c_find(query, Find) if answer is not None][0]
    query.StudyInstanceUID = study.StudyInstanceUID
    for _ in association.send_c_get(query, Get):
        pass
    association.release()
for syntax, dataset in sent.items():
    matches += next(generate_frames(dataset.PixelData, number_of_frames=1)) in fetched[syntax]
print("stored", sum(status == 0 for status in statuses), "fetched as sent", matches)
