/// What the data holder declares about a dataset: everything that cannot be computed from the data.
public struct DatasetDeclaration: Codable, Hashable, Sendable {
    /// Who may know of the data, from the access rights of the EU Publications Office.
    public enum AccessRights: String, Codable, Hashable, Sendable, CaseIterable {
        /// Anyone may have the data.
        case open = "PUBLIC"
        /// Some may have the data, under stated conditions.
        case restricted = "RESTRICTED"
        /// The data are not given away; they are computed on under a permit.
        case nonPublic = "NON_PUBLIC"
    }

    /// How the data can be used, from EUCAIM's access conditions.
    public enum AccessCondition: String, Codable, Hashable, Sendable, CaseIterable {
        /// Authorised users may download the data.
        case download = "DOWNLOAD"
        /// Authorised users may view and process the data where they are.
        case inSituProcessing = "IN_SITU_PROCESSING"
        /// Computations are sent to the data; nobody sees them.
        case remoteProcessing = "REMOTE_PROCESSING"
    }

    /// The title, in English.
    public var title: String
    /// The description, in English.
    public var description: String
    /// The title in other languages, by language tag.
    public var titles: [String: String]
    /// The description in other languages, by language tag.
    public var descriptions: [String: String]
    /// The terms of use.
    public var conditions: [DataUseCondition]
    /// A licence's address, where there is one.
    public var license: String?
    /// The organisation that makes the dataset available.
    public var publisher: Agent?
    /// The holder, where it differs from the publisher.
    public var custodian: Agent?
    /// Where questions about the dataset go.
    public var contact: ContactPoint
    /// Words to find it by.
    public var keywords: [String]
    /// Who may know of the data.
    public var accessRights: AccessRights
    /// How the data can be used.
    public var accessConditions: [AccessCondition]
    /// The legal bases of the processing, in words or as addresses of DPV terms.
    public var legalBases: [String]
    /// The purposes of the processing, in words or as addresses of DPV terms.
    public var purposes: [String]
    /// How the data were collected, for example `Retrospective, single centre`.
    public var collectionMethods: [String]
    /// Where the data come from and what was done to them.
    public var provenance: [String]
    /// The health data access body; none while the member state has not named one.
    public var healthDataAccessBody: Agent?
    /// The categories of Article 51 of the EHDS Regulation, as addresses.
    public var healthCategories: [String]
    /// The health themes, as addresses.
    public var healthThemes: [String]
    /// The types of the dataset, as addresses.
    public var types: [String]
    /// Further legislation, as addresses; the EHDS Regulation is always there.
    public var legislation: [String]
    /// The main condition, as the clinical model calls it; none: the one with most patients.
    public var primaryCondition: String?
    /// The population in words.
    public var populationCoverage: String?
    /// The countries covered, as ISO 3166-1 alpha-3 codes.
    public var countries: [String]
    /// The tables of structured data that come with the images.
    public var tables: [VariableTable]
    /// Pages about the dataset.
    public var documentation: [String]

    /// Declares a dataset; only title, description and contact have no default.
    public init(
        title: String, description: String, contact: ContactPoint, titles: [String: String] = [:], descriptions: [String: String] = [:],
        conditions: [DataUseCondition] = [], license: String? = nil, publisher: Agent? = nil, custodian: Agent? = nil,
        keywords: [String] = [], accessRights: AccessRights = .nonPublic, accessConditions: [AccessCondition] = [.remoteProcessing],
        legalBases: [String] = [], purposes: [String] = [], collectionMethods: [String] = [], provenance: [String] = [],
        healthDataAccessBody: Agent? = nil, healthCategories: [String] = [EUCAIMTerms.electronicHealthRecords],
        healthThemes: [String] = [EUCAIMTerms.cancer], types: [String] = [EUCAIMTerms.pseudonymisedData], legislation: [String] = [],
        primaryCondition: String? = nil, populationCoverage: String? = nil, countries: [String] = [], tables: [VariableTable] = [],
        documentation: [String] = []
    ) {
        self.title = title
        self.description = description
        self.titles = titles
        self.descriptions = descriptions
        self.conditions = conditions
        self.license = license
        self.publisher = publisher
        self.custodian = custodian
        self.contact = contact
        self.keywords = keywords
        self.accessRights = accessRights
        self.accessConditions = accessConditions
        self.legalBases = legalBases
        self.purposes = purposes
        self.collectionMethods = collectionMethods
        self.provenance = provenance
        self.healthDataAccessBody = healthDataAccessBody
        self.healthCategories = healthCategories
        self.healthThemes = healthThemes
        self.types = types
        self.legislation = legislation
        self.primaryCondition = primaryCondition
        self.populationCoverage = populationCoverage
        self.countries = countries
        self.tables = tables
        self.documentation = documentation
    }
}

/// A table of structured data, described so that a user knows its variables before seeing a value (CSV on the Web).
public struct VariableTable: Codable, Hashable, Sendable {
    /// A column of the table.
    public struct Column: Codable, Hashable, Sendable {
        /// The name in the file.
        public var name: String
        /// The name for people.
        public var title: String
        /// What it holds, with its unit.
        public var description: String
        /// Its type in CSV on the Web: `string`, `integer`, `number`, `boolean`, `date` ...
        public var datatype: String

        /// Describes a column.
        public init(name: String, title: String, description: String, datatype: String) {
            self.name = name
            self.title = title
            self.description = description
            self.datatype = datatype
        }
    }

    /// The table's title.
    public var title: String
    /// Its columns in order.
    public var columns: [Column]

    /// Describes a table.
    public init(title: String, columns: [Column]) {
        self.title = title
        self.columns = columns
    }
}
