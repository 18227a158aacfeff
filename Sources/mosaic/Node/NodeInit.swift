import ArgumentParser
import Node

/// `mosaic node init`
struct NodeInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a node's home: keys and a commented configuration.",
        discussion: """
            The table that links pseudonyms to the hospital's identifiers can be opened by the data manager only: with a passphrase, or with
            a recovery code that is printed once and kept nowhere.
            Example: mosaic node init --home /srv/mosaic --name uh-lisboa --title 'University Hospital Lisboa'
            """)

    @OptionGroup var home: HomeOption
    @Option(name: .long, help: "The node's name in the federation: 2 to 40 lower-case letters, digits and hyphens.")
    var name: String
    @Option(name: .long, help: "The holder's name for people to read.")
    var title: String?
    @Option(name: .long, help: "Where the federation can write to.")
    var contact: String = ""
    @Option(name: .long, help: "The port of the node's own page, on loopback.")
    var port: Int = 8090
    @Option(name: .long, help: "The port of the DICOM service; 11112 is customary, 0 is none. Who may call is set in node.yaml.")
    var dicomPort: Int = 0

    @Option(name: .long, help: "A file with the passphrase that is to open the linkage table. Without one, a recovery code is printed.")
    var passphraseFile: String?

    func validate() throws {
        for (option, port) in [("--port", port), ("--dicom-port", dicomPort)] where !(0...65_535).contains(port) {
            throw ValidationError("\(option) is 0 to 65535, not \(port).")
        }
    }

    func run() async throws {
        let configuration = NodeConfiguration.initial(name: name, title: title ?? name, contact: contact, port: port, dicomPort: dicomPort)
        let passphrase = try passphraseFile.map { try Passphrase.read(file: $0) }
        let code = try NodeHome(home.home).create(configuration, linkagePassphrase: passphrase)
        print("Made node '\(name)' in \(home.home). Next: mosaic node join CODE --home \(home.home)")
        if let code { Passphrase.show(code: code) }
    }
}
