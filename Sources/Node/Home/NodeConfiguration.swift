import Cohorts
import Federation
import Foundation
import Yams

/// What a data manager may set, read from `node.yaml` in the node's home.
public struct NodeConfiguration: Codable, Sendable {
    /// The node's name in the federation.
    public var name: String
    /// The holder's name for people to read.
    public var title: String
    /// Where the federation can write to.
    public var contact: String
    /// The host on which the node's own page is served to its staff.
    public var host: String
    /// The port of that page.
    public var port: Int
    /// The hospital's HTTP proxy towards the hub, as `host:port`; none where empty.
    public var proxy: String
    /// How counts leave the node.
    public var disclosure: DisclosureConfiguration
    /// The DICOM service; none in files from before there was one.
    public var dicom: DICOMConfiguration { dicomService ?? .none }
    private var dicomService: DICOMConfiguration?
    /// DICOMweb; its initial values in files from before there was any.
    public var dicomweb: DICOMwebConfiguration {
        get { dicomwebService ?? DICOMwebConfiguration() }
        set { dicomwebService = newValue }
    }
    private var dicomwebService: DICOMwebConfiguration?

    /// How objects are de-identified; the standard profile in files from before there was a choice.
    public var deidentification: DeidentificationConfiguration {
        get { deidentificationChoice ?? DeidentificationConfiguration() }
        set { deidentificationChoice = newValue }
    }
    private var deidentificationChoice: DeidentificationConfiguration?

    private enum CodingKeys: String, CodingKey {
        case name, title, contact, host, port, proxy, disclosure
        case deidentificationChoice = "deidentification"
        case dicomService = "dicom"
        case dicomwebService = "dicomweb"
    }

    /// What a new node starts from.
    ///
    /// - Parameter dicomPort: where the DICOM service listens; 0 for none.
    public static func initial(name: String, title: String, contact: String, port: Int, dicomPort: Int = 0) -> NodeConfiguration {
        var configuration = NodeConfiguration(
            name: name, title: title, contact: contact, host: "127.0.0.1", port: port, proxy: "",
            disclosure: .initial)
        var dicom = DICOMConfiguration.none
        dicom.port = dicomPort
        configuration.dicomService = dicom
        return configuration
    }

    private init(name: String, title: String, contact: String, host: String, port: Int, proxy: String, disclosure: DisclosureConfiguration)
    {
        self.name = name
        self.title = title
        self.contact = contact
        self.host = host
        self.port = port
        self.proxy = proxy
        self.disclosure = disclosure
    }

    /// Reads a configuration file's text.
    ///
    /// - Throws: ``NodeError`` `configuration` with the key and what is wrong with it.
    public init(yaml: String, path: String) throws {
        do {
            self = try YAMLDecoder().decode(NodeConfiguration.self, from: yaml)
        } catch let error as DecodingError {
            throw NodeError(.configuration, "\(path): \(error.explanation). The commented original is what 'mosaic node init' writes.")
        } catch {
            throw NodeError(.configuration, "\(path) is no YAML: \(error)")
        }
        _ = try NodeName(name)
        guard (1...65_535).contains(port) || port == 0 else {
            throw NodeError(.configuration, "\(path): port \(port) is not between 1 and 65535.")
        }
        try disclosure.check(path: path)
        if !proxy.isEmpty { _ = try proxyAddress(path: path) }
        try dicom.check(path: path)
        if let fault = dicomweb.fault { throw NodeError(.configuration, "\(path): \(fault).") }
    }

    /// The proxy as host and port.
    public func proxyAddress(path: String = "node.yaml") throws -> (host: String, port: Int)? {
        guard !proxy.isEmpty else { return nil }
        let parts = proxy.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else {
            throw NodeError(.configuration, "\(path): proxy is written host:port, not '\(proxy)'.")
        }
        return (String(parts[0]), port)
    }

