import ArgumentParser
import Federation
import Foundation
import Governance
import Ledger
import Yams

/// `mosaic apply`
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Apply for the use of datasets. Your own key signs the application; permits name that key.",
        discussion: """
            The form is a YAML file; 'mosaic apply --template' prints one with comments.
            Example: mosaic apply --dataset uh-lisboa.prostate --form form.yaml
            """)

    @Option(name: .long, help: "A dataset; may be repeated.") var dataset: [String] = []
    @Option(name: .long, help: "The form, filled in.") var form: String?
    @Flag(name: .long, help: "Print an empty form and end.") var template = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard template || (form != nil && !dataset.isEmpty) else {
            throw ValidationError("Give --dataset and --form, or --template for an empty form.")
        }
    }

    func run() async throws {
        if template { return print(ApplicationForm.template) }
        let client = try HubClient()
        let key = client.signer.verifier.vkey
        let form = try ApplicationForm(path: form ?? "")
        let application = form.application(
            id: "a-" + UUID().uuidString.lowercased().prefix(13), applicant: client.state.person, key: key, datasets: dataset,
            now: systemClock())
        do {
            try application.validate(now: systemClock())
        } catch {
            throw ClientHome.Failure(description: "The form has faults:\n" + error.fields.map { "  \($0)" }.joined(separator: "\n"))
        }
        let note = try client.signer.sign(NoteText.encode(application))
        let made = try await client.post(
            "/api/v1/applications", PublicInterface.Submission(note: note, key: key), as: PublicInterface.Made.self)
        if output.json { return try Terminal.printJSON(made) }
        print("Application \(made.id) is with the holders. 'mosaic applications' shows what they say.")
    }
}

/// The application form as a file that a person fills in.
struct ApplicationForm: Codable {
    var title: String
    var description: String
    var intendedUse: String
    var organisation: String
    var principalInvestigator: String
    var principalInvestigatorEmail: String
    var contact: String
    var contactEmail: String
    var operations: [String]
    var months: Int
    var ethicsApproval: String
    var ethicsReference: String
    var impactAssessment: String
    var dataProtectionOfficer: String
    var codeOfConduct: String
    var medicalDevice: Bool
    var riskAssessment: String
    var promisesConfidentiality: Bool
    var agreesToTerms: Bool

    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ClientHome.Failure(description: "There is no form \(path). 'mosaic apply --template' prints one.")
        }
        do {
            self = try YAMLDecoder().decode(ApplicationForm.self, from: data)
        } catch let error as DecodingError {
            throw ClientHome.Failure(description: "\(path): \(error.explanation). 'mosaic apply --template' prints a whole form.")
        } catch {
            throw ClientHome.Failure(description: "\(path) cannot be read: \(error)")
        }
        for operation in operations where Permit.Operation(rawValue: operation) == nil {
            throw ClientHome.Failure(description: "\(path): '\(operation)' is no operation; there are count, exactCount and train.")
        }
        guard ["granted", "pending", "not required", "not requested"].contains(ethicsApproval) else {
            throw ClientHome.Failure(
                description: "\(path): ethicsApproval is granted, pending, not required or not requested, not '\(ethicsApproval)'.")
        }
    }

    func application(id: String, applicant: String, key: String, datasets: [String], now: Date) -> Application {
        let ethics: Application.EthicsApproval =
            switch ethicsApproval {
            case "granted": .granted(reference: ethicsReference)
            case "pending": .pending
            case "not required": .notRequired(reason: ethicsReference)
            default: .notRequested
            }
        return Application(
            id: id, applicant: applicant, organisation: organisation,
            principalInvestigator: Application.Person(name: principalInvestigator, email: principalInvestigatorEmail),
            contact: Application.Person(name: contact, email: contactEmail), users: [key], title: title, description: description,
            intendedUse: intendedUse, datasets: datasets, operations: Set(operations.compactMap(Permit.Operation.init(rawValue:))),
            period: Period(start: now, months: months), ethicsApproval: ethics,
            dataProtection: Application.DataProtection(
                impactAssessment: impactAssessment, officer: dataProtectionOfficer, codeOfConduct: codeOfConduct),
            intendsMedicalDevice: medicalDevice, riskAssessment: riskAssessment, promisesConfidentiality: promisesConfidentiality,
            agreesToTerms: agreesToTerms)
    }

    static let template = """
        # Application for the use of data. Give it to 'mosaic apply --form'.
        title: ""
        # At most 600 words each.
        description: ""
        intendedUse: ""
        organisation: ""
        principalInvestigator: ""
        principalInvestigatorEmail: ""
        contact: ""
        contactEmail: ""
        # count, exactCount, train
        operations: [train]
        # At most 24.
        months: 12
        # granted (give the reference), pending, not required (give the reason), not requested
        ethicsApproval: pending
        ethicsReference: ""
        # Data protection impact assessment, officer, code of conduct: where they can be seen, or who it is.
        impactAssessment: ""
        dataProtectionOfficer: ""
        codeOfConduct: ""
        # Whether a medical device is intended, and your own assessment of the risk of an AI system.
        medicalDevice: false
        riskAssessment: ""
        # Both must be true.
        promisesConfidentiality: false
        agreesToTerms: false
        """
}
