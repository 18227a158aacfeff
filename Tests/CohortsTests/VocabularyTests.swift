import Testing

@testable import Cohorts

@Suite("Vocabulary")
struct VocabularyTests {
    private let vocabulary = Vocabulary.standard

    @Test("the table parses and holds the attributes of the language")
    func table() {
        #expect(vocabulary.attributes.count > 40)
        for name in ["sex", "age", "psa", "isup", "ct", "pm", "modality", "b_value", "has_segmentation", "days_from_diagnosis"] {
            #expect(vocabulary.attribute(named: name)?.name == name)
        }
        #expect(vocabulary.attribute(named: "PSA_ng_ml")?.name == "psa")
        #expect(vocabulary.attribute(named: "ct-stage")?.name == "ct")
        #expect(vocabulary.attribute(named: "Ki-67")?.name == "ki67")
    }

    @Test("every name, code and synonym leads to its own concept")
    func concepts() {
        for attribute in vocabulary.attributes {
            for concept in attribute.concepts {
                for word in [concept.name] + concept.codes + concept.synonyms {
                    #expect(attribute.normalised(word) == concept.name, "\(attribute.name) \(word)")
                }
            }
        }
    }

    @Test("a concept has one code in a code system, and each is found with or without the name of its system")
    func codes() {
        for attribute in vocabulary.attributes {
            for concept in attribute.concepts {
                #expect(Set(concept.codings.map(\.system.id)).count == concept.codings.count, "\(attribute.name) \(concept.name)")
                for coding in concept.codings {
                    #expect(attribute.concept(for: coding.spelling) == concept && attribute.concept(for: coding.description) == concept)
                }
            }
        }
        #expect(Set(vocabulary.codeSystems.map(\.id)).isSuperset(of: ["SNOMEDCT", "ICDO3", "ICD10", "LOINC", "RADLEX", "EUCAIM"]))
        #expect(vocabulary.attributes(forKey: "LOINC:2857-1").map(\.name) == ["psa"])
        #expect(Set(vocabulary.attributes.map(\.group)) == Set(Attribute.Group.allCases))
    }

    @Test("bins cover every number once, in ascending order")
    func bins() {
        for attribute in vocabulary.attributes {
            #expect(attribute.bins == attribute.bins.sorted() && Set(attribute.bins).count == attribute.bins.count)
            guard !attribute.bins.isEmpty else { continue }
            #expect(attribute.isNumeric && attribute.range != nil)
            for number in attribute.bins.flatMap({ [$0 - 1, $0, $0 + 1] }) {
                #expect(attribute.binIntervals.count { $0.contains(number) } == 1, "\(attribute.name) \(number)")
            }
        }
    }

    @Test("units that measure the same are converted, others are not")
    func units() {
        #expect(Units.convert(0.7, from: "cm", to: "mm") == 7)
        #expect(Units.convert(30, from: "months", to: "years") == 2.5)
        #expect(Units.convert(1, from: "g/dL", to: "mg/dL") == 1000)
        #expect(Units.convert(1, from: "mm", to: "ms") == nil)
        #expect(Units.convert(1, from: "furlong", to: "mm") == nil)
        #expect(Units.convert(.greatestFiniteMagnitude, from: "cm", to: "mm") == nil)
        for unit in ["[IU]/mL", "k[IU]/L", "kIU/L"] { #expect(Units.convert(2, from: unit, to: "U/mL") == 2) }
        #expect(Units.convert(1, from: "umol/L", to: "mg/dL") == nil)
        for attribute in vocabulary.attributes {
            guard let unit = attribute.unit else { continue }
            #expect(Units.convert(3, from: unit, to: unit) == 3, "\(attribute.name)")
        }
    }

    @Test(
        "header values are normalised",
        arguments: [
            ("manufacturer", "SIEMENS", "siemens"), ("manufacturer", "Siemens Healthineers", "siemens"),
            ("manufacturer", "GE MEDICAL SYSTEMS", "ge"), ("manufacturer", "Philips Healthcare", "philips"),
            ("manufacturer", "HOLOGIC, Inc.", "hologic"), ("manufacturer", "CANON_MEC", "canon"),
            ("manufacturer", "Generic Devices", "generic devices"), ("body_part", "WHOLEBODY", "whole_body"),
            ("body_part", "  Left   ARM ", "left arm"), ("modality", "mr", "MR"), ("laterality", "L", "left"),
            ("view_position", "mlo", "MLO"), ("sex", "O", "other"), ("sop_class", "1.2.840.10008.5.1.4.1.1.2", "CTImageStorage"),
        ])
    func normalised(attribute: String, raw: String, expected: String) {
        #expect(vocabulary.attribute(named: attribute)?.normalised(raw) == expected)
    }

    @Test("what means nothing is nothing")
    func nothing() {
        #expect(vocabulary.attribute(named: "laterality")?.normalised("sideways") == nil)
        #expect(vocabulary.attribute(named: "body_part")?.normalised("   ") == nil)
        #expect(vocabulary.attribute(named: "isup")?.normalised(3.5) == nil)
        #expect(vocabulary.attribute(named: "isup")?.normalised(9) == nil)
        #expect(vocabulary.attribute(named: "psa")?.normalised(Double.nan) == nil)
    }

    @Test("HER2 of no known step is none of its steps, in a query and in a table")
    func her2() {
        let her2 = vocabulary.attribute(named: "her2")
        #expect(her2?.normalised("negative") == nil && her2?.normalised("positive") == nil && her2?.normalised("0") == "0")
    }

    @Test("the nearest name is found when it is near")
    func nearest() {
        #expect(vocabulary.nearestName(to: "manufactrer") == "manufacturer")
        #expect(vocabulary.nearestName(to: "slicethickness") == "slice_thickness")
        #expect(vocabulary.nearestName(to: "zzzzzzzz") == nil)
    }
}
