"""Stores the compressed and unusual files of pydicom's wheel, and compares each frame that comes back with pydicom's own decoding.

Arguments: the address of the service, a token. What the node puts aside is counted, not compared.
"""

import copy
import io
import sys
import warnings
from collections import Counter
from pathlib import Path

warnings.simplefilter('ignore')

import numpy
import pydicom
import requests
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.uid import generate_uid

address, token = sys.argv[1:]
session = requests.Session()
session.headers['Authorization'] = 'Bearer ' + token


def parts(response):
    """The bodies of a multipart answer with the types of their headers."""
    boundary = response.headers['Content-Type'].split('boundary=')[1].strip('"').encode()
    found = []
    for piece in (b'\r\n' + response.content).split(b'\r\n--' + boundary)[1:-1]:
        head, body = piece.split(b'\r\n\r\n', 1)
        found.append((head.decode(), body))
    return found


def store(original):
    """Sends an object whose pixels are as in the file, but whose header lets it pass de-identification."""
    dataset = copy.deepcopy(original)
    for keyword in ('StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'):
        setattr(dataset, keyword, generate_uid())
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.PatientID = 'P' + dataset.StudyInstanceUID[-8:]
    dataset.BurnedInAnnotation = 'NO'
    dataset.RecognizableVisualFeatures = 'NO'
    dataset.DeidentificationMethod = 'Faces removed, for a test'
    method = Dataset()
    method.CodeValue, method.CodingSchemeDesignator = '113102', 'DCM'
    method.CodeMeaning = 'Clean Recognizable Visual Features Option'
    dataset.DeidentificationMethodCodeSequence = [method]
    for keyword in ('OverlayData', 'PixelPaddingValue'):
        if keyword in dataset:
            del dataset[keyword]
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    body = b'--b\r\nContent-Type: application/dicom\r\n\r\n' + buffer.getvalue() + b'\r\n--b--\r\n'
    return session.post(address + '/studies', data=body, headers={'Content-Type': 'multipart/related; type="application/dicom"; boundary=b'})


stored, aside, compared, exact, syntaxes, reasons = 0, 0, 0, 0, set(), Counter()
folder = Path(pydicom.__file__).parent / 'data' / 'test_files'
# These show text, or what looks like it, which is blanked on its way in: their pixels come back changed, all others as they were.
showing_text = {
    'GDCMJ2K_TextGBR.dcm', 'examples_jpeg2k.dcm', 'examples_palette.dcm', 'examples_rgb_color.dcm', 'examples_ybr_color.dcm'
}
blanked = set()
for path in sorted(folder.glob('*.dcm')):
    try:
        original = pydicom.dcmread(path)
        pixels = original.pixel_array
        answer = store(original)
    except (requests.RequestException, AssertionError):
        raise
    except Exception:
        # What pydicom cannot decode, or cannot write again, is compared elsewhere.
        continue
    assert answer.status_code in (200, 409), (path.name, answer.status_code, answer.text[:300])
    if answer.status_code == 409:
        aside += 1
        reasons[answer.headers['Warning'][:90]] += 1
        continue
    stored += 1
    syntax = original.file_meta.TransferSyntaxUID
    location = answer.json()['00081199']['Value'][0]['00081190']['Value'][0]
    metadata = session.get(location + '/metadata').json()[0]
    if metadata['00083002']['Value'][0] != syntax:
        blanked.add(path.name)
        continue
    count = int(original.get('NumberOfFrames', 1))

    # As stored: the same bytes as in the file.
    if syntax.is_encapsulated:
        response = session.get(location + '/frames/1', headers={'Accept': 'multipart/related; type="application/octet-stream"; transfer-syntax=*'})
        assert response.status_code == 200, (path.name, response.text)
        head, body = parts(response)[0]
        assert 'transfer-syntax=' + syntax in head, (path.name, head)
        expected = next(generate_frames(original.PixelData, number_of_frames=count))
        if body.rstrip(b'\0') != expected.rstrip(b'\0'):
            blanked.add(path.name)
            continue
        syntaxes.add(str(syntax))

    # Decoded: the same pixels as pydicom's decoders give, within a step where the codec is lossy.
    response = session.get(location + '/frames/%d' % count, headers={'Accept': 'application/octet-stream'})
    if response.status_code == 406:
        print('not decoded:', path.name, syntax.name)
        continue
    assert response.status_code == 200, (path.name, response.status_code, response.text)
    assert response.headers['Content-Type'] == 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1'
    if pixels.dtype == numpy.bool_ or original.BitsAllocated < 8 or original.get('PlanarConfiguration', 0) == 1:
        continue
    if not syntax.is_little_endian and original.BitsAllocated > 16:
        # pydicom swaps all four bytes of a pixel, PS3.5 section 7.3 the two of each word of OW.
        continue
    last = pixels[count - 1] if count > 1 else pixels
    frame = numpy.frombuffer(response.content[: last.nbytes], dtype=original.pixel_array.dtype.newbyteorder('<'))
    if frame.size != last.size or 'YBR' in original.PhotometricInterpretation:
        continue
    difference = numpy.abs(frame.reshape(last.shape).astype(int) - last.astype(int)).max()
    lossy = str(syntax) in ('1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.91', '1.2.840.10008.1.2.4.203')
    if difference > (2 if lossy else 0):
        blanked.add(path.name)
        continue
    compared += 1
    exact += difference == 0
print(f'{stored} stored, {aside} put aside, {compared} compared, {exact} exactly, {len(syntaxes)} compressed syntaxes')
for reason, count in reasons.items():
    print(count, reason)
assert blanked == showing_text, sorted(blanked)
assert stored >= 20 and compared >= 15 and len(syntaxes) >= 4
