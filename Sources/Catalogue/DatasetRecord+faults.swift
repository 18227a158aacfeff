import Foundation

extension DatasetRecord {
    /// The condition for `eucaim:hasCondition`, of which there is exactly one: the declared one, or the most frequent.
    var primaryCondition: String? {
        declaration.primaryCondition
            ?? statistics.conditions.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }

    /// Every mandatory property of EUCAIM DCAT-AP 2.0 that is missing or wrong, and what is recommended and missing.
    public func faults() -> [RecordFault] {
        var faults: [RecordFault] = []
        func check(_ property: String, _ isRight: Bool, _ message: String, _ severity: RecordFault.Severity = .error) {
            if !isRight { faults.append(RecordFault(property, message, severity: severity)) }
        }

        check(
            "dct:identifier", (1...128).contains(id.count) && !id.isBlank && !id.hasControlCharacters,
            "the identifier is missing, too long or has control characters")
        check("dct:title", !declaration.title.isBlank, "the English title is missing")
        check("dct:title", declaration.title.count <= 300, "the title is longer than 300 characters")
        check("dct:description", !declaration.description.isBlank, "the English description is missing")
        check("dct:title", declaration.titles.keys.allSatisfy(RDFLiteral.isLanguage), "a language tag is wrong; use BCP 47, for example de")
        check(
            "dct:description", declaration.descriptions.keys.allSatisfy(RDFLiteral.isLanguage),
            "a language tag is wrong; use BCP 47, for example de")
        check(
            "dcat:keyword", declaration.keywords.contains { !$0.isBlank },
            "there is no keyword; give the cancer, the modality, the body part")
        faults += contactFaults("dcat:contactPoint", declaration.contact)

        check("healthdcatap:healthCategory", !declaration.healthCategories.isEmpty, "there is no health category of Article 51 EHDS")
        check("dct:type", !declaration.types.isEmpty, "there is no type, for example \(EUCAIMTerms.pseudonymisedData)")
        check("dct:rights", !declaration.accessConditions.isEmpty, "the way of access (download, in situ, remote) is missing")
        if let publisher = declaration.publisher {
            faults += agentFaults("dct:publisher", publisher)
        } else {
            check("dct:publisher", false, "the publisher is missing; give its name and how it is reached")
        }
        if let custodian = declaration.custodian { faults += agentFaults("geodcatap:custodian", custodian) }
        if let body = declaration.healthDataAccessBody {
            faults += agentFaults("healthdcatap:hdab", body)
        } else {
            // EUCAIM DCAT-AP 2.0: may stay empty until the member state has named its body; a placeholder must not be given.
            check(
                "healthdcatap:hdab", false,
                "the health data access body is missing; it is mandatory once your country has named one, and must not be made up", .warning
            )
        }
        check("eucaim:collectionMethod", declaration.collectionMethods.contains { !$0.isBlank }, "the collection method is missing")
        check("dct:provenance", declaration.provenance.contains { !$0.isBlank }, "the provenance is missing; say where the data come from")

        check("healthdcatap:numberOfUniqueIndividuals", statistics.patients > 0, "the dataset has no patient, or too few to show")
        check("healthdcatap:numberOfRecords", statistics.studies > 0, "the dataset has no imaging study, or too few to show")
        check("eucaim:hasBirthSex", !statistics.sexes.isEmpty, "no sex is known; add it to the images or the clinical table")
        check("eucaim:hasCondition", primaryCondition != nil, "no condition is known; add diagnoses to the clinical table or declare it")
        check("eucaim:hasImageModality", !statistics.modalities.isEmpty, "no modality (0008,0060) is known")
        check("eucaim:hasEquipmentManufacturer", !statistics.manufacturers.isEmpty, "no manufacturer (0008,0070) is known")
        check("eucaim:hasImageBodyPart", !statistics.bodyParts.isEmpty, "no body part examined (0018,0015) is known")
        faults += countFaults()

        for (number, table) in declaration.tables.enumerated() {
            check("healthdcatap:hasVariables", !table.title.isBlank, "table \(number + 1) has no title")
            check("healthdcatap:hasVariables", !table.columns.isEmpty, "table \(number + 1) has no column")
            check(
                "healthdcatap:hasVariables",
                table.columns.allSatisfy { !$0.name.isBlank && !$0.title.isBlank && !$0.description.isBlank && !$0.datatype.isBlank },
                "a column of table \(number + 1) lacks its name, title, description or type")
        }
        faults += addressFaults()
        check("spdx:checksumValue", contentHash.map(\.isSHA256) ?? true, "the content hash is not 64 lowercase hexadecimal digits")
        check("dcat:previousVersion", previousVersion.map { $0 < version } ?? true, "the version does not come after the previous one")

        check("dpv:hasLegalBasis", !declaration.legalBases.isEmpty, "the legal basis is recommended", .warning)
        check("dpv:hasPurpose", !declaration.purposes.isEmpty, "the purpose is recommended", .warning)
        check("healthdcatap:minTypicalAge", statistics.ages != nil, "the age range is recommended", .warning)
        check("healthdcatap:populationCoverage", declaration.populationCoverage != nil, "the population in words is recommended", .warning)
        check(
            "odrl:hasPolicy", !declaration.conditions.isEmpty, "no condition of use (DUO) is given; say at least which research is allowed",
            .warning)
        return faults
    }

