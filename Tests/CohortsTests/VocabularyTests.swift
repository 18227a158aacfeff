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

    @Test("the nearest name is found when it is near")
    func nearest() {
        #expect(vocabulary.nearestName(to: "manufactrer") == "manufacturer")
        #expect(vocabulary.nearestName(to: "slicethickness") == "slice_thickness")
        #expect(vocabulary.nearestName(to: "zzzzzzzz") == nil)
    }
}
