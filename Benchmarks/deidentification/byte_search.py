"""The search of every byte of every output for every planted value, in every encoding it could have."""
import base64
import collections
import re
import unicodedata
import zlib

import numpy

from outputs import Output, folded, text_of


class ByteSearch:
    """Finds thousands of needles in one pass: the first four bytes of each through a table, the rest by comparison."""

    ENCODINGS = ["utf-8", "latin-1", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "utf-16-le", "utf-16-be", "iso2022_jp", "shift_jis",
                 "euc_jp", "gb18030", "cp1251", "cp1253"]

    def __init__(self, values):
        self.needles = collections.defaultdict(list)
        for value in values:
            for needle in self.forms(value["value"]):
                if len(needle) >= 5:
                    self.needles[needle[:4]].append((needle, value))
        self.table = numpy.zeros(1 << 20, dtype=bool)
        for prefix in self.needles:
            self.table[self.hash(numpy.frombuffer(prefix, dtype="<u4").astype(numpy.uint64))] = True

    def forms(self, value):
        forms = set()
        variants = {value, value.upper(), value.lower(), unicodedata.normalize("NFD", value), value.replace(" ", "^")}
        for text in variants:
            for encoding in self.ENCODINGS:
                try:
                    forms.add(lowered(text.encode(encoding)))
                except UnicodeEncodeError:
                    continue
            # Escapes of ISO 2022 stand before the letters, the letters are those of the single sets; kanji without their escapes too.
            try:
                forms.add(lowered(re.sub(rb"\x1b[\x20-\x2f]*[\x30-\x7e]", b"", text.encode("iso2022_jp"))))
            except UnicodeEncodeError:
                pass
        for form in list(forms):
            if len(form) >= 9:
                forms.add(lowered(form.hex().encode()))
        data = value.encode()
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + data)
            inner = encoded[(0, 2, 3)[shift]:len(encoded) - 4]
            if len(inner) >= 10:
                forms.add(lowered(inner))
        return forms

    @staticmethod
    def hash(words):
        return ((words * numpy.uint64(2654435761)) >> numpy.uint64(12)) & numpy.uint64((1 << 20) - 1)

    def find(self, data: bytes):
        """The values found in the bytes, in either order of the bytes of 16-bit words."""
        found = {}
        swapped = numpy.frombuffer(data[:len(data) & ~1], dtype="<u2").byteswap().tobytes()
        for haystack, how in ((data, "as written"), (swapped, "swapped")):
            haystack = lowered(haystack)
            for start in range(0, max(0, len(haystack) - 3), 4_000_000):
                part = haystack[start:start + 4_000_000 + 256]
                self.scan(part, how, found)
        return found

    def scan(self, haystack, how, found):
        for offset in range(4):
            words = numpy.frombuffer(haystack[offset:offset + (len(haystack) - offset) // 4 * 4], dtype="<u4")
            for position in numpy.flatnonzero(self.table[self.hash(words.astype(numpy.uint64))]):
                place = int(position) * 4 + offset
                for needle, value in self.needles.get(haystack[place:place + 4], ()):
                    if haystack.startswith(needle, place):
                        found.setdefault(value["value"], (value, how))


LOWER = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))


def lowered(data: bytes) -> bytes:
    return data.translate(LOWER)


def unpacked(output: Output):
    """Parts of a file that lie deflated in it."""
    data = output.bytes
    meta = getattr(output.dataset, "file_meta", None)
    if meta is not None and str(meta.get("TransferSyntaxUID", "")) in ("1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205"):
        start = data.find(b"DICM") + 4
        length = int(meta.get("FileMetaInformationGroupLength", 0) or 0)
        if length:
            try:
                yield zlib.decompressobj(-15).decompress(data[start + 12 + length:])
            except zlib.error:
                pass
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[match.end():], 1 << 24)
        except zlib.error:
            continue
    for match in re.finditer(rb"\x1f\x8b\x08", data):
        try:
            yield zlib.decompressobj(31).decompress(data[match.start():], 1 << 24)
        except zlib.error:
            continue


def all_text(dataset) -> str:
    texts = []

    def walk(items):
        for element in items:
            try:
                if element.VR == "SQ":
                    for item in element.value:
                        walk(item)
                elif not (element.tag == 0x7FE00010 or isinstance(element.value, bytes) and len(element.value) > 200_000):
                    texts.append(text_of(element))
            except Exception:
                continue
    walk(dataset)
    if getattr(dataset, "file_meta", None) is not None:
        walk(dataset.file_meta)
    return folded("\n".join(texts))


def search(key, outputs):
    values = [value for value in key["values"] if value["isDistinctive"]]
    index = ByteSearch(values)
    found = {}
    for output in outputs:
        hits = index.find(output.bytes)
        for part in unpacked(output):
            hits.update(index.find(part))
        text = all_text(output.dataset)
        name = folded(output.name)
        for value in values:
            needle = folded(value["value"])
            if needle in text:
                hits.setdefault(value["value"], (value, "decoded"))
            if needle in name:
                hits.setdefault(value["value"], (value, "file name"))
        for text, (value, how) in hits.items():
            found.setdefault((text, value["category"]), []).append({"file": output.number, "how": how, "direct": value["isDirect"]})
    return found
