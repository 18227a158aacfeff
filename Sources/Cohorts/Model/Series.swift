/// One series, with the values of its headers as they stand there; the index normalises them by the vocabulary.
public struct Series: Sendable, Hashable, Codable {
    /// The de-identified Series Instance UID.
    public var uid: String
    /// Modality (0008,0060).
    public var modality: String?
    /// Body Part Examined (0018,0015).
    public var bodyPart: String?
    /// Manufacturer (0008,0070).
    public var manufacturer: String?
    /// Manufacturer's Model Name (0008,1090).
    public var model: String?
    /// Laterality (0020,0060) or Image Laterality (0020,0062).
    public var laterality: String?
    /// View Position (0018,5101).
    public var viewPosition: String?
    /// Slice Thickness (0018,0050) in mm.
    public var sliceThickness: Double?
    /// KVP (0018,0060) in kV.
    public var kvp: Double?
    /// Magnetic Field Strength (0018,0087) in T.
    public var fieldStrength: Double?
    /// Every Diffusion b-value (0018,9087) of the series in s/mm2.
    public var bValues: [Double]
    /// Whether a contrast agent was given (0018,0010); nil when the header does not say.
    public var contrast: Bool?
    /// SOP Class UID (0008,0016).
    public var sopClass: String?
    /// Spacing Between Slices (0018,0088) in mm.
    public var sliceSpacing: Double?
    /// The larger of both values of Pixel Spacing (0028,0030), else of Imager Pixel Spacing (0018,1164), in mm.
    public var pixelSpacing: Double?
    /// Rows (0028,0010).
    public var rows: Int?
    /// Columns (0028,0011).
    public var columns: Int?
    /// Exposure (0018,1152) in mAs.
    public var exposure: Double?
    /// CTDIvol (0018,9345) in mGy.
    public var ctdiVol: Double?
    /// Every value of Scanning Sequence (0018,0020).
    public var scanningSequence: [String]?
    /// MR Acquisition Type (0018,0023).
    public var mrAcquisition: String?
    /// Echo Time (0018,0081) in ms.
    public var echoTime: Double?
    /// Repetition Time (0018,0080) in ms.
    public var repetitionTime: Double?
    /// Convolution Kernel (0018,1210).
    public var convolutionKernel: String?
    /// Transfer Syntax UID (0002,0010) of the instances as they are held.
    public var transferSyntax: String?
    /// Instances held of the series.
    public var instanceCount: Int

    /// A series.
    public init(
        uid: String, modality: String? = nil, bodyPart: String? = nil, manufacturer: String? = nil, model: String? = nil,
        laterality: String? = nil, viewPosition: String? = nil, sliceThickness: Double? = nil, kvp: Double? = nil,
        fieldStrength: Double? = nil, bValues: [Double] = [], contrast: Bool? = nil, sopClass: String? = nil, sliceSpacing: Double? = nil,
        pixelSpacing: Double? = nil, rows: Int? = nil, columns: Int? = nil, exposure: Double? = nil, ctdiVol: Double? = nil,
        scanningSequence: [String]? = nil, mrAcquisition: String? = nil, echoTime: Double? = nil, repetitionTime: Double? = nil,
        convolutionKernel: String? = nil, transferSyntax: String? = nil, instanceCount: Int = 0
    ) {
        self.uid = uid
        self.modality = modality
        self.bodyPart = bodyPart
        self.manufacturer = manufacturer
        self.model = model
        self.laterality = laterality
        self.viewPosition = viewPosition
        self.sliceThickness = sliceThickness
        self.kvp = kvp
        self.fieldStrength = fieldStrength
        self.bValues = bValues
        self.contrast = contrast
        self.sopClass = sopClass
        self.sliceSpacing = sliceSpacing
        self.pixelSpacing = pixelSpacing
        self.rows = rows
        self.columns = columns
        self.exposure = exposure
        self.ctdiVol = ctdiVol
        self.scanningSequence = scanningSequence
        self.mrAcquisition = mrAcquisition
        self.echoTime = echoTime
        self.repetitionTime = repetitionTime
        self.convolutionKernel = convolutionKernel
        self.transferSyntax = transferSyntax
        self.instanceCount = instanceCount
    }
}
