/// One attribute of a data set: tag, value representation and value.
public struct DataElement: Sendable {
    /// The value field.
    public enum Value: Sendable, Equatable {
        /// Bytes as they are stored, numbers always with the least significant byte first.
        case bytes(ArraySlice<UInt8>)
        /// The items of a sequence.
        case sequence([DataSet])
        /// Encapsulated pixel data: the basic offset table and the fragments (PS3.5 section A.4).
        indirect case fragments(basicOffsetTable: ArraySlice<UInt8>, [ArraySlice<UInt8>])
    }

    /// The tag.
    public let tag: Tag
    /// The value representation.
    public let vr: VR
    /// The value.
    public let value: Value
    /// How the element was laid out where it was read, so that it can be written the same way again.
    let layout: Layout

    /// An element of one's own. Values of odd length are padded as the VR demands.
    public init(tag: Tag, vr: VR, value: Value) {
        self.tag = tag
        self.vr = vr
        layout = Layout()
        if case .bytes(let bytes) = value, bytes.count & 1 == 1 {
            self.value = .bytes(bytes + [vr.paddingByte])
        } else {
            self.value = value
        }
    }

    /// An element of bytes, padded to an even length.
    public init(tag: Tag, vr: VR, bytes: [UInt8]) {
        self.init(tag: tag, vr: vr, value: .bytes(bytes[...]))
    }

    /// A sequence.
    public init(tag: Tag, items: [DataSet]) {
        self.init(tag: tag, vr: .sq, value: .sequence(items))
    }

    /// An element as it was read: odd lengths stay.
    init(tag: Tag, vr: VR, value: Value, layout: Layout) {
        self.tag = tag
        self.vr = vr
        self.value = value
        self.layout = layout
    }

    /// The same element with another value, written in the same layout.
    public func with(value: Value) -> DataElement {
        guard case .bytes = value else { return DataElement(tag: tag, vr: vr, value: value, layout: layout) }
        return DataElement(tag: tag, vr: vr, value: value)
    }

    /// The bytes of the value, nil for sequences and fragments.
    public var bytes: ArraySlice<UInt8>? {
        guard case .bytes(let bytes) = value else { return nil }
        return bytes
    }

    /// The items of a sequence, empty for anything else.
    public var items: [DataSet] {
        guard case .sequence(let items) = value else { return [] }
        return items
    }

    /// Whether there is no value: no bytes, no items, no fragments.
    public var isEmpty: Bool {
        switch value {
        case .bytes(let bytes): bytes.isEmpty
        case .sequence(let items): items.isEmpty
        case .fragments(_, let fragments): fragments.isEmpty
        }
    }

    /// The details of the encoding that do not change what the element means.
    struct Layout: Sendable {
        /// The letters that stood in the stream where they are not those of the VR: UN for an attribute that the dictionary knows,
        /// or a VR that PS3.5 does not define, which is read as UN; nil otherwise.
        var writtenLetters: UInt16?
        /// Whether the length was left undefined and a delimiter ends the sequence.
        var hasUndefinedLength = false
    }
}

extension DataElement: Equatable {
    /// Elements are equal when tag, VR and value are, however they were laid out.
    public static func == (left: DataElement, right: DataElement) -> Bool {
        left.tag == right.tag && left.vr == right.vr && left.value == right.value
    }
}
