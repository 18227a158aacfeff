import Foundation

/// A file of FHIR R4 resources: a bundle, resources, or NDJSON.
public struct FHIRFile: Sendable {
    /// How the report calls it.
    public var name: String
    /// Whether every line is a resource.
    public var isLines: Bool
    /// Gives its bytes from the start.
    public var open: @Sendable () throws -> BytePieces

    /// A file.
    public init(name: String, isLines: Bool, open: @escaping @Sendable () throws -> BytePieces) {
        self.name = name
        self.isLines = isLines
        self.open = open
    }
}

/// One row a patient out of FHIR R4 resources in the mCODE profiles: Patient, Condition, Observation, Procedure and medications.
///
/// The hospital's identifier of a patient is the identifier of type MR, else the first one, else the resource's id. Files are read twice, piece by
/// piece: first who the patients are and when they were diagnosed, then everything else. What is held in memory grows with the patients.
public struct FHIRRows: ClinicalRows {
    private enum Pass {
        case people, diagnoses, facts
    }

    private let files: [FHIRFile]
    private let moved: DateMove?
    private var gathering: FactGathering
    private var isGathered = false
    private var next = 0
    private let decoder = JSONDecoder()

    private static let asserted = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
    private static let profile = "http://hl7.org/fhir/us/mcode/StructureDefinition/"

    /// Rows of these files.
    public init(
        _ files: [FHIRFile], codes: ClinicalCodes = .standard, limits: ClinicalTableLimits = .standard, moved: DateMove? = nil
    ) {
        self.files = files
        self.moved = moved
        gathering = FactGathering(codes: codes, limits: limits)
    }

    /// What became of the rows so far.
    public var report: ClinicalReport { gathering.finishedReport }

    /// What the source could tell of; complete after the last row.
    public var attributes: Set<String> { gathering.attributes }

    /// The next patient; `nil` at the end. Everything is read before the first one.
    public mutating func nextRow() throws(ClinicalTableError) -> ClinicalRow? {
        if !isGathered {
            for pass in [Pass.people, .diagnoses, .facts] { try read(pass) }
            gathering.declare(["sex", "deceased", "days_to_death", "topography", "morphology", "metastasis", "tumor_laterality"])
            gathering.declare(FactGathering.ofDiagnosis.union(FactGathering.ofTreatment))
            gathering.declare(FactGathering.ofObservations(gathering.codes))
            isGathered = true
        }
        guard next < gathering.patients.count else { return nil }
        next += 1
        return gathering.patients[next - 1].row(gathering.vocabulary, line: 0, moved: moved)
    }

    private mutating func read(_ pass: Pass) throws(ClinicalTableError) {
        for file in files {
            let pieces: BytePieces
            do {
                pieces = try file.open()
            } catch {
                throw ClinicalTableError(.unreadable, "\(file.name) cannot be read: \(error)")
            }
            var elements = FHIRElements(pieces, isLines: file.isLines)
            while let element = try elements.next() {
                if let fate = try take(element, pass) { gathering.count(fate, file: file.name, line: element.number) }
            }
        }
    }