    /// The commented file that `mosaic node init` writes.
    public var yaml: String {
        """
        # A Mosaic node. Change and restart; 'mosaic node check' tells whether it can be used.

        # The node's name in the federation. It is in the certificate: changing it means joining again.
        name: \(quoted(name))
        # The holder's name, as people read it in the catalogue.
        title: \(quoted(title))
        # Where the federation can write to.
        contact: \(quoted(contact))

        # The node's own page, for its staff. The hub never connects to it; keep it inside the hospital.
        host: \(quoted(host))
        port: \(port)

        # The hospital's HTTP proxy towards the hub, as host:port. Empty: straight.
        proxy: \(quoted(proxy))

        # The DICOM service: C-ECHO, C-STORE, C-FIND, C-GET, C-MOVE, storage commitment. Port 0: none; 11112 is customary.
        dicom:
          host: \(quoted(dicom.host))
          port: \(dicom.port)
          # The node's AE title.
          title: \(quoted(dicom.title))
          # Who may call, from where, and what for: store, search, retrieve. Host and port are also where C-MOVE sends to.
          #   - { title: "PACS1", host: "10.1.2.3", port: 104, tls: false, may: [store] }
          #   - { title: "WORKSTATION", host: "10.1.2.9", port: 11112, may: [search, retrieve] }
          peers: \(Self.inline(dicom.peers))
          # What a caller that is not listed may do. An AE title is no proof of who calls: leave it empty outside a closed network.
          strangersMay: \(Self.inline(dicom.strangersMay))
          # TLS, as PEM files; with authorities only peers that have a certificate of theirs are let in.
          #   tls: { certificate: /etc/mosaic/dicom.pem, key: /etc/mosaic/dicom.key, authorities: /etc/mosaic/peers.pem }

        # DICOMweb, at /dicom-web of the node's own page. Tokens for it are made with 'mosaic node token create'.
        dicomweb:
          # Pages of other servers, such as a viewer, that may ask this node: ["https://viewer.hospital.example"]
          corsOrigins: \(Self.inline(dicomweb.corsOrigins))
          # Further names of this server; requests for other names are refused.
          hostNames: \(Self.inline(dicomweb.hostNames))
          # The address of a proxy before this server, https://host or https://host:port; empty where there is none.
          publicAddress: \(quoted(dicomweb.publicAddress))

        # How objects are de-identified. What is archived already stays as it is; a change is an entry of the ledger.
        deidentification:
          # \(ProfileFile.allowed). Paths are relative to this folder.
          profile: \(quoted(deidentification.profile))
          # A list of private elements that are safe to keep, for profiles with that option; empty: the profile's own.
          safePrivate: \(quoted(deidentification.safePrivate))
          # A file that says where devices burn in text; empty: the profile's own.
          templates: \(quoted(deidentification.templates))

        # How counts leave the node: zero-concentrated differential privacy with discrete Gaussian noise. Docs/disclosure-control.md explains it.
        disclosure:
          # What is said without a permit. closed: nothing. counts: numbers of patients with noise. countsAndFacets: distributions too.
          # open: exact numbers and no budget, for data that are public anyway.
          mode: \((disclosure.mode ?? .counts).rawValue)
          # Noisy counts below this are answered "suppressed".
          floor: \(disclosure.floor)
          # Privacy loss (rho) of one count of patients; the noise has the variance 1 / (2 rho): 0.02 gives a standard deviation of 5.
          rhoPerCount: \(disclosure.rhoPerCount)
          # Privacy loss (rho) that one user may cause at one dataset in all. Repeating a question costs nothing.
          budget: \(disclosure.budget)
          # The same for all users together, so that new users, real or invented, do not bring budgets without end.
          budgetOfAllUsers: \(disclosure.budgetOfAllUsers)
          # The same two limits over all datasets of this node together: a patient may be in several of them.
          budgetAtNode: \(disclosure.nodeBudget)
          budgetAtNodeOfAllUsers: \(disclosure.nodeBudgetOfAllUsers)
          # Counts of the studies and series that match, in which a patient counts so often at most. The noise grows with that number.
          #   studies: { perPatient: 4, rho: 0.02 }
          #   series: { perPatient: 10, rho: 0.02 }
        \(disclosure.boundedCountLines)  # The distributions that are released in mode countsAndFacets; each is paid for when somebody asks for it. A patient counts in at most
          # perPatient values.
          facets:\(disclosure.facetLines)
          # What differs for single datasets, by their names within this node:
          #   phantoms: { mode: open }
          #   prostate: { mode: counts, floor: 20 }
          datasets: \(Self.inline(disclosure.datasets ?? [:]))

        """
    }

    /// A list as JSON, which is YAML on one line.
    static func inline(_ list: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(list)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }
}
