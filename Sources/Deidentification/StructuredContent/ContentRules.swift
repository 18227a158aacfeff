import DICOM

/// What becomes of the content items of structured reports under one profile (PS3.15 section E.3.4): Table E.3.4-1 for the concepts that
/// it lists, rules by value type for all others.
///
/// Where this is milder or stricter than the table:
///
/// - References to instances (UIDREF, IMAGE, COMPOSITE, WAVEFORM) are given new UIDs wherever the table would remove or replace them, as
///   the same references outside of content are; Retain UIDs keeps those that the table lists.
/// - An item that the table removes only where its template lets it (X/D) is replaced, for templates cannot be told from the object.
/// - A TEXT whose concept is not listed is cleaned, whichever options were chosen; a PNAME is replaced.
/// - An item of a value type that PS3.3 does not define is removed.
struct ContentRules: Sendable {
    /// What becomes of a content item.
    enum Disposition: Sendable, Equatable {
        /// Removed with all below it.
        case remove
        /// Kept with a dummy for its value.
        case replace
        /// Kept, its text cleaned or its date moved.
        case clean
        /// Kept with the rules applied to its elements.
        case keep
    }

    private struct Concept: Hashable {
        let scheme: String
        let code: String
        let type: String
    }

    private let dispositions: [Concept: Disposition]
    private let dates: Disposition

    init(options: Set<ProfileOption>) {
        let movesDates = options.contains(.retainLongitudinalTemporalInformationModifiedDates)
        let keepsDates = options.contains(.retainLongitudinalTemporalInformationFullDates)
        dates = movesDates ? .clean : keepsDates ? .keep : .replace
        let keeping: [(Character, ProfileOption)] = [
            ("u", .retainUIDs), ("v", .retainDeviceIdentity), ("i", .retainInstitutionIdentity), ("p", .retainPatientCharacteristics),
        ]
        var dispositions: [Concept: Disposition] = [:]
        for line in lines(of: ContentItemTable.text) {
            let fields = line.split(separator: "\t")
            guard fields.count == 6 else { continue }
            let type = String(fields[2])
            let disposition: Disposition =
                if fields[4].contains("d"), options.contains(.cleanDescriptors) {
                    .clean
                } else if fields[4].contains("t"), movesDates || keepsDates {
                    dates
                } else if keeping.contains(where: { fields[4].contains($0.0) && options.contains($0.1) }) {
                    .keep
                } else if Self.isReference(type) {
                    .replace
                } else {
                    fields[3] == "X" ? .remove : .replace
                }
            let codes = fields[1].split(separator: ",")
            for (number, scheme) in fields[0].split(separator: ",").enumerated() {
                // The first designator goes with the first code, the retired ones with the retired code.
                let concept = Concept(scheme: String(scheme), code: String(codes[min(number, codes.count - 1)]), type: type)
                dispositions[concept] = disposition
            }
        }
        self.dispositions = dispositions
    }

    /// What becomes of an item of this value type with this concept name.
    func disposition(of type: String, scheme: String, code: String) -> Disposition {
        if let listed = dispositions[Concept(scheme: scheme, code: code, type: type)] { return listed }
        switch type {
        case "TEXT": return .clean
        case "PNAME": return .replace
        case "DATE", "TIME", "DATETIME": return dates
        case "UIDREF", "IMAGE", "COMPOSITE", "WAVEFORM": return .replace
        case "CODE", "NUM", "CONTAINER", "SCOORD", "SCOORD3D", "TCOORD", "TABLE": return .keep
        default: return .remove
        }
    }

    /// Whether the value refers to another object, or names one.
    private static func isReference(_ type: String) -> Bool {
        ["UIDREF", "IMAGE", "COMPOSITE", "WAVEFORM"].contains(type)
    }
}