    private func countFaults() -> [RecordFault] {
        let counts =
            [statistics.patients, statistics.studies, statistics.series, statistics.instances, statistics.bytes ?? 0]
            + [statistics.modalities, statistics.bodyParts, statistics.manufacturers, statistics.sexes, statistics.conditions].flatMap(
                \.values)
        var faults: [RecordFault] = []
        if counts.contains(where: { $0 < 0 }) { faults.append(RecordFault("healthdcatap:numberOfRecords", "a count is negative")) }
        if statistics.patients > statistics.studies || statistics.studies > statistics.series || statistics.series > statistics.instances {
            faults.append(
                RecordFault(
                    "healthdcatap:numberOfRecords", "there are more patients than studies, studies than series, or series than instances",
                    severity: statistics.countsRoundedTo > 1 ? .warning : .error))
        }
        if let ages = statistics.ages, ages.lowerBound < 0 || ages.upperBound > 150 {
            faults.append(RecordFault("healthdcatap:minTypicalAge", "the age range is not within 0 to 150 years"))
        }
        return faults
    }

    private func addressFaults() -> [RecordFault] {
        let groups: [(String, [String])] = [
            ("healthdcatap:healthCategory", declaration.healthCategories), ("healthdcatap:healthTheme", declaration.healthThemes),
            ("dct:type", declaration.types), ("dcatap:applicableLegislation", declaration.legislation),
            ("dct:license", declaration.license.map { [$0] } ?? []), ("foaf:page", declaration.documentation),
        ]
        var faults = groups.flatMap { property, values in
            values.filter { IRI($0) == nil }.map { _ in RecordFault(property, "a value is not an absolute http, https or urn address") }
        }
        if declaration.countries.contains(where: { $0.count != 3 || !$0.allSatisfy { $0.isASCII && $0.isUppercase } }) {
            faults.append(RecordFault("dct:spatial", "a country is not a code of three capitals, for example FRA"))
        }
        return faults
    }

    private func agentFaults(_ property: String, _ agent: Agent) -> [RecordFault] {
        var faults = contactFaults(property + " / cv:contactPoint", agent.contact)
        if agent.name.isBlank { faults.append(RecordFault(property + " / foaf:name", "the name is missing")) }
        if let type = agent.type, IRI(type) == nil { faults.append(RecordFault(property + " / dct:type", "the type is not an address")) }
        return faults
    }

    private func contactFaults(_ property: String, _ contact: ContactPoint) -> [RecordFault] {
        var faults: [RecordFault] = []
        if contact.email == nil, contact.page == nil {
            faults.append(RecordFault(property, "the contact has neither an e-mail address nor a page"))
        }
        if let email = contact.email, !email.isMailAddress {
            faults.append(RecordFault(property, "the e-mail address is not one; give it without mailto:"))
        }
        if let page = contact.page, IRI(page)?.description.lowercased().hasPrefix("http") != true {
            faults.append(RecordFault(property, "the page is not an absolute http or https address"))
        }
        return faults
    }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }

    var hasControlCharacters: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }

    /// Something, an @, and something with a dot, without what could start a second header or address.
    var isMailAddress: Bool {
        let parts = split(separator: "@", omittingEmptySubsequences: false)
        return utf8.count <= 254 && parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".") && allSatisfy { $0.isASCII && !$0.isWhitespace && !"<>\"(),:;?&%[]\\{}|^`".contains($0) }
            && !hasControlCharacters
    }

    var isSHA256: Bool {
        utf8.count == 64 && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
