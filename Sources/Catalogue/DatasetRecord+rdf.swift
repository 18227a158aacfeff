import Foundation

/// The addresses under which a hub shows its records.
public struct CatalogueAddress: Hashable, Sendable {
    /// The hub's public address, ending in `/`.
    public let base: String

    /// Reads the hub's public address; none when it is not an absolute `http` or `https` address.
    public init?(_ base: String) {
        guard let iri = IRI(base), iri.description.lowercased().hasPrefix("http") else { return nil }
        self.base = iri.description.hasSuffix("/") ? iri.description : iri.description + "/"
    }

    /// The lasting address of a dataset.
    public func dataset(_ id: String) -> IRI { IRI(trusted: base + "datasets/" + IRI.escapedSegment(id)) }

    /// The address of one version of it.
    public func dataset(_ id: String, version: DatasetVersion) -> IRI {
        IRI(trusted: dataset(id).description + "/versions/" + IRI.escapedSegment(version.description))
    }

    /// The page on which access to it is asked for.
    public func application(_ id: String) -> IRI { IRI(trusted: dataset(id).description + "/apply") }
}

extension DatasetRecord {
    /// The record as EUCAIM DCAT-AP 2.0 on HealthDCAT-AP.
    ///
    /// Addresses in the declaration that are not addresses are left out; ``faults()`` names them.
    public func rdf(at address: CatalogueAddress) -> RDFGraph {
        var writer = RecordWriter(record: self, address: address)
        writer.write()
        return writer.graph
    }
}

private struct RecordWriter {
    let record: DatasetRecord
    let address: CatalogueAddress
    var graph = RDFGraph()

    var declaration: DatasetDeclaration { record.declaration }
    var statistics: DatasetStatistics { record.statistics }
    var dataset: RDFTerm { .iri(address.dataset(record.id)) }

    mutating func write() {
        graph.add(dataset, Namespace.type, .iri(Namespace.dcat("Dataset")))
        identification()
        classification()
        rights()
        agents()
        population()
        imaging()
        provenance()
        variables()
        distribution()
    }

    private mutating func identification() {
        value(dataset, Namespace.dct("identifier"), address.dataset(record.id).description, Namespace.xsd("anyURI"))
        texts(dataset, Namespace.dct("title"), declaration.title, declaration.titles)
        texts(dataset, Namespace.dct("description"), declaration.description, declaration.descriptions)
        text(dataset, Namespace.dcat("version"), record.version.description, language: nil)
        if let previous = record.previousVersion {
            graph.add(dataset, Namespace.dcat("previousVersion"), .iri(address.dataset(record.id, version: previous)))
        }
        if let notes = record.versionNotes { text(dataset, Namespace.adms("versionNotes"), notes) }
        if let issued = record.issued { date(dataset, Namespace.dct("issued"), issued) }
        date(dataset, Namespace.dct("modified"), record.modified)
        for keyword in declaration.keywords { text(dataset, Namespace.dcat("keyword"), keyword) }
        addresses(dataset, Namespace.foaf("page"), declaration.documentation, class: Namespace.foaf("Document"))
        term(dataset, "interoperabilityLevel", "Tier \(statistics.tier.rawValue)", .interoperabilityLevel)
        let kind = graph.makeBlank()
        graph.add(dataset, Namespace.dcat("contactPoint"), kind)
        graph.add(kind, Namespace.type, .iri(Namespace.vcard("Kind")))
        if let name = declaration.contact.name { text(kind, Namespace.vcard("fn"), name, language: nil) }
        if let email = declaration.contact.email.flatMap(Self.mailAddress) { graph.add(kind, Namespace.vcard("hasEmail"), .iri(email)) }
        if let page = declaration.contact.page.flatMap({ IRI($0) }) { graph.add(kind, Namespace.vcard("hasURL"), .iri(page)) }
    }

