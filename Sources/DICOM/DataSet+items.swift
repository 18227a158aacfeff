extension DataSet {
    /// The items of a sequence; empty when there is no such sequence.
    public func items(_ tag: Tag) -> [DataSet] {
        self[tag]?.items ?? []
    }

    /// Sets a sequence. Text of the items is kept readable: they take this data set's character set or name their own.
    public mutating func set(_ tag: Tag, items: [DataSet]) {
        let current = characterSet
        self[tag] = DataElement(tag: tag, items: items.map { $0.moved(into: current) })
    }

    /// The item as it must be written inside a data set of this character set so that its text stays what it is.
    private func moved(into characterSet: SpecificCharacterSet) -> DataSet {
        if contains(.specificCharacterSet) || inheritedCharacterSet == characterSet { return inheriting(characterSet) }
        var copy = self
        if containsExtendedText { copy.set(.specificCharacterSet, strings: self.characterSet.definedTerms) }
        return copy.inheriting(characterSet)
    }

    /// Whether any text that depends on the character set has bytes beyond plain ASCII.
    private var containsExtendedText: Bool {
        elements.contains { element in
            switch element.value {
            case .bytes(let bytes): element.vr.usesCharacterSet && !SpecificCharacterSet.isPlain(bytes)
            case .sequence(let items): items.contains { !$0.contains(.specificCharacterSet) && $0.containsExtendedText }
            case .fragments: false
            }
        }
    }

    /// Calls the closure for every element, those in items after their sequence, with the path to it.
    public func visit(_ body: (TagPath, DataElement) throws -> Void) rethrows {
        try visit(steps: [], body)
    }

    private func visit(steps: [TagPath.Step], _ body: (TagPath, DataElement) throws -> Void) rethrows {
        for element in elements {
            try body(TagPath(steps: steps, element.tag), element)
            guard case .sequence(let items) = element.value else { continue }
            for (number, item) in items.enumerated() {
                try item.visit(steps: steps + [TagPath.Step(element.tag, item: number)], body)
            }
        }
    }

    /// The element at a path. Setting nil removes it; setting in an item that does not exist does nothing.
    public subscript(path: TagPath) -> DataElement? {
        get {
            var dataSet = self
            for step in path.steps {
                let items = dataSet.items(step.sequence)
                guard items.indices.contains(step.item) else { return nil }
                dataSet = items[step.item]
            }
            return dataSet[path.tag]
        }
        set {
            guard let step = path.steps.first else {
                self[path.tag] = newValue
                return
            }
            guard let sequence = self[step.sequence], sequence.items.indices.contains(step.item) else { return }
            var items = sequence.items
            items[step.item][TagPath(steps: Array(path.steps.dropFirst()), path.tag)] = newValue
            self[step.sequence] = sequence.with(value: .sequence(items))
        }
    }
}
