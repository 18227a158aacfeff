"""Sends a file over TLS, asks for a storage commitment, refuses the report that comes over the same association, and waits for it on another.

usage: commitment_over_tls.py PORT LISTENER CERTIFICATE KEY AUTHORITY FILE; prints how the reports came and what the last one says.
"""
import ssl
import sys
import threading

import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pynetdicom import AE, evt
from pynetdicom.sop_class import StorageCommitmentPushModel, StorageCommitmentPushModelInstance

port, listener, certificate, key, authority, path = sys.argv[1:]
dataset = pydicom.dcmread(path)
arrived = threading.Event()
reports = []


def context(purpose):
    made = ssl.create_default_context(purpose, cafile=authority)
    made.load_cert_chain(certificate, key)
    made.verify_mode = ssl.CERT_REQUIRED
    return made


def refuse(event):
    reports.append("refused")
    return 0x0110, None


def accept(event):
    certified = event.assoc.dul.socket.socket.getpeercert()["subject"][0][0][1]
    result = event.event_information
    reports.append(f"called by {certified}")
    reports.append(f"committed {len(result.get('ReferencedSOPSequence', []))} failed {len(result.get('FailedSOPSequence', []))}")
    arrived.set()
    return 0x0000, None


ae = AE("MODALITY")
ae.add_supported_context(StorageCommitmentPushModel, scu_role=True, scp_role=True)
server = ae.start_server(
    ("127.0.0.1", int(listener)), block=False, ssl_context=context(ssl.Purpose.CLIENT_AUTH),
    evt_handlers=[(evt.EVT_N_EVENT_REPORT, accept)])

sender = AE("MODALITY")
sender.add_requested_context(dataset.SOPClassUID, dataset.file_meta.TransferSyntaxUID)
sender.add_requested_context(StorageCommitmentPushModel)
association = sender.associate(
    "localhost", int(port), ae_title="MOSAIC", tls_args=(context(ssl.Purpose.SERVER_AUTH), "localhost"),
    evt_handlers=[(evt.EVT_N_EVENT_REPORT, refuse)])
assert association.is_established
assert association.send_c_store(dataset).Status == 0
request = Dataset()
request.TransactionUID = generate_uid()
item = Dataset()
item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
request.ReferencedSOPSequence = [item]
status, _ = association.send_n_action(request, 1, StorageCommitmentPushModel, StorageCommitmentPushModelInstance)
assert status.Status == 0, status
assert arrived.wait(30), f"no report came that could be taken: {reports}"
association.release()
server.shutdown()
print(", ".join(reports))
