import Catalogue
import Governance

/// Terms of the Data Use Ontology as people type them: `DUO:0000021`, `IRB`.
enum DUOName {
    static func term(_ text: String) -> DUO? { DUO(naming: text) }

    static func condition(_ text: String) -> DataUseCondition? { term(text).flatMap { DataUseCondition(rawValue: $0.id) } }
}
