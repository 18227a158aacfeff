"""Has a node send a study to a third application entity, over TLS: pynetdicom as the user of C-MOVE.

usage: move_over_tls.py PORT CERTIFICATE KEY AUTHORITY STUDY DESTINATION; prints the last status and what was completed and failed.
"""
import ssl
import sys

from pydicom.dataset import Dataset
from pynetdicom import AE
from pynetdicom.sop_class import StudyRootQueryRetrieveInformationModelMove as Move

port, certificate, key, authority, study, destination = sys.argv[1:]
context = ssl.create_default_context(cafile=authority)
context.load_cert_chain(certificate, key)
entity = AE(ae_title="PACS1")
entity.add_requested_context(Move)
association = entity.associate("localhost", int(port), ae_title="MOSAIC", tls_args=(context, "localhost"))
if not association.is_established:
    sys.exit("no association")
identifier = Dataset()
identifier.QueryRetrieveLevel = "STUDY"
identifier.StudyInstanceUID = study
last = None
for status, _ in association.send_c_move(identifier, destination, Move):
    last = status
association.release()
print(f"{last.Status:04x} completed {last.get('NumberOfCompletedSuboperations')} failed {last.get('NumberOfFailedSuboperations')}")