    /// What becomes of an element; `nil` where another pass is for it.
    private mutating func take(_ element: FHIRElements.Element, _ pass: Pass) throws(ClinicalTableError) -> FactGathering.Fate? {
        guard let kind = decoded(FHIR.Kind.self, element)?.resource.resourceType else {
            return pass == .facts ? .rejected("no FHIR resource") : nil
        }
        switch (kind, pass) {
        case ("Patient", .people):
            guard let (resource, url) = decoded(FHIR.Patient.self, element) else { return Self.malformed }
            return try patient(resource, url)
        case ("Condition", .diagnoses):
            if let (resource, _) = decoded(FHIR.Condition.self, element) { noteDiagnosis(resource) }
            return nil
        case ("Condition", .facts):
            guard let (resource, _) = decoded(FHIR.Condition.self, element) else { return Self.malformed }
            return condition(resource)
        case ("Observation", .facts):
            guard let (resource, _) = decoded(FHIR.Observation.self, element) else { return Self.malformed }
            return observation(resource)
        case ("Procedure", .facts), ("MedicationAdministration", .facts), ("MedicationRequest", .facts), ("MedicationStatement", .facts):
            guard let (resource, _) = decoded(FHIR.Treatment.self, element) else { return Self.malformed }
            return treatment(resource, kind)
        case ("Bundle", .facts): return element.isEntry ? .rejected("a bundle within a bundle") : nil
        case ("Patient", _), ("Bundle", _), (_, .people), (_, .diagnoses): return nil
        default:
            gathering.unmapped.add(kind, in: "resourceType")
            return .unused
        }
    }

    private static let malformed = FactGathering.Fate.rejected("the resource is not as FHIR R4 has it")

    private func decoded<Resource: Decodable>(_ type: Resource.Type, _ element: FHIRElements.Element) -> (resource: Resource, url: String?)?
    {
        let data = Data(element.bytes)
        if element.isEntry {
            guard let entry = try? decoder.decode(FHIR.Entry<Resource>.self, from: data), let resource = entry.resource else { return nil }
            return (resource, entry.fullUrl)
        }
        return (try? decoder.decode(Resource.self, from: data)).map { ($0, nil) }
    }

    // MARK: Resources

    private mutating func patient(_ resource: FHIR.Patient, _ url: String?) throws(ClinicalTableError) -> FactGathering.Fate {
        let identifiers = resource.identifier ?? []
        let record = identifiers.first { $0.value != nil && $0.type?.coding?.contains { $0.code == "MR" } == true }
        let original = (record ?? identifiers.first { $0.value != nil })?.value ?? resource.id ?? ""
        let keys = [resource.id, url.map { Self.key(of: $0) }].compactMap { $0 }
        guard let key = keys.first else { return .rejected("a patient without id and fullUrl") }
        if let fault = try gathering.add(original.withoutBlankEnds, key: key) { return .rejected(fault) }
        for other in keys.dropFirst() { gathering.alias(other, of: key) }
        guard let patient = gathering.place(key) else { return .unused }
        if let text = resource.birthDate { gathering.setBorn(ClinicalDate(text), patient) }
        if let gender = resource.gender {
            if ["male", "female", "other", "unknown"].contains(gender) {
                _ = gathering.gather([.value("sex", gender)], day: nil, of: patient, column: "Patient.gender")
            } else {
                gathering.unmapped.add(gender, in: "Patient.gender")
            }
        }
        if resource.deceasedBoolean == true || resource.deceasedDateTime != nil {
            gathering.noteDeath(resource.deceasedDateTime.flatMap { ClinicalDate($0)?.dayNumber }, patient)
        }
        return .mapped
    }

    /// `Patient/x`, `urn:uuid:x` and `https://server/fhir/Patient/x` name the same.
    private static func key(of reference: String) -> String {
        String(reference[(reference.lastIndex { $0 == "/" || $0 == ":" }.map { reference.index(after: $0) } ?? reference.startIndex)...])
    }

    private func place(_ subject: FHIR.Reference?) -> Int? { subject?.reference.flatMap { gathering.place(Self.key(of: $0)) } }

    private static let noPatient = FactGathering.Fate.rejected("its patient is not among the resources")
    private static let noDate = FactGathering.Fate.rejected("its date is not one")

    private func meanings(_ concept: FHIR.Concept?) -> [ClinicalCodes.Meaning] { meanings(concept?.coding) }

    /// What the first code says that says anything: others are translations of it.
    private func meanings(_ codings: [FHIR.Coding]?) -> [ClinicalCodes.Meaning] {
        for coding in codings ?? [] {
            let meanings = gathering.codes.meanings(coding.code ?? "", system: coding.system ?? "")
            if !meanings.isEmpty { return meanings }
        }
        return []
    }

