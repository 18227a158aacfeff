import Catalogue
import Foundation

let day = Date(timeIntervalSince1970: 1_790_000_000)

func declaration() -> DatasetDeclaration {
    DatasetDeclaration(
        title: "Prostate MRI before biopsy", description: "Multiparametric MRI of men before their first biopsy.",
        contact: ContactPoint(name: "Data office", email: "data@hospital.example", page: "https://hospital.example/data"),
        titles: ["de": "Prostata-MRT vor Biopsie"], conditions: [.generalResearch, .nonCommercial],
        publisher: Agent(name: "Example Hospital", contact: ContactPoint(email: "office@hospital.example")),
        keywords: ["prostate cancer", "MRI"], legalBases: ["Article 9(2)(j) GDPR"], purposes: ["Earlier diagnosis"],
        collectionMethods: ["Retrospective, single centre"], provenance: ["Routine care, 2015 to 2024, de-identified at the node."],
        healthDataAccessBody: Agent(name: "Example Access Body", contact: ContactPoint(page: "https://access.example/")),
        populationCoverage: "Men of 50 to 75 years", countries: ["ESP"],
        tables: [
            VariableTable(
                title: "Clinical data",
                columns: [.init(name: "psa", title: "PSA", description: "Prostate specific antigen in ng/mL", datatype: "number")])
        ])
}

func statistics() -> DatasetStatistics {
    DatasetStatistics(
        patients: 120, studies: 130, series: 520, instances: 15_600, bytes: 8_000_000_000, modalities: ["MR": 500, "CT": 20],
        bodyParts: ["PROSTATE": 500, "ABDOMEN": 20], manufacturers: ["Siemens \"Healthineers\"": 400, "GE": 120], sexes: ["M": 120],
        ages: 51...74, conditions: ["prostate": 118, "bladder": 2], tier: .processable, completeness: ["(0018,0015)": 98.4])
}

func record(_ change: (inout DatasetRecord) -> Void = { _ in }) -> DatasetRecord {
    var record = DatasetRecord(
        id: "prostate-mri", holder: "hospital-a", declaration: declaration(), statistics: statistics(), snapshot: "snapshot-7", now: day,
        contentHash: String(repeating: "ab", count: 32))
    change(&record)
    return record
}

let address = CatalogueAddress("https://hub.example")!
