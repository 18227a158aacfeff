/// An imaging device of a hospital; protocols differ from one to the next, as they do.
struct Device: Sendable {
    var manufacturer: String
    var model: String
    var softwareVersion: String
    /// Tube voltage in kV; 0 for magnetic resonance.
    var kiloVoltage = 0
    /// Field strength in tesla; 0 for X-ray.
    var fieldStrength = 0.0
    /// Slice thickness in millimetres; slices touch each other.
    var sliceThickness = 0.0
    /// CT dose index in mGy.
    var doseIndex = 0.0
    var spiralPitch = 0.0
    var convolutionKernel = ""
    /// Mammography: anode and filter.
    var anode = ""
    var filter = ""
    /// Magnetic resonance: acquired frequency and phase steps of the T2 series over the 180 mm field of view.
    var frequencySteps = 0
    var phaseSteps = 0
    /// Pixel values the device puts on the same tissue; receivers differ between vendors.
    var gain = 1.0
    var privateStyle: PrivateStyle
    /// Whether the device writes Implicit VR Little Endian, as old ones do.
    var isImplicit = false

    /// The private attributes a device adds, in the manner of a vendor.
    enum PrivateStyle: Sendable {
        case siemens
        case generalElectric
        case philips
    }

    static func computedTomography(kind: Int) -> Device {
        switch kind {
        case 0:
            Device(
                manufacturer: "SIEMENS", model: "SOMATOM Force", softwareVersion: "syngo CT VB20A", kiloVoltage: 100, sliceThickness: 1,
                doseIndex: 1.4, spiralPitch: 1.2, convolutionKernel: "Br40d", privateStyle: .siemens)
        case 1:
            Device(
                manufacturer: "GE MEDICAL SYSTEMS", model: "Revolution EVO", softwareVersion: "revo_ct_21b.32", kiloVoltage: 120,
                sliceThickness: 1.25, doseIndex: 2.1, spiralPitch: 0.984, convolutionKernel: "STANDARD", privateStyle: .generalElectric)
        default:
            Device(
                manufacturer: "Philips", model: "Ingenuity CT", softwareVersion: "4.1.7", kiloVoltage: 140, sliceThickness: 2,
                doseIndex: 3.6, spiralPitch: 0.8, convolutionKernel: "B", privateStyle: .generalElectric, isImplicit: true)
        }
    }

    static func mammography(kind: Int) -> Device {
        switch kind {
        case 0:
            Device(
                manufacturer: "SIEMENS", model: "MAMMOMAT Revelation", softwareVersion: "VC20", kiloVoltage: 28, anode: "TUNGSTEN",
                filter: "RHODIUM", privateStyle: .siemens)
        case 1:
            Device(
                manufacturer: "HOLOGIC, Inc.", model: "Selenia Dimensions", softwareVersion: "1.9.1.5", kiloVoltage: 29, anode: "TUNGSTEN",
                filter: "RHODIUM", privateStyle: .generalElectric)
        default:
            Device(
                manufacturer: "GE MEDICAL SYSTEMS", model: "Senographe Essential", softwareVersion: "ADS_56.21.3", kiloVoltage: 31,
                anode: "RHODIUM",
                filter: "RHODIUM", privateStyle: .philips)
        }
    }

    static func magneticResonance(kind: Int) -> Device {
        switch kind {
        case 0:
            Device(
                manufacturer: "SIEMENS", model: "MAGNETOM Skyra", softwareVersion: "syngo MR E11", fieldStrength: 3, sliceThickness: 3,
                frequencySteps: 450, phaseSteps: 320, gain: 1, privateStyle: .siemens)
        case 1:
            Device(
                manufacturer: "GE MEDICAL SYSTEMS", model: "SIGNA Premier", softwareVersion: "RX29.1", fieldStrength: 3, sliceThickness: 3,
                frequencySteps: 320, phaseSteps: 256, gain: 1.06, privateStyle: .generalElectric)
        default:
            Device(
                manufacturer: "Philips Medical Systems", model: "Ingenia", softwareVersion: "5.7.1", fieldStrength: 1.5,
                sliceThickness: 3.5,
                frequencySteps: 300, phaseSteps: 224, gain: 0.95, privateStyle: .philips)
        }
    }
}