    private mutating func classification() {
        let concept = Namespace.skos("Concept")
        addresses(dataset, Namespace.dcat("theme"), [EUCAIMTerms.healthDataTheme], class: concept)
        addresses(dataset, Namespace.healthdcatap("healthCategory"), declaration.healthCategories, class: concept)
        addresses(dataset, Namespace.healthdcatap("healthTheme"), declaration.healthThemes, class: concept)
        addresses(dataset, Namespace.dct("type"), declaration.types, class: concept)
        addresses(
            dataset, Namespace.dct("spatial"), declaration.countries.map { EUCAIMTerms.country + $0 }, class: Namespace.dct("Location"))
    }

    private mutating func rights() {
        addresses(
            dataset, Namespace.dct("accessRights"), [EUCAIMTerms.accessRight + declaration.accessRights.rawValue],
            class: Namespace.dct("RightsStatement"))
        legislation(of: dataset)
        described(Namespace.dpv("hasLegalBasis"), declaration.legalBases, class: Namespace.dpv("LegalBasis"))
        described(Namespace.dpv("hasPurpose"), declaration.purposes, class: Namespace.dpv("Purpose"))
    }

    private mutating func agents() {
        if let publisher = declaration.publisher { agent(Namespace.dct("publisher"), publisher) }
        if let custodian = declaration.custodian { agent(Namespace.geodcatap("custodian"), custodian) }
        if let body = declaration.healthDataAccessBody { agent(Namespace.healthdcatap("hdab"), body) }
    }

    private mutating func population() {
        count(Namespace.healthdcatap("numberOfUniqueIndividuals"), statistics.patients)
        count(Namespace.healthdcatap("numberOfRecords"), statistics.studies)
        for sex in statistics.sexes.keys.sorted() { term(dataset, "hasBirthSex", sex, .birthSex) }
        if let ages = statistics.ages {
            count(Namespace.healthdcatap("minTypicalAge"), ages.lowerBound)
            count(Namespace.healthdcatap("maxTypicalAge"), ages.upperBound)
        }
        if let condition = record.primaryCondition { term(dataset, "hasCondition", condition, .condition) }
        if let coverage = declaration.populationCoverage { text(dataset, Namespace.healthdcatap("populationCoverage"), coverage) }
        for method in declaration.collectionMethods { term(dataset, "collectionMethod", method, .collectionMethod) }
    }

    private mutating func imaging() {
        for modality in statistics.modalities.keys.sorted() { term(dataset, "hasImageModality", modality, .modality) }
        for name in statistics.manufacturers.keys.sorted() { term(dataset, "hasEquipmentManufacturer", name, .manufacturer) }
        for part in statistics.bodyParts.keys.sorted() { term(dataset, "hasImageBodyPart", part, .bodyPart) }
    }

    private mutating func provenance() {
        for statement in declaration.provenance + (record.deidentification.map { [$0.sentences.joined(separator: " ")] } ?? []) {
            let node = graph.makeBlank()
            graph.add(dataset, Namespace.dct("provenance"), node)
            graph.add(node, Namespace.type, .iri(Namespace.dct("ProvenanceStatement")))
            text(node, Namespace.rdfs("label"), statement)
        }
    }

    private mutating func variables() {
        value(dataset, Namespace.healthdcatap("hasStructuredData"), declaration.tables.isEmpty ? "false" : "true", Namespace.xsd("boolean"))
        guard !declaration.tables.isEmpty else { return }
        let group = graph.makeBlank()
        graph.add(dataset, Namespace.healthdcatap("hasVariables"), group)
        graph.add(group, Namespace.type, .iri(Namespace.csvw("TableGroup")))
        text(group, Namespace.dct("title"), declaration.tables.map(\.title).joined(separator: ", "))
        for table in declaration.tables {
            let node = graph.makeBlank()
            graph.add(group, Namespace.csvw("table"), node)
            graph.add(node, Namespace.type, .iri(Namespace.csvw("Table")))
            text(node, Namespace.dct("title"), table.title)
            for column in table.columns {
                let cell = graph.makeBlank()
                graph.add(node, Namespace.csvw("column"), cell)
                graph.add(cell, Namespace.type, .iri(Namespace.csvw("Column")))
                text(cell, Namespace.csvw("name"), column.name, language: nil)
                text(cell, Namespace.csvw("title"), column.title)
                text(cell, Namespace.dct("description"), column.description)
                text(cell, Namespace.csvw("datatype"), column.datatype, language: nil)
            }
        }
    }

