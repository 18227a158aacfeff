import DICOM
import Hummingbird

/// The address of the service as the client sees it, for the references in answers.
struct ServiceAddress: Sendable {
    /// `http://host:port/dicom-web`
    let text: String

    /// The address the configuration names, else the one the client used. Some clients leave the port out of the Host header.
    init(_ request: Request, _ configuration: NodeConfiguration) {
        let named = configuration.dicomweb.publicAddress
        if !named.isEmpty {
            text = "\(named)/dicom-web"
            return
        }
        let authority = request.head.authority ?? "localhost"
        let hasPort = authority.last != "]" && authority.contains(":")
        let port = hasPort || configuration.port == 0 || configuration.port == 80 ? "" : ":\(configuration.port)"
        text = "http://\(authority)\(port)/dicom-web"
    }

    func study(_ study: String) -> String { "\(text)/studies/\(study)" }

    func instance(_ study: String, _ series: String, _ instance: String) -> String {
        "\(text)/studies/\(study)/series/\(series)/instances/\(instance)"
    }

    /// Where what a result of a search stands for is to be had (PS3.18 §10.6.3.3).
    func retrieve(_ result: DataSet, _ level: ArchiveQuery.Level) -> String {
        var address = study(result.string(.studyInstanceUID) ?? "")
        if level >= .series { address += "/series/\(result.string(.seriesInstanceUID) ?? "")" }
        if level >= .instance { address += "/instances/\(result.string(.sopInstanceUID) ?? "")" }
        return address
    }
}