    private static func shown(_ concept: FHIR.Concept?) -> String {
        guard let coding = concept?.coding?.first(where: { $0.code != nil }) else { return concept?.text ?? "(no code)" }
        return "\(coding.system ?? "")#\(coding.code ?? "")"
    }

    private static func date(_ condition: FHIR.Condition) -> String? {
        condition.extension?.first { $0.url == asserted }?.valueDateTime ?? condition.onsetDateTime ?? condition.recordedDate
    }

    private static func isDenied(_ condition: FHIR.Condition) -> Bool {
        condition.verificationStatus?.coding?.contains { ["refuted", "entered-in-error"].contains($0.code ?? "") } == true
    }

    private mutating func noteDiagnosis(_ condition: FHIR.Condition) {
        guard let patient = place(condition.subject), !Self.isDenied(condition), diagnosis(condition).contains(where: \.isDiagnosis),
            let date = Self.date(condition).flatMap({ ClinicalDate($0) })
        else { return }
        gathering.noteDiagnosis(date, patient)
    }

    /// What code, site and histology of a condition say together.
    private func diagnosis(_ condition: FHIR.Condition) -> [ClinicalCodes.Meaning] {
        var result = meanings(condition.code)
        for site in condition.bodySite ?? [] {
            result += meanings(site.coding)
            for part in site.extension ?? [] { result += meanings(part.valueCodeableConcept) }
        }
        for part in condition.extension ?? [] where part.url == Self.profile + "mcode-histology-morphology-behavior" {
            result += meanings(part.valueCodeableConcept)
        }
        // "Malignant neoplastic disease" of a site is the cancer of that site.
        let isAnyCancer = condition.code?.coding?.contains { $0.code == "363346000" } == true
        if isAnyCancer, !result.contains(where: \.isDiagnosis), let site = result.compactMap(\.topography).first,
            gathering.vocabulary.attribute(named: "diagnosis")?.concept(for: site)?.name == site
        {
            result.append(.value("diagnosis", site))
        }
        return result
    }

    private mutating func condition(_ resource: FHIR.Condition) -> FactGathering.Fate {
        guard let patient = place(resource.subject) else { return Self.noPatient }
        if Self.isDenied(resource) { return .unused }
        let written = Self.date(resource)
        let date = written.flatMap { ClinicalDate($0) }
        if written != nil, date == nil { return Self.noDate }
        let all = diagnosis(resource)
        let tells = all.contains { $0.isDiagnosis || $0.isMetastasis }
        // The site of a fracture is no site of a tumour.
        guard tells else {
            gathering.unmapped.add(Self.shown(resource.code), in: "Condition.code")
            return .unused
        }
        let isPrimary = all.contains(where: \.isDiagnosis)
        let own = all.filter { isPrimary || $0.isMetastasis }
        var isUsed = gathering.gather(own, day: date?.dayNumber, of: patient, column: "Condition")
        for stage in isPrimary ? resource.stage ?? [] : [] where stage.summary != nil {
            let answer = answer(concept: stage.summary)
            isUsed =
                gathering.gather([.attribute("stage")], answer: answer, day: date?.dayNumber, of: patient, column: "Condition.stage")
                || isUsed
        }
        return isUsed ? .mapped : .unused
    }

    private func answer(concept: FHIR.Concept?) -> FactGathering.Answer {
        var answer = FactGathering.Answer()
        answer.codes = (concept?.coding ?? []).compactMap { coding in
            coding.code.map { ($0, gathering.codes.meanings($0, system: coding.system ?? "")) }
        }
        answer.words = [concept?.text].compactMap { $0 }
        return answer
    }

