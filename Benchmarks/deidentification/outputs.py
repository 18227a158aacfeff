"""Files that a de-identifier wrote, their elements by the paths of the key, and values as text."""
import pathlib
import re
import unicodedata

import pydicom
from pydicom.multival import MultiValue

CONTENT = "(0040,A730)"


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


class Output:
    """One file that a tool wrote."""

    def __init__(self, path: pathlib.Path, root: pathlib.Path):
        self.path, self.name = path, str(path.relative_to(root))
        self.bytes = path.read_bytes()
        self.dataset = pydicom.dcmread(path, force=True)
        self.number = self.instance_number()
        self.changed_days = []

    def instance_number(self):
        try:
            return int(self.dataset.InstanceNumber)
        except (AttributeError, TypeError, ValueError):
            return None

    def element(self, path: str):
        """The element at `(gggg,eeee)[n].(gggg,eeee)`, or None."""
        found = self.dataset
        if path.startswith("(0002,"):
            return getattr(self.dataset, "file_meta", {}).get(tag(path))
        steps = path.split(".")
        for position, step in enumerate(steps):
            match = re.fullmatch(r"\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\)(?:\[(\d+)\])?", step)
            key = (int(match[1], 16) << 16) | int(match[2], 16)
            try:
                element = found.get(key)
            except Exception:
                element = None
            if element is None or match[3] is None:
                return element
            items = element.value
            if not isinstance(items, pydicom.Sequence):
                return element if position == len(steps) - 1 else None
            if int(match[3]) >= len(items):
                return None
            found = items[int(match[3])]
        return None

    def elements(self, path: str):
        """The element at the path, or every one it could be where content items before it were removed and the others moved up."""
        if CONTENT not in path:
            element = self.element(path)
            return [] if element is None else [element]
        found = [self.dataset]
        steps = path.split(".")
        for position, step in enumerate(steps):
            match = re.fullmatch(r"\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\)(?:\[(\d+)\])?", step)
            key = (int(match[1], 16) << 16) | int(match[2], 16)
            inner = [item[key] for item in found if key in item]
            if match[3] is None or position == len(steps) - 1:
                return inner
            found = []
            for items in (element.value for element in inner if isinstance(element.value, pydicom.Sequence)):
                found += items if step.startswith(CONTENT) else items[int(match[3]):int(match[3]) + 1]
        return []


def tag(path: str) -> int:
    return int(path[1:5] + path[6:10], 16)


def text_of(element) -> str:
    """The value as text, whatever its VR; bytes by every encoding that a reader could try."""
    if element is None:
        return ""
    value = element.value
    if isinstance(value, pydicom.Sequence):
        return "\\".join(text_of(inner) for item in value for inner in item)
    if isinstance(value, (bytes, bytearray)):
        raw = bytes(value)
        texts = [raw.decode("latin-1")]
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "iso8859-5", "iso8859-7", "iso8859-9", "shift_jis", "iso2022_jp"):
            texts.append(raw.decode(encoding, errors="ignore"))
        return "\n".join(texts)
    if isinstance(value, MultiValue):
        return "\\".join(str(part) for part in value)
    if value is None:
        return ""
    return str(value)


def is_empty(element) -> bool:
    if element is None:
        return True
    value = element.value
    if isinstance(value, pydicom.Sequence):
        return len(value) == 0
    return value is None or len(str(value).strip("\0 ")) == 0


def number_list(text: str):
    """Numbers of a decimal string, so that 0.50 and 0.5 are the same."""
    try:
        return [float(part) for part in text.split("\\")]
    except ValueError:
        return None
