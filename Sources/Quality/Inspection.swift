public import DICOM

/// What the inspection of one object yields.
public struct InspectionReport: Codable, Hashable, Sendable {
    /// What was found, in the order of the rules.
    public let findings: [Finding]
    /// For each attribute of the minimum metadata that applies to the object, whether it is there.
    public let completeness: [MinimumAttribute: Bool]
}

/// Checks of one object. Quality is graded and explained; nothing here refuses an object.
public enum Inspection {
    /// The findings about one object.
    public static func inspect(_ dataSet: DataSet, pixelsWereRead: Bool = true) -> [Finding] {
        report(dataSet, pixelsWereRead: pixelsWereRead).findings
    }

    /// The findings about one object and which of the minimum metadata it has.
    ///
    /// - Parameters:
    ///   - dataSet: the object, after de-identification.
    ///   - pixelsWereRead: false when reading stopped before the pixel data, so that nothing is said about them.
    public static func report(_ dataSet: DataSet, pixelsWereRead: Bool = true) -> InspectionReport {
        var findings: [Finding] = []
        let modality = dataSet.string(.modality)
        var completeness: [MinimumAttribute: Bool] = [:]
        for attribute in MinimumAttribute.allCases where attribute.applies(toModality: modality) {
            completeness[attribute] = attribute.isPresent(in: dataSet)
            if completeness[attribute] == false {
                findings.append(
                    Finding(
                        .minimumMetadata, .warning, attribute.tag, "\(attribute.rawValue) of the minimum metadata is missing or unusable"))
            }
        }
        findings += standard(dataSet, pixelsWereRead: pixelsWereRead)
        findings += uids(dataSet)
        findings += DateChecks.findings(dataSet)
        findings += PixelChecks.findings(dataSet, pixelsWereRead: pixelsWereRead)
        findings += identity(dataSet, modality: modality)
        findings += segments(dataSet)
        return InspectionReport(findings: findings, completeness: completeness)
    }

    private static func standard(_ dataSet: DataSet, pixelsWereRead: Bool) -> [Finding] {
        guard let sopClass = dataSet.string(.sopClassUID), !sopClass.isEmpty else {
            return [Finding(.type1, .error, .sopClassUID, "the SOP class is missing, so nothing else required is known")]
        }
        var findings: [Finding] = []
        if let allowed = SOPClassModalities.allowed(inSOPClass: sopClass), let modality = dataSet.string(.modality), !modality.isEmpty,
            !allowed.contains(modality)
        {
            let name = UIDRegistry.name(of: sopClass) ?? "the SOP class"
            findings.append(
                Finding(.modality, .error, .modality, "the modality is not \(allowed.joined(separator: " or ")), which \(name) demands"))
        }
        guard let requirement = RequiredAttributes.requirement(ofSOPClass: sopClass) else {
            findings.append(Finding(.sopClass, .note, .sopClassUID, "the inspection does not know what this SOP class requires"))
            return findings
        }
        for tag in requirement.type1 where pixelsWereRead || tag < .pixelData {
            guard let element = dataSet[tag] else {
                findings.append(Finding(.type1, .error, tag, "\(tag.keywordOrNumber) is required with a value (type 1) and missing"))
                continue
            }
            if element.isEmpty {
                findings.append(Finding(.type1, .error, tag, "\(tag.keywordOrNumber) is required with a value (type 1) and empty"))
            }
        }
        for tag in requirement.type2 where !dataSet.contains(tag) {
            findings.append(Finding(.type2, .note, tag, "\(tag.keywordOrNumber) is required, perhaps empty (type 2), and missing"))
        }
        return findings
    }

    private static func uids(_ dataSet: DataSet) -> [Finding] {
        var findings: [Finding] = []
        dataSet.visit { path, element in
            guard element.vr == .ui, !element.isEmpty else { return }
            for uid in dataSet.strings(of: element) {
                if let fault = UIDCheck.fault(uid) { findings.append(Finding(.uid, .error, at: path, "the UID is not valid: \(fault)")) }
            }
        }
        return findings
    }

    /// Modalities whose images commonly carry text in their pixels.
    private static let oftenAnnotated: Set<String> = ["US", "IVUS", "SC", "OT", "ES", "XC", "RF", "XA"]

    private static func identity(_ dataSet: DataSet, modality: String?) -> [Finding] {
        var findings: [Finding] = []
        if dataSet.string(.patientIdentityRemoved) != "YES" {
            findings.append(
                Finding(.deidentification, .error, .patientIdentityRemoved, "the object does not declare that its identity was removed"))
        } else if dataSet.items(.deidentificationMethodCodeSequence).isEmpty, dataSet.string(.deidentificationMethod) ?? "" == "" {
            findings.append(
                Finding(
                    .deidentification, .warning, .deidentificationMethodCodeSequence, "identity was removed, but the method is not declared"
                ))
        }
        switch dataSet.string(.burnedInAnnotation) {
        case "YES"?:
            findings.append(Finding(.burnedIn, .error, .burnedInAnnotation, "the pixels are declared to carry burned-in annotation"))
        case "NO"?: break
        default:
            if dataSet.contains(.rows), oftenAnnotated.contains(modality ?? "") {
                findings.append(
                    Finding(.burnedIn, .note, .burnedInAnnotation, "it is not declared that the pixels are free of burned-in annotation"))
            }
        }
        return findings
    }

    private static func segments(_ dataSet: DataSet) -> [Finding] {
        var findings: [Finding] = []
        for (number, segment) in dataSet.items(.segmentSequence).enumerated() {
            func check(_ tag: Tag, _ isNeeded: Bool = true) {
                guard isNeeded, segment.string(tag) ?? "" == "", segment.integer(tag) == nil else { return }
                let path = TagPath(.segmentSequence).appending(item: number, tag)
                findings.append(Finding(.segment, .warning, at: path, "\(tag.keywordOrNumber) of the segment is missing or empty"))
            }
            check(.segmentNumber)
            check(.segmentLabel)
            check(.segmentDescription)
            check(.segmentAlgorithmType)
            check(.segmentAlgorithmName, segment.string(.segmentAlgorithmType) != "MANUAL")
        }
        return findings
    }
}

extension Tag {
    /// The keyword for people, or the number where there is none.
    var keywordOrNumber: String { DataDictionary.entry(for: self)?.keyword ?? description }
}
