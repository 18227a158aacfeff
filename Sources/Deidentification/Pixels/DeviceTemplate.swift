import DICOM

/// Where a device is known to write into its pixels: conditions on an object, and the regions to blank when all of them hold.
///
/// ```yaml
/// templates:
///   - name: Example console, screen of 1024 x 768
///     source: measured on ten exports of the device, 2026-11-20
///     manufacturer: Example Medical
///     model: Console 5
///     modality: US
///     rows: 768
///     columns: 1024
///     regions:
///       - {column: 0, row: 0, width: 1024, height: 60}
/// ```
public struct DeviceTemplate: Sendable, Hashable, Codable {
    /// The name, for the report.
    public var name: String
    /// Who found the regions out, and how.
    public var source: String?
    /// Manufacturer (0008,0070), in either case; what is not stated is not asked.
    public var manufacturer: String?
    /// Manufacturer's Model Name (0008,1090), in either case.
    public var model: String?
    /// One of Software Versions (0018,1020).
    public var software: String?
    /// Modality (0008,0060).
    public var modality: String?
    /// Rows (0028,0010).
    public var rows: Int?
    /// Columns (0028,0011).
    public var columns: Int?
    /// Values that Image Type (0008,0008) must all have.
    public var imageType: [String]?
    /// What to blank on every frame.
    public var regions: [PixelRegion]

    /// A template.
    public init(
        name: String, source: String? = nil, manufacturer: String? = nil, model: String? = nil, software: String? = nil,
        modality: String? = nil, rows: Int? = nil, columns: Int? = nil, imageType: [String]? = nil, regions: [PixelRegion]
    ) {
        self.name = name
        self.source = source
        self.manufacturer = manufacturer
        self.model = model
        self.software = software
        self.modality = modality
        self.rows = rows
        self.columns = columns
        self.imageType = imageType
        self.regions = regions
    }

    /// Whether every condition that is stated holds. A template without any condition fits nothing: it would blank every image.
    func fits(_ dataSet: DataSet) -> Bool {
        func same(_ wanted: String?, _ tag: Tag) -> Bool {
            guard let wanted else { return true }
            return dataSet.strings(tag).contains { $0.lowercased() == wanted.lowercased() }
        }
        guard manufacturer != nil || model != nil || software != nil || modality != nil || imageType != nil else { return false }
        let types = Set(dataSet.strings(.imageType).map { $0.uppercased() })
        return same(manufacturer, .manufacturer) && same(model, .manufacturerModelName) && same(software, .softwareVersions)
            && same(modality, .modality) && (rows == nil || rows == dataSet.integer(.rows))
            && (columns == nil || columns == dataSet.integer(.columns))
            && (imageType ?? []).allSatisfy { types.contains($0.uppercased()) }
    }
}