    private mutating func distribution() {
        let node = graph.makeBlank()
        graph.add(dataset, Namespace.dcat("distribution"), node)
        graph.add(node, Namespace.type, .iri(Namespace.dcat("Distribution")))
        text(node, Namespace.dct("title"), "DICOM images of \(declaration.title)")
        addresses(
            node, Namespace.dcat("accessURL"), [address.application(record.id).description], class: Namespace.rdfs("Resource"))
        legislation(of: node)
        addresses(
            node, Namespace.dct("rights"), declaration.accessConditions.map { EUCAIMTerms.accessCondition + $0.rawValue },
            class: Namespace.dct("RightsStatement"))
        addresses(node, Namespace.dct("format"), [EUCAIMTerms.dicomFileType], class: Namespace.dct("MediaTypeOrExtent"))
        addresses(node, Namespace.dcat("mediaType"), [EUCAIMTerms.dicomMediaType], class: Namespace.dct("MediaType"))
        addresses(node, Namespace.dct("license"), declaration.license.map { [$0] } ?? [], class: Namespace.dct("LicenseDocument"))
        if let bytes = statistics.bytes, bytes >= 0 {
            value(node, Namespace.dcat("byteSize"), String(bytes), Namespace.xsd("nonNegativeInteger"))
        }
        if let hash = record.contentHash {
            let checksum = graph.makeBlank()
            graph.add(node, Namespace.spdx("checksum"), checksum)
            graph.add(checksum, Namespace.type, .iri(Namespace.spdx("Checksum")))
            addresses(
                checksum, Namespace.spdx("algorithm"), [Namespace.spdx("checksumAlgorithm_sha256").description],
                class: Namespace.spdx("ChecksumAlgorithm"))
            value(checksum, Namespace.spdx("checksumValue"), hash, Namespace.xsd("hexBinary"))
        }
        guard !declaration.conditions.isEmpty else { return }
        // The terms of use: a policy that permits use under the constraint of each DUO term.
        let policy = graph.makeBlank()
        graph.add(node, Namespace.odrl("hasPolicy"), policy)
        graph.add(policy, Namespace.type, .iri(Namespace.odrl("Policy")))
        let permission = graph.makeBlank()
        graph.add(policy, Namespace.odrl("permission"), permission)
        graph.add(permission, Namespace.type, .iri(Namespace.odrl("Permission")))
        graph.add(permission, Namespace.odrl("action"), .iri(Namespace.odrl("use")))
        for condition in declaration.conditions {
            let term = RDFTerm.iri(IRI(trusted: condition.iri))
            graph.add(permission, Namespace.dct("conformsTo"), term)
            text(term, Namespace.rdfs("label"), condition.label)
        }
    }

    // MARK: Pieces

    private mutating func agent(_ predicate: IRI, _ agent: Agent) {
        let node = graph.makeBlank()
        graph.add(dataset, predicate, node)
        graph.add(node, Namespace.type, .iri(Namespace.foaf("Agent")))
        text(node, Namespace.foaf("name"), agent.name, language: nil)
        if let description = agent.description { text(node, Namespace.dct("description"), description) }
        addresses(node, Namespace.dct("type"), agent.type.map { [$0] } ?? [], class: Namespace.skos("Concept"))
        let contact = graph.makeBlank()
        graph.add(node, Namespace.cv("contactPoint"), contact)
        graph.add(contact, Namespace.type, .iri(Namespace.cv("ContactPoint")))
        if let email = agent.contact.email { text(contact, Namespace.cv("email"), email, language: nil) }
        addresses(
            contact, Namespace.cv("contactPage"), agent.contact.page.map { [$0] } ?? [], class: Namespace.foaf("Document"))
    }

