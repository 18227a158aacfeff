import DICOM
import TestSupport

/// Data sets of random shape, for laws that hold for all of them.
struct RandomDataSet {
    var generator: SeededGenerator
    /// Whether every value survives JSON: text without padding, bytes without NaN payloads, no names of empty groups.
    var isCanonical = true

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    static let terms = ["ISO_IR 192", "ISO_IR 100", "ISO_IR 101", "ISO_IR 144", "GB18030", "ISO 2022 IR 6", "ISO_IR 13"]

    mutating func dataSet(depth: Int = 3) -> DataSet {
        var dataSet = DataSet()
        let term = Self.terms.randomElement(using: &generator) ?? "ISO_IR 192"
        if depth == 3 || number(0...4) == 0 {
            dataSet.set(.specificCharacterSet, term)
        }
        for _ in 0..<number(0...14) {
            let vr = VR.allCases.randomElement(using: &generator) ?? .lo
            let tag = self.tag()
            if vr == .sq {
                guard depth > 0 else { continue }
                dataSet.set(tag, items: (0..<number(0...3)).map { _ in self.dataSet(depth: depth - 1) })
            } else if vr.isText {
                dataSet.set(tag, strings: strings(vr, dataSet.characterSet), vr: vr)
            } else {
                dataSet.setBytes(tag, vr: vr, bytes(vr))
            }
        }
        if number(0...5) == 0 { dataSet[.pixelData] = pixels() }
        return dataSet
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// A private tag, so that no dictionary has a say in its VR.
    private mutating func tag() -> Tag {
        Tag(UInt16(number(0x5...0x80)) * 2 + 1, UInt16(number(0x1001...0xFFFF)))
    }

    private mutating func pixels() -> DataElement {
        if number(0...1) == 0 { return DataElement(tag: .pixelData, vr: .ow, bytes: bytes(.ow)) }
        let fragments = (0..<number(1...3)).map { _ in bytes(.ow)[...] }
        return DataElement(tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], fragments))
    }

    private mutating func bytes(_ vr: VR) -> [UInt8] {
        let size = vr == .at ? 4 : max(2, vr.elementSize)
        let count = number(0...4)
        if vr == .fl || vr == .fd {
            let choices: [Double] = [0, -0.0, 1.5, -1e-30, 3.25e20, 65_504, .infinity, -.infinity]
            return (0..<count).flatMap { _ -> [UInt8] in
                let double = choices.randomElement(using: &generator) ?? 0
                return vr == .fl ? Self.littleEndian(Float(double).bitPattern) : Self.littleEndian(double.bitPattern)
            }
        }
        return (0..<count * size).map { _ in UInt8(number(0...255)) }
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private mutating func strings(_ vr: VR, _ characterSet: SpecificCharacterSet) -> [String] {
        (0..<(vr.isMultiValued ? number(0...4) : number(0...1))).map { _ in string(vr, characterSet) }
    }

    private mutating func string(_ vr: VR, _ characterSet: SpecificCharacterSet) -> String {
        switch vr {
        case .is: return ["0", "-12", "2147483647", "", "+7", "007"].randomElement(using: &generator) ?? ""
        case .ds: return ["0.5", "-1E-5", "1e3", "", "+7", "1.50", "123456789.123456"].randomElement(using: &generator) ?? ""
        case .ui: return ["1.2.840.10008.1.1", "2.25.1", ""].randomElement(using: &generator) ?? ""
        default: break
        }
        var letters = Array("aZ09^.-(\"/é") + ["\t"]
        if vr.usesCharacterSet { letters += Array("ßÄжЩ中文ｱﾝ") }
        var text = (0..<number(0...9)).map { _ in letters.randomElement(using: &generator).map(String.init) ?? "" }.joined()
        if vr == .pn { text = text.replacingOccurrences("\t", "") }
        if !vr.usesCharacterSet { text = text.replacingOccurrences("é", "e") }
        // What the set cannot hold would turn all of it into UTF-8, as it should; here the set is to stay.
        return vr.usesCharacterSet && characterSet.encode(text, isPersonName: vr == .pn) == nil ? "plain" : text
    }
}

extension String {
    /// The string with each piece replaced.
    fileprivate func replacingOccurrences(_ piece: Character, _ other: String) -> String {
        split(separator: piece, omittingEmptySubsequences: false).joined(separator: other)
    }
}
