/// An ordered set of data elements: a whole object, or an item of a sequence.
///
/// ```swift
/// var dataSet = DataSet()
/// dataSet.set(.patientName, "Yamada^Tarou")
/// dataSet.set(.rows, integers: [512])
/// dataSet.string(.patientName)  // "Yamada^Tarou"
/// ```
public struct DataSet: Sendable {
    /// The elements, ascending by tag, each tag once.
    public private(set) var elements: [DataElement]
    /// The character set of the data set this item lies in; it holds where the item names none of its own.
    var inheritedCharacterSet: SpecificCharacterSet
    var layout: Layout

    /// A data set without elements.
    public init() {
        self.init(ascending: [])
    }

    /// A data set of these elements. Of several with one tag the last stays.
    public init(_ elements: some Sequence<DataElement>) {
        self.init(ascending: Array(elements))
        sort()
    }

    init(ascending elements: [DataElement], inheritedCharacterSet: SpecificCharacterSet = .standard, layout: Layout = Layout()) {
        self.elements = elements
        self.inheritedCharacterSet = inheritedCharacterSet
        self.layout = layout
    }

    /// How an item was laid out where it was read.
    struct Layout: Sendable {
        /// Whether a delimiter ends the item.
        var hasUndefinedLength = false
        /// Whether the elements were laid out contrary to the transfer syntax, as some broken writers do.
        var contradictsSyntax = false
        /// How many bytes the length of the item claims that its sequence does not have.
        var overstatement: UInt32 = 0
    }

    /// The number of elements, items of sequences not counted.
    public var count: Int { elements.count }

    /// Whether there are no elements.
    public var isEmpty: Bool { elements.isEmpty }

    /// The element with this tag. Setting nil removes it.
    public subscript(tag: Tag) -> DataElement? {
        get {
            let position = position(of: tag)
            return position < elements.count && elements[position].tag == tag ? elements[position] : nil
        }
        set {
            let position = position(of: tag)
            let exists = position < elements.count && elements[position].tag == tag
            switch newValue {
            case .some(let element):
                precondition(element.tag == tag, "The element has another tag than the subscript.")
                if exists { elements[position] = element } else { elements.insert(element, at: position) }
            case .none:
                guard exists else { return }
                elements.remove(at: position)
            }
            layout.overstatement = 0
            if tag == .specificCharacterSet { passOnCharacterSet() }
            // A group length that was read no longer holds (retired by PS3.5 section 7.2, so it is dropped, not mended).
            if !tag.isGroupLength, tag.group != 2 { remove(Tag(tag.group, 0)) }
        }
    }

    /// Whether there is an element with this tag, empty or not.
    public func contains(_ tag: Tag) -> Bool {
        let position = position(of: tag)
        return position < elements.count && elements[position].tag == tag
    }

    /// Removes an element; nothing happens when there is none.
    public mutating func remove(_ tag: Tag) {
        if contains(tag) { self[tag] = nil }
    }

    /// Removes all elements of which this is true, at this level only.
    public mutating func removeAll(where shouldRemove: (DataElement) throws -> Bool) rethrows {
        let removed = try elements.filter(shouldRemove)
        for element in removed { remove(element.tag) }
    }

    /// The position of the tag, or where it would be inserted.
    func position(of tag: Tag) -> Int {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].tag < tag { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Sorts what was read out of order; of equal tags the last stays.
    mutating func sort() {
        let inOrder = zip(elements, elements.dropFirst()).allSatisfy { $0.tag < $1.tag }
        if inOrder { return }
        let sorted = elements.enumerated().sorted { ($0.element.tag, $0.offset) < ($1.element.tag, $1.offset) }
        elements = []
        for (_, element) in sorted {
            if elements.last?.tag == element.tag { elements.removeLast() }
            elements.append(element)
        }
    }

    /// Tells the items which character set they inherit.
    private mutating func passOnCharacterSet() {
        let current = characterSet
        for (position, element) in elements.enumerated() {
            guard case .sequence(let items) = element.value else { continue }
            elements[position] = element.with(value: .sequence(items.map { $0.inheriting(current) }))
        }
    }

    /// The item as it reads inside a data set of this character set.
    func inheriting(_ characterSet: SpecificCharacterSet) -> DataSet {
        guard inheritedCharacterSet != characterSet else { return self }
        var copy = self
        copy.inheritedCharacterSet = characterSet
        if !contains(.specificCharacterSet) { copy.passOnCharacterSet() }
        return copy
    }
}

extension DataSet: Equatable {
    /// Data sets are equal when their elements are, however they were laid out.
    public static func == (left: DataSet, right: DataSet) -> Bool {
        left.elements == right.elements
    }
}

extension DataSet: Sequence {
    /// Iterates over the elements, ascending by tag.
    public func makeIterator() -> IndexingIterator<[DataElement]> {
        elements.makeIterator()
    }
}
