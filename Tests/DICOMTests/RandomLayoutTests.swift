import DICOM
import Testing

extension RandomDataSet {
    /// The data set laid out at random: lengths defined or not, known attributes under the letters UN, odd lengths. Written by hand,
    /// so that the writer is not checked with itself.
    mutating func bytes(of dataSet: DataSet, explicit: Bool, big: Bool) -> [UInt8] {
        var bytes = Bytes(explicit: explicit, big: big)
        for element in dataSet { write(element, &bytes) }
        return bytes.all
    }

    private mutating func write(_ element: DataElement, _ bytes: inout Bytes) {
        let (group, number) = (element.tag.group, element.tag.element)
        switch element.value {
        case .sequence(let items):
            // PS3.5 section 6.2.2: a sequence under UN is in implicit VR little endian, whatever the syntax.
            let isUnknown = bytes.explicit && self.number(0...4) == 0
            var inner = Bytes(explicit: bytes.explicit && !isUnknown, big: bytes.big && !isUnknown)
            let isUndefined = isUnknown || self.number(0...1) == 0
            for item in items { write(item, &inner) }
            if isUndefined { inner.endOfSequence() }
            bytes.header(group, number, isUnknown ? "UN" : "SQ", length: isUndefined ? Bytes.undefined : UInt32(inner.all.count))
            bytes.raw(inner.all)
        case .bytes(let value):
            let unit = element.vr.elementSize
            let swapped = bytes.big && unit > 1
            let whole = Array(value)
            let stored =
                swapped
                ? stride(from: 0, to: whole.count, by: unit).flatMap { whole[$0..<min($0 + unit, whole.count)].reversed() }
                : whole
            bytes.element(group, number, element.vr.letters, stored)
        case .fragments(let table, let fragments):
            bytes.header(group, number, element.vr.letters, length: Bytes.undefined)
            for fragment in [table] + fragments {
                bytes.item(length: UInt32(fragment.count))
                bytes.raw(Array(fragment))
            }
            bytes.endOfSequence()
        }
    }

    private mutating func write(_ item: DataSet, _ bytes: inout Bytes) {
        let content = self.bytes(of: item, explicit: bytes.explicit, big: bytes.big)
        let isUndefined = number(0...1) == 0
        bytes.item(length: isUndefined ? Bytes.undefined : UInt32(content.count))
        bytes.raw(content)
        if isUndefined { bytes.endOfItem() }
    }
}

@Suite("Random data sets in every syntax and layout") struct RandomLayoutTests {
    /// A file of a random data set in a random layout.
    static func file(_ seed: UInt64, _ syntax: TransferSyntax) -> [UInt8] {
        var random = RandomDataSet(seed: seed)
        var dataSet = random.dataSet()
        // Items in native syntaxes have no fragments; one level of them is enough to test.
        if syntax.isBigEndian || !syntax.isExplicitVR { dataSet = withoutFragments(dataSet) }
        return Bytes.file(syntax, random.bytes(of: dataSet, explicit: syntax.isExplicitVR, big: syntax.isBigEndian))
    }

    private static func withoutFragments(_ dataSet: DataSet) -> DataSet {
        var copy = dataSet
        for element in dataSet {
            switch element.value {
            case .fragments: copy.remove(element.tag)
            case .sequence(let items): copy.set(element.tag, items: items.map(withoutFragments))
            case .bytes: continue
            }
        }
        return copy
    }

    @Test("An unmodified file is written byte for byte", arguments: DICOMFileTests.syntaxes)
    func roundTrip(_ syntax: TransferSyntax) throws {
        for seed in 0..<300 as Range<UInt64> {
            let bytes = Self.file(seed, syntax)
            let again = try DICOMFile(bytes: bytes).encoded()
            #expect(again == bytes, "seed \(seed)")
        }
    }

    @Test("Values survive every other syntax", arguments: DICOMFileTests.syntaxes, DICOMFileTests.syntaxes)
    func conversion(_ from: TransferSyntax, _ to: TransferSyntax) throws {
        // Implicit VR forgets the VRs of private elements, so they are compared only between explicit syntaxes.
        guard from.isExplicitVR, to.isExplicitVR else { return }
        for seed in 0..<100 as Range<UInt64> {
            var random = RandomDataSet(seed: seed)
            let dataSet = Self.withoutFragments(random.dataSet())
            let bytes = Bytes.file(from, random.bytes(of: dataSet, explicit: true, big: from.isBigEndian))
            let file = try DICOMFile(bytes: bytes)
            let other = try DICOMFile(bytes: try file.encoded(as: to))
            #expect(other.dataSet == file.dataSet, "seed \(seed)")
        }
    }

    @Test("Deflating makes text small and loses nothing") func deflated() throws {
        for seed in 0..<100 as Range<UInt64> {
            var random = RandomDataSet(seed: seed)
            let dataSet = Self.withoutFragments(random.dataSet())
            let bytes = try DICOMFile(dataSet: dataSet, transferSyntax: .deflatedExplicitVRLittleEndian).encoded()
            #expect(try DICOMFile(bytes: bytes).dataSet == dataSet, "seed \(seed)")
        }
    }
}