    /// A coded term: by its address where the code is known, else nameless with class, label and notation.
    private mutating func term(_ subject: RDFTerm, _ property: String, _ text: String, _ kind: EUCAIMTerms.Class) {
        if let code = EUCAIMTerms.code(text, of: kind) {
            graph.add(subject, Namespace.eucaim(property), .iri(Namespace.eucaim(code)))
            return
        }
        let node = graph.makeBlank()
        graph.add(subject, Namespace.eucaim(property), node)
        graph.add(node, Namespace.type, .iri(Namespace.eucaim(kind.rawValue)))
        let label = EUCAIMTerms.label(text, of: kind)
        self.text(node, Namespace.skos("prefLabel"), label)
        if label != text { self.text(node, Namespace.skos("notation"), text, language: nil) }
    }

    private mutating func described(_ predicate: IRI, _ statements: [String], class type: IRI) {
        for statement in statements {
            if let iri = IRI(statement) {
                graph.add(dataset, predicate, .iri(iri))
            } else {
                let node = graph.makeBlank()
                graph.add(dataset, predicate, node)
                graph.add(node, Namespace.type, .iri(type))
                text(node, Namespace.dct("description"), statement)
            }
        }
    }

    private mutating func legislation(of subject: RDFTerm) {
        addresses(
            subject, Namespace.dcatap("applicableLegislation"), [EUCAIMTerms.healthDataSpaceRegulation] + declaration.legislation,
            class: Namespace.eli("LegalResource"))
    }

    /// Addresses with their class, so that a validator needs no vocabulary beside the record; a concept gets its last
    /// part as label, because every concept must have one.
    private mutating func addresses(_ subject: RDFTerm, _ predicate: IRI, _ values: [String], class type: IRI) {
        for iri in values.compactMap({ IRI($0) }) {
            graph.add(subject, predicate, .iri(iri))
            graph.add(.iri(iri), Namespace.type, .iri(type))
            guard type == Namespace.skos("Concept") else { continue }
            let name = iri.description.split(whereSeparator: { "/#".contains($0) }).last.map(String.init) ?? iri.description
            text(.iri(iri), Namespace.skos("prefLabel"), name, language: nil)
        }
    }

    private mutating func texts(_ subject: RDFTerm, _ predicate: IRI, _ english: String, _ others: [String: String]) {
        text(subject, predicate, english)
        for (language, words) in others.sorted(by: { $0.key < $1.key }) where language.lowercased() != "en" {
            text(subject, predicate, words, language: language)
        }
    }

    private mutating func text(_ subject: RDFTerm, _ predicate: IRI, _ text: String, language: String? = "en") {
        graph.add(subject, predicate, .literal(RDFLiteral(text, language: language)))
    }

    private mutating func value(_ subject: RDFTerm, _ predicate: IRI, _ text: String, _ datatype: IRI) {
        graph.add(subject, predicate, .literal(RDFLiteral(text, datatype: datatype)))
    }

    private mutating func count(_ predicate: IRI, _ number: Int) {
        value(dataset, predicate, String(max(0, number)), Namespace.xsd("nonNegativeInteger"))
    }

    private mutating func date(_ subject: RDFTerm, _ predicate: IRI, _ date: Date) {
        let day = date.formatted(.iso8601.year().month().day())
        value(subject, predicate, day, Namespace.xsd("date"))
    }

    static func mailAddress(_ text: String) -> IRI? { text.isMailAddress ? IRI("mailto:" + text) : nil }
}
