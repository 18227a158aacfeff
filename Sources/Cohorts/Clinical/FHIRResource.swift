/// What is read of FHIR R4 resources; everything else in them is passed over.
enum FHIR {
    struct Kind: Decodable {
        var resourceType: String?
    }

    /// An entry of a bundle.
    struct Entry<Resource: Decodable>: Decodable {
        var fullUrl: String?
        var resource: Resource?
    }

    struct Coding: Decodable {
        var system: String?
        var code: String?
        var display: String?
    }

    struct Concept: Decodable {
        var coding: [Coding]?
        var text: String?
    }

    struct Quantity: Decodable {
        var value: Double?
        var comparator: String?
        var unit: String?
        var code: String?
    }

    struct Period: Decodable {
        var start: String?
    }

    struct Reference: Decodable {
        var reference: String?
    }

    struct Extension: Decodable {
        var url: String?
        var valueDateTime: String?
        var valueCodeableConcept: Concept?
    }

    struct Patient: Decodable {
        struct Identifier: Decodable {
            var type: Concept?
            var value: String?
        }

        var id: String?
        var identifier: [Identifier]?
        var gender: String?
        var birthDate: String?
        var deceasedBoolean: Bool?
        var deceasedDateTime: String?
    }

    struct BodySite: Decodable {
        var coding: [Coding]?
        var `extension`: [Extension]?
    }

    struct Stage: Decodable {
        var summary: Concept?
    }

    struct Condition: Decodable {
        var subject: Reference?
        var verificationStatus: Concept?
        var code: Concept?
        var bodySite: [BodySite]?
        var onsetDateTime: String?
        var recordedDate: String?
        var stage: [Stage]?
        var `extension`: [Extension]?
    }

    struct Observation: Decodable {
        struct Component: Decodable {
            var code: Concept?
            var valueQuantity: Quantity?
            var valueCodeableConcept: Concept?
            var valueInteger: Int?
            var valueString: String?
            var valueBoolean: Bool?
        }

        var status: String?
        var subject: Reference?
        var code: Concept?
        var effectiveDateTime: String?
        var effectivePeriod: Period?
        var issued: String?
        var valueQuantity: Quantity?
        var valueCodeableConcept: Concept?
        var valueInteger: Int?
        var valueString: String?
        var valueBoolean: Bool?
        var component: [Component]?

        /// What the observation itself says, as a component.
        var own: Component {
            Component(
                code: code, valueQuantity: valueQuantity, valueCodeableConcept: valueCodeableConcept, valueInteger: valueInteger,
                valueString: valueString, valueBoolean: valueBoolean)
        }
    }

    /// A Procedure, MedicationAdministration, MedicationRequest or MedicationStatement.
    struct Treatment: Decodable {
        var status: String?
        /// Of a MedicationRequest: how binding it is.
        var intent: String?
        var doNotPerform: Bool?
        var subject: Reference?
        var code: Concept?
        var medicationCodeableConcept: Concept?
        var performedDateTime: String?
        var performedPeriod: Period?
        var effectiveDateTime: String?
        var effectivePeriod: Period?
        var authoredOn: String?
        var `extension`: [Extension]?

        /// When it began.
        var begin: String? {
            performedDateTime ?? performedPeriod?.start ?? effectiveDateTime ?? effectivePeriod?.start ?? authoredOn
        }
    }
}
