"""Stores, searches and retrieves with dicomweb-client, and compares with what pydicom reads from the files that were sent.

Arguments: the address of the service, a token, and the files. Prints what was checked; any difference ends it.
"""

import io
import sys
import warnings

warnings.simplefilter('ignore')

import numpy
import pydicom
from PIL import Image
from dicomweb_client.api import DICOMwebClient

address, token, *paths = sys.argv[1:]
client = DICOMwebClient(url=address, headers={'Authorization': 'Bearer ' + token})
originals = [pydicom.dcmread(path) for path in paths]

# STOW-RS: the answer names the archive's UIDs in the order of the parts.
report = client.store_instances(originals)
items = report.ReferencedSOPSequence
assert len(items) == len(originals), (len(items), len(originals))
assert 'FailedSOPSequence' not in report
pairs = []
for original, item in zip(originals, items):
    assert item.ReferencedSOPClassUID == original.SOPClassUID
    assert item.ReferencedSOPInstanceUID != original.SOPInstanceUID
    parts = item.RetrieveURL.split('/')
    pairs.append((original, parts[parts.index('studies') + 1], parts[parts.index('series') + 1], parts[-1]))
print('stored', len(items))

# QIDO-RS at all levels.
studies = client.search_for_studies()
assert {s['0020000D']['Value'][0] for s in studies} == {p[1] for p in pairs}
assert client.search_for_studies(limit=1)[0] == studies[0]
assert client.search_for_studies(limit=1, get_remaining=True) == studies
study = pairs[0][1]
assert [s['0020000D']['Value'][0] for s in client.search_for_studies(search_filters={'StudyInstanceUID': study})] == [study]
assert client.search_for_studies(search_filters={'PatientID': 'nobody'}) == []
series = client.search_for_series(study)
assert {s['0020000E']['Value'][0] for s in series} == {p[2] for p in pairs if p[1] == study}
everywhere = client.search_for_series()
assert {s['0020000E']['Value'][0] for s in everywhere} == {p[2] for p in pairs}
modality = pairs[0][0].Modality
found = client.search_for_series(search_filters={'Modality': modality}, fields=['SeriesDescription', '00080070'])
assert found and all(s['00080060']['Value'][0] == modality for s in found)
instances = client.search_for_instances(study, pairs[0][2])
assert {i['00080018']['Value'][0] for i in instances} == {p[3] for p in pairs if p[2] == pairs[0][2]}
assert len(client.search_for_instances()) == len({p[3] for p in pairs})
assert len(client.search_for_instances(study)) == len({p[3] for p in pairs if p[1] == study})
print('searched', len(studies), len(everywhere), len(pairs))

# WADO-RS: whole studies and series, as lists and as streams.
whole = client.retrieve_study(study)
assert {d.SOPInstanceUID for d in whole} == {p[3] for p in pairs if p[1] == study}
streamed = list(client.iter_series(study, pairs[0][2]))
assert {d.SOPInstanceUID for d in streamed} == {p[3] for p in pairs if p[2] == pairs[0][2]}
as_stored = client.retrieve_series(study, pairs[0][2], media_types=(('application/dicom', '*'),))
assert len(as_stored) == len(streamed)
metadata = client.retrieve_study_metadata(study)
assert {m['00080018']['Value'][0] for m in metadata} == {d.SOPInstanceUID for d in whole}
assert len(client.retrieve_series_metadata(study, pairs[0][2])) == len(streamed)

# Pixels of each object that has some, against the file that was sent.
compared = 0
for original, study, series, instance in pairs[:: max(1, len(pairs) // 12)]:
    back = client.retrieve_instance(study, series, instance)
    assert back.SOPInstanceUID == instance and back.file_meta.TransferSyntaxUID == '1.2.840.10008.1.2.1'
    one = client.retrieve_instance_metadata(study, series, instance)
    assert one['00080018']['Value'][0] == instance
    assert pydicom.Dataset.from_json(one, lambda tag, vr, uri: b'').SOPInstanceUID == instance
    if 'PixelData' not in original:
        continue
    pixels = original.pixel_array
    assert numpy.array_equal(back.pixel_array, pixels), instance
    count = int(original.get('NumberOfFrames', 1))
    numbers = list(range(1, count + 1))
    dtype = pixels.dtype
    frames = client.retrieve_instance_frames(study, series, instance, numbers)
    assert len(frames) == count
    native = numpy.frombuffer(b''.join(frames), dtype=dtype).reshape(pixels.shape)
    assert numpy.array_equal(native, pixels), instance
    bulk = client.retrieve_bulkdata(one['7FE00010']['BulkDataURI'])
    assert len(bulk) == 1 and bulk[0][: pixels.nbytes] == pixels.tobytes()
    ranged = client.retrieve_bulkdata(one['7FE00010']['BulkDataURI'], byte_range=(0, 9))
    assert ranged

    # Compressed without loss: what pydicom decodes is what was sent.
    for media, syntax in (('image/jls', '1.2.840.10008.1.2.4.80'), ('image/jp2', '1.2.840.10008.1.2.4.90')):
        frames = client.retrieve_instance_frames(study, series, instance, [1], media_types=((media, syntax),))
        assert len(frames) == 1 and len(frames[0]) < pixels.nbytes / count
    transcoded = client.retrieve_instance(study, series, instance, media_types=(('application/dicom', '1.2.840.10008.1.2.5'),))
    assert transcoded.file_meta.TransferSyntaxUID == '1.2.840.10008.1.2.5'
    assert numpy.array_equal(transcoded.pixel_array, pixels), instance

    png = Image.open(io.BytesIO(client.retrieve_instance_rendered(study, series, instance, media_types=('image/png',))))
    assert png.size == (original.Columns, original.Rows) and png.getextrema() != (0, 0)
    jpeg = client.retrieve_instance_frames_rendered(
        study, series, instance, [1], media_types=('image/jpeg',), params={'quality': 80, 'viewport': '64,64'})
    assert max(Image.open(io.BytesIO(jpeg)).size) == 64
    compared += 1
assert compared > 0
print('compared', compared)
