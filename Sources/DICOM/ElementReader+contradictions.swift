extension ElementReader {
    /// Whether enough bytes are there for ``nextContradictsSyntax()`` to say what it would say on all of them.
    var canTellContradiction: Bool { available - position >= 8 || end - position < 8 }

    /// Whether the next element is laid out the other way than the syntax says, as broken writers do within items.
    func nextContradictsSyntax() -> Bool {
        guard min(end, available) - position >= 8 else { return false }
        let tag = readTag(at: position)
        if tag.group == 0xFFFE { return false }
        let letters = bytes.unsafeLoadUnaligned(fromByteOffset: position + 4 - base, as: UInt16.self).bigEndian
        // Nothing here depends on how many bytes there will be in all: what arrives in pieces must read like the whole.
        if isExplicit {
            if Self.isCapitals(letters) || isBigEndian { return false }
            let length = read32(at: position + 4)
            let isBounded = containers.contains { !$0.hasUndefinedLength }
            return length == .max || Int(length) <= (isBounded ? end - position - 8 : 1 << 20)
        }
        // Two letters could be a length as well: only those of the very VR that the dictionary gives count.
        guard let vr = VR(rawValue: letters) else { return false }
        return DataDictionary.entry(for: tag)?.alternatives.contains(vr) ?? false
    }
}