    private mutating func observation(_ resource: FHIR.Observation) -> FactGathering.Fate {
        guard let patient = place(resource.subject) else { return Self.noPatient }
        guard ["final", "amended", "corrected"].contains(resource.status ?? "final") else {
            gathering.unmapped.add(resource.status ?? "", in: "Observation.status")
            return .unused
        }
        let written = resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.issued
        let date = written.flatMap { ClinicalDate($0) }
        if written != nil, date == nil { return Self.noDate }
        var isUsed = false
        for part in [resource.own] + (resource.component ?? []) where part.code != nil {
            let meanings = meanings(part.code).filter { if case .attribute = $0 { true } else { false } }
            guard !meanings.isEmpty else {
                gathering.unmapped.add(Self.shown(part.code), in: "Observation.code")
                continue
            }
            // An observation with components may say nothing by itself.
            if part.isEmpty, resource.component != nil { continue }
            isUsed =
                gathering.gather(meanings, answer: answer(part), day: date?.dayNumber, of: patient, column: "Observation.value") || isUsed
        }
        return isUsed ? .mapped : .unused
    }

    private func answer(_ part: FHIR.Observation.Component) -> FactGathering.Answer {
        var answer = answer(concept: part.valueCodeableConcept)
        if let quantity = part.valueQuantity {
            answer.number = quantity.value
            answer.unit = [quantity.code, quantity.unit].compactMap { $0 }.first { Units.isUnit($0) } ?? quantity.code ?? quantity.unit
            answer.isBound = quantity.comparator != nil
        }
        if let integer = part.valueInteger { answer.words.append("\(integer)") }
        if let text = part.valueString { answer.words.append(text) }
        if let flag = part.valueBoolean { answer.words.append(flag ? "true" : "false") }
        return answer
    }

    /// The states in which some of a treatment was given, as R4 defines each resource's: what was stopped or put on hold had begun.
    private static let begun: [String: Set<String>] = [
        "Procedure": ["in-progress", "on-hold", "stopped", "completed"],
        "MedicationAdministration": ["in-progress", "on-hold", "stopped", "completed"],
        "MedicationRequest": ["active", "on-hold", "stopped", "completed"],
        "MedicationStatement": ["active", "on-hold", "stopped", "completed"],
    ]

    /// The intent of a treatment: as mCODE calls it now, and as its first edition did.
    private static let intents: Set<String> = [profile + "mcode-procedure-intent", profile + "mcode-treatment-intent"]

    private mutating func treatment(_ resource: FHIR.Treatment, _ kind: String) -> FactGathering.Fate {
        guard let patient = place(resource.subject) else { return Self.noPatient }
        if let status = resource.status, Self.begun[kind]?.contains(status) != true {
            gathering.unmapped.add(status, in: "\(kind).status")
            return .unused
        }
        if resource.doNotPerform == true || ["proposal", "plan", "option"].contains(resource.intent ?? "") {
            gathering.unmapped.add(resource.doNotPerform == true ? "doNotPerform" : resource.intent ?? "", in: "\(kind).intent")
            return .unused
        }
        let date = resource.begin.flatMap { ClinicalDate($0) }
        if resource.begin != nil, date == nil { return Self.noDate }
        let code = resource.medicationCodeableConcept ?? resource.code
        let meanings = meanings(code)
        let told = meanings.filter { if case .value = $0 { true } else { false } }
        guard !told.isEmpty else {
            gathering.unmapped.add(Self.shown(code), in: "\(kind).code")
            return .unused
        }
        let intent = (resource.extension ?? []).filter { Self.intents.contains($0.url ?? "") }
            .flatMap { self.meanings($0.valueCodeableConcept) }
        return gathering.gather(told + intent, day: date?.dayNumber, of: patient, column: kind) ? .mapped : .unused
    }
}

extension FHIR.Observation.Component {
    fileprivate var isEmpty: Bool {
        valueQuantity == nil && valueCodeableConcept == nil && valueInteger == nil && valueString == nil && valueBoolean == nil
    }
}
