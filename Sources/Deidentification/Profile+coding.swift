import DICOM

extension CodingUserInfoKey {
    /// A `@Sendable (String) throws -> String` that reads the text at a path for ``Profile/init(from:)``: profiles may name a list's file.
    public static let profileFileReader = {
        guard let key = CodingUserInfoKey(rawValue: "mosaic.profile.files") else { preconditionFailure("Any text is a key.") }
        return key
    }()
}

extension Profile: Codable {
    /// The keys of a profile's file.
    private enum Key: String, CaseIterable {
        case name, version, startsFrom, options, without, attributes, safePrivate, pixels, agesAbove89
    }

    /// The profiles that another may start from.
    private static let starts: [String: Profile] = ["basic": .basic, "standard": .standard, "eucaim": .eucaim]

    /// Reads a profile, from YAML or JSON.
    ///
    /// | key | value |
    /// |---|---|
    /// | `name` | a name of 1 to 32 letters, digits, blanks, hyphens; must be given |
    /// | `version` | a text or number, `1` if left out |
    /// | `startsFrom` | `basic`, `standard` or `eucaim`; `basic` if left out |
    /// | `options` | a list of ``ProfileOption``, added to those of the start; one about dates replaces the other |
    /// | `without` | a list of options of the start that do not apply |
    /// | `attributes` | by keyword or `(gggg,eeee)` one of ``AttributeAction``, added to those of the start |
    /// | `safePrivate` | `standard`, `none`, or `standard: true`, `list:` a text, `file:` a path: see ``SafePrivateList`` |
    /// | `pixels` | the keys of ``PixelPolicy``; decides about the options of pixels |
    /// | `agesAbove89` | `cap` or `keep` |
    ///
    /// An error is a `DecodingError` whose description begins with the key and says what is allowed.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: ProfileKey.self)
        for key in container.allKeys where Key(rawValue: key.stringValue) == nil {
            throw Self.fault(
                key.stringValue, "no such key. Allowed: \(Self.list(Key.allCases.map(\.rawValue))).", container.codingPath + [key])
        }
        guard let name = try container.text(Key.name.rawValue), (1...32).contains(name.count), name.allSatisfy(isPlainNameCharacter) else {
            throw Self.fault("name", "give 1 to 32 letters, digits, blanks or hyphens.", container.codingPath)
        }
        let startName = try container.text(Key.startsFrom.rawValue) ?? "basic"
        guard let start = Self.starts[startName] else {
            throw Self.fault(
                "startsFrom", "\(Self.quoted(startName)) is no profile. Allowed: \(Self.list(Self.starts.keys.sorted())).",
                container.codingPath)
        }
        let version = try container.text(Key.version.rawValue) ?? "1"
        guard (1...16).contains(version.count), version.allSatisfy(isPlainNameCharacter) else {
            throw Self.fault("version", "give 1 to 16 letters, digits, points or hyphens.", container.codingPath)
        }
        let policy =
            try container.contains(ProfileKey(Key.pixels.rawValue))
            ? container.decode(PixelPolicy.self, forKey: ProfileKey(Key.pixels.rawValue)) : nil
        let options = try Self.options(container, start: start, policy: policy)
        var attributes = start.attributes
        attributes.merge(try Self.attributes(container)) { _, own in own }
        let list = try Self.safePrivate(container, decoder: decoder)
        let ages = try container.text(Key.agesAbove89.rawValue)
        guard ages == nil || ages == "cap" || ages == "keep" else {
            throw Self.fault("agesAbove89", "\(Self.quoted(ages ?? "")) is not allowed. Allowed: cap, keep.", container.codingPath)
        }
        // A list or a policy of the start holds unless an option that was named here says otherwise.
        let keepsList = list == nil && !start.safePrivate.isEmpty && options.contains(.retainSafePrivate)
        let pixelOptions: Set<ProfileOption> = [.cleanPixelData, .cleanRecognizableVisualFeatures]
        let keepsPolicy = policy == nil && options.intersection(pixelOptions) == start.options.intersection(pixelOptions)
        self.init(
            name: name, version: version, options: options, attributes: attributes,
            safePrivate: keepsList ? start.safePrivate : list, pixels: keepsPolicy ? start.pixels : policy,
            capsAges: ages.map { $0 == "cap" } ?? start.capsAges)
    }

    /// Writes the profile with all that it says, as a start from the Basic Profile.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: ProfileKey.self)
        try container.encode(name, forKey: ProfileKey(Key.name.rawValue))
        try container.encode(version, forKey: ProfileKey(Key.version.rawValue))
        try container.encode("basic", forKey: ProfileKey(Key.startsFrom.rawValue))
        try container.encode(
            options.sorted().filter { !$0.isAboutPixels && $0 != .retainSafePrivate }, forKey: ProfileKey(Key.options.rawValue))
        try container.encode(
            Dictionary(uniqueKeysWithValues: attributes.map { (Self.key(of: $0), $1.rawValue) }),
            forKey: ProfileKey(Key.attributes.rawValue))
        switch safePrivate {
        case .none: try container.encode("none", forKey: ProfileKey(Key.safePrivate.rawValue))
        case .standard: try container.encode("standard", forKey: ProfileKey(Key.safePrivate.rawValue))
        default: try container.encode(["list": safePrivate.text], forKey: ProfileKey(Key.safePrivate.rawValue))
        }
        try container.encode(pixels, forKey: ProfileKey(Key.pixels.rawValue))
        try container.encode(capsAges ? "cap" : "keep", forKey: ProfileKey(Key.agesAbove89.rawValue))
    }

    // MARK: Parts

    private static func options(
        _ container: KeyedDecodingContainer<ProfileKey>, start: Profile, policy: PixelPolicy?
    ) throws -> Set<ProfileOption> {
        let added = try options(container, .options)
        let taken = try options(container, .without)
        if let both = added.intersection(taken).min() {
            throw fault("without", "\"\(both.rawValue)\" is among the options too.", container.codingPath)
        }
        let dates: Set<ProfileOption> = [
            .retainLongitudinalTemporalInformationFullDates, .retainLongitudinalTemporalInformationModifiedDates,
        ]
        if added.isSuperset(of: dates) {
            throw fault("options", "full dates and modified dates exclude each other. Choose one.", container.codingPath)
        }
        var options = start.options
        if !added.isDisjoint(with: dates) { options.subtract(dates) }
        options.formUnion(added)
        options.subtract(taken)
        if let policy {
            if policy.text != .clean, added.contains(.cleanPixelData) {
                throw fault("pixels.text", "the option cleanPixelData asks for \"clean\".", container.codingPath)
            }
            if policy.faces != .blur, added.contains(.cleanRecognizableVisualFeatures) {
                throw fault("pixels.faces", "the option cleanRecognizableVisualFeatures asks for \"blur\".", container.codingPath)
            }
        }
        return options
    }

    private static func options(_ container: KeyedDecodingContainer<ProfileKey>, _ key: Key) throws -> Set<ProfileOption> {
        guard container.contains(ProfileKey(key.rawValue)) else { return [] }
        guard let names = try? container.decode([String].self, forKey: ProfileKey(key.rawValue)) else {
            throw fault(key.rawValue, "give a list of options.", container.codingPath)
        }
        return Set(
            try names.map { name in
                guard let option = ProfileOption(rawValue: name) else {
                    throw fault(
                        key.rawValue, "\(quoted(name)) is no option. Allowed: \(list(ProfileOption.allCases.map(\.rawValue))).",
                        container.codingPath)
                }
                return option
            })
    }

    private static func attributes(_ container: KeyedDecodingContainer<ProfileKey>) throws -> [Tag: AttributeAction] {
        let key = ProfileKey(Key.attributes.rawValue)
        guard container.contains(key) else { return [:] }
        guard let texts = try? container.decode([String: String].self, forKey: key) else {
            throw fault("attributes", "give keywords or tags, each with an action.", container.codingPath)
        }
        var attributes: [Tag: AttributeAction] = [:]
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            let place = "attributes.\(name.prefix(64))"
            guard let tag = DataDictionary.tag(forKeyword: name) ?? Tag(attribute: name) else {
                throw fault(place, "no attribute. Allowed are keywords of PS3.6 and tags such as (0008,103E).", container.codingPath)
            }
            guard let action = AttributeAction(rawValue: text) else {
                throw fault(
                    place, "\(quoted(text)) is no action. Allowed: \(list(AttributeAction.allCases.map(\.rawValue))).", container.codingPath
                )
            }
            if let reason = objection(to: action, of: tag) { throw fault(place, reason, container.codingPath) }
            guard attributes.updateValue(action, forKey: tag) == nil else {
                throw fault(place, "the attribute is named twice.", container.codingPath)
            }
        }
        return attributes
    }

    private static func safePrivate(
        _ container: KeyedDecodingContainer<ProfileKey>, decoder: any Decoder
    ) throws -> SafePrivateList? {
        let key = ProfileKey(Key.safePrivate.rawValue)
        guard container.contains(key) else { return nil }
        if let text = try? container.decode(String.self, forKey: key) {
            switch text {
            case "standard": return .standard
            case "none": return SafePrivateList.none
            default:
                throw fault(
                    "safePrivate", "\(quoted(text)) is not allowed. Allowed: standard, none, or the keys standard, list and file.",
                    container.codingPath)
            }
        }
        let keys = try container.nestedContainer(keyedBy: ProfileKey.self, forKey: key)
        for key in keys.allKeys where !["standard", "list", "file"].contains(key.stringValue) {
            throw fault("safePrivate.\(key.stringValue)", "no such key. Allowed: standard, list, file.", keys.codingPath)
        }
        var list = try keys.decodeIfPresent(Bool.self, forKey: ProfileKey("standard")) == true ? SafePrivateList.standard : .none
        var texts = try [keys.decodeIfPresent(String.self, forKey: ProfileKey("list"))].compactMap(\.self)
        if let path = try keys.decodeIfPresent(String.self, forKey: ProfileKey("file")) {
            guard let read = decoder.userInfo[.profileFileReader] as? @Sendable (String) throws -> String else {
                throw fault("safePrivate.file", "files cannot be read here. Give the list itself under the key list.", keys.codingPath)
            }
            texts.append(try read(path))
        }
        for text in texts {
            do { list = list.union(try SafePrivateList(text: text)) } catch {
                throw DecodingError.dataCorrupted(.init(codingPath: keys.codingPath, debugDescription: "\(error)", underlyingError: error))
            }
        }
        return list
    }

    // MARK: Errors

    private static func fault(_ key: String, _ text: String, _ path: [any CodingKey]) -> DecodingError {
        let error = DeidentificationError(.profileNotValid, "\(key): \(text)")
        return .dataCorrupted(.init(codingPath: path, debugDescription: error.message, underlyingError: error))
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    private static func quoted(_ text: String) -> String { "\"\(text.prefix(64))\"" }
}

/// A key of a profile's file, known or not.
private struct ProfileKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ key: String) { stringValue = key }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<ProfileKey> {
    /// A text, or a number or truth value as text, since YAML tells them apart by their looks.
    fileprivate func text(_ name: String) throws -> String? {
        let key = ProfileKey(name)
        guard contains(key) else { return nil }
        if let text = try? decode(String.self, forKey: key) { return text }
        if let number = try? decode(Int.self, forKey: key) { return String(number) }
        if let number = try? decode(Double.self, forKey: key) { return String(number) }
        return ""
    }
}

extension Tag {
    /// Reads `(gggg,eeee)`, and nothing shorter, so that a mistyped keyword is not taken for a tag.
    fileprivate init?(attribute text: String) {
        guard text.count == 11, text.hasPrefix("("), text.hasSuffix(")"), text.dropFirst(5).first == "," else { return nil }
        self.init(hex: text.dropFirst().dropLast().filter { $0 != "," })
    }
}

/// Letters and digits of ASCII, blanks, points and hyphens.
private func isPlainNameCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || " .-_".contains(character))
}
