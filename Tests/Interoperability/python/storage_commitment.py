"""Sends files, asks for a storage commitment of them and of one that was never sent, and prints what comes back.

usage: storage_commitment.py PORT LISTENER FILE...
"""
import sys
import threading

import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pynetdicom import AE, StoragePresentationContexts, evt
from pynetdicom.sop_class import StorageCommitmentPushModel, StorageCommitmentPushModelInstance

port, listener = int(sys.argv[1]), int(sys.argv[2])
datasets = [pydicom.dcmread(path) for path in sys.argv[3:]]
arrived = threading.Event()
report = {}


def on_report(event):
    report["result"] = event.event_information
    arrived.set()
    return 0x0000, None


ae = AE("MODALITY")
ae.supported_contexts = []
ae.add_supported_context(StorageCommitmentPushModel, scu_role=True, scp_role=True)
server = ae.start_server(("127.0.0.1", listener), block=False, evt_handlers=[(evt.EVT_N_EVENT_REPORT, on_report)])

sender = AE("MODALITY")
for dataset in datasets:
    sender.add_requested_context(dataset.SOPClassUID, dataset.file_meta.TransferSyntaxUID)
sender.add_requested_context(StorageCommitmentPushModel)
association = sender.associate("127.0.0.1", port, ae_title="MOSAIC", evt_handlers=[(evt.EVT_N_EVENT_REPORT, on_report)])
assert association.is_established
for dataset in datasets:
    assert association.send_c_store(dataset).Status == 0

request = Dataset()
request.TransactionUID = generate_uid()
request.ReferencedSOPSequence = []
for sop_class, instance in [(d.SOPClassUID, d.SOPInstanceUID) for d in datasets] + [(datasets[0].SOPClassUID, generate_uid())]:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = sop_class, instance
    request.ReferencedSOPSequence.append(item)
status, _ = association.send_n_action(request, 1, StorageCommitmentPushModel, StorageCommitmentPushModelInstance)
assert status.Status == 0, status
assert arrived.wait(30), "no report came"
association.release()
server.shutdown()
result = report["result"]
assert result.TransactionUID == request.TransactionUID
print("committed", len(result.get("ReferencedSOPSequence", [])), "failed", len(result.get("FailedSOPSequence", [])))
