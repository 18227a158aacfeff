import DICOM

/// Objects that refer to images: structure sets, segmentations, presentation states, documents, waveforms.
extension Planting {
    /// The attributes of an object without an image of its own, reports aside; returns what lies where in pixels.
    mutating func addDerived(_ object: PlantedObject) -> [IdentifierKey.Region] {
        switch object.kind {
        case .structureSet: addStructureSet(object)
        case .segmentation: addSegmentation(object)
        case .presentationState: addPresentationState(object)
        case .encapsulatedPDF: addDocument(object)
        case .electrocardiogram: addElectrocardiogram(object)
        default: break
        }
        return []
    }

    private mutating func addStructureSet(_ object: PlantedObject) {
        let patient = object.patient
        remove(.structureSetLabel, patient.person.family.prefixed(16), .personName, place: .otherAttribute)
        prose(.structureSetDescription, patient.prose(object.number), vr: .st)
        date(.structureSetDate, object.day.dicom)
        set(.structureSetTime, "121500")
        uid(.frameOfReferenceUID, object.frameOfReferenceUID)
        set(.positionReferenceIndicator, "")
        set(.approvalStatus, "APPROVED")
        date(.reviewDate, object.day.dicom)
        set(.reviewTime, "130000")
        set(.reviewerName, patient.reader.dicom)
        mustGo(.reviewerName, patient.reader.family, .staffName)
        item(.referencedFrameOfReferenceSequence) { frame in
            frame.uid(.frameOfReferenceUID, object.frameOfReferenceUID)
            frame.item(.rtReferencedStudySequence) { study in
                study.set(.referencedSOPClassUID, "1.2.840.10008.3.1.2.3.1")
                study.uid(.referencedSOPInstanceUID, object.studyUID)
                study.item(.rtReferencedSeriesSequence) { series in
                    series.uid(.seriesInstanceUID, object.chestSeriesUID)
                    series.item(.contourImageSequence) { $0.reference(object, at: 0) }
                }
            }
        }
        item(.structureSetROISequence) { roi in
            roi.set(.roiNumber, "1")
            roi.uid(.referencedFrameOfReferenceUID, object.frameOfReferenceUID)
            roi.keep(.roiName, "GTV lung left", option: "cleanDescriptors")
            roi.remove(.roiDescription, patient.person.family, .personName, in: "drawn for \(patient.person.family)", place: .nested)
            roi.set(.roiGenerationAlgorithm, "MANUAL")
        }
        item(.roiContourSequence) { contour in
            contour.item(.contourSequence) { line in
                line.item(.contourImageSequence) { $0.reference(object, at: 0) }
                line.set(.contourGeometricType, "CLOSED_PLANAR")
                line.set(.numberOfContourPoints, "3")
                line.keep(.contourData, "1", "2", "0", "8", "2", "0", "8", "9", "0")
            }
            contour.set(.referencedROINumber, "1")
        }
        item(.rtroiObservationsSequence) { observation in
            observation.set(.observationNumber, "1")
            observation.set(.referencedROINumber, "1")
            observation.set(.rtroiInterpretedType, "GTV")
            observation.set(.roiInterpreter, patient.operatorOfDevice.dicom)
            observation.mustGo(.roiInterpreter, patient.operatorOfDevice.family, .staffName, place: .nested)
        }
    }

    private mutating func addSegmentation(_ object: PlantedObject) {
        let patient = object.patient
        date(.contentDate, object.day.dicom)
        set(.contentTime, "121500")
        uid(.frameOfReferenceUID, object.frameOfReferenceUID)
        set(.positionReferenceIndicator, "")
        set(.imageType, "DERIVED", "PRIMARY")
        set(.contentLabel, "SEGMENTATION")
        remove(.contentDescription, patient.person.family, .personName, in: "Nodule of \(patient.person.family)", place: .freeText)
        set(.contentCreatorName, patient.reader.dicom)
        mustGo(.contentCreatorName, patient.reader.family, .staffName)
        set(.segmentationType, "BINARY")
        set(.lossyImageCompression, "00")
        set(.burnedInAnnotation, "NO")
        item(.referencedSeriesSequence) { series in
            series.uid(.seriesInstanceUID, object.chestSeriesUID)
            series.item(.referencedInstanceSequence) { $0.reference(object, at: 0) }
        }
        item(.segmentSequence) { segment in
            segment.set(.segmentNumber, 1)
            segment.keep(.segmentLabel, "Nodule", option: "cleanDescriptors")
            segment.remove(.segmentDescription, patient.person.family, .personName, in: "seen by \(patient.person.family)", place: .nested)
            segment.set(.segmentAlgorithmType, "MANUAL")
            segment.code(.segmentedPropertyCategoryCodeSequence, "49755003", "SCT", "Morphologically Abnormal Structure")
            segment.code(.segmentedPropertyTypeCodeSequence, "27925004", "SCT", "Nodule")
        }
        item(.dimensionOrganizationSequence) { $0.uid(.dimensionOrganizationUID, patient.uid(11), isConsistent: false) }
        item(.dimensionIndexSequence) { index in
            index.bytes(.dimensionIndexPointer, vr: .at, [0x20, 0, 0x32, 0])
            index.bytes(.functionalGroupPointer, vr: .at, [0x20, 0, 0x13, 0x91])
            index.uid(.dimensionOrganizationUID, patient.uid(11), isConsistent: false)
        }
        item(.sharedFunctionalGroupsSequence) { shared in
            shared.item(.planeOrientationSequence) { $0.keep(.imageOrientationPatient, "1", "0", "0", "0", "1", "0") }
            shared.item(.pixelMeasuresSequence) { measures in
                measures.set(.sliceThickness, "2")
                measures.set(.pixelSpacing, "2.8125", "2.8125")
            }
            shared.item(.segmentIdentificationSequence) { $0.set(.referencedSegmentNumber, 1) }
        }
        item(.perFrameFunctionalGroupsSequence) { frame in
            frame.item(.frameContentSequence) { $0.set(.dimensionIndexValues, 1) }
            frame.item(.planePositionSequence) { $0.set(.imagePositionPatient, "-180", "-180", "0") }
            frame.item(.derivationImageSequence) { derivation in
                derivation.code(.derivationCodeSequence, "113076", "DCM", "Segmentation")
                derivation.item(.sourceImageSequence) { source in
                    source.reference(object, at: 0)
                    source.code(.purposeOfReferenceCodeSequence, "121322", "DCM", "Source image for image processing operation")
                }
            }
        }
        set(.samplesPerPixel, 1)
        set(.photometricInterpretation, "MONOCHROME2")
        set(.numberOfFrames, "1")
        set(.rows, 64)
        set(.columns, 64)
        set(.bitsAllocated, 1)
        set(.bitsStored, 1)
        set(.highBit, 0)
        set(.pixelRepresentation, 0)
        bytes(.pixelData, vr: .ob, (0..<512).map { $0 / 8 % 64 > 20 && $0 / 8 % 64 < 40 && $0 % 8 == 4 ? 0xFF : 0 })
    }

    private mutating func addPresentationState(_ object: PlantedObject) {
        let patient = object.patient
        date(.presentationCreationDate, object.day.dicom)
        set(.presentationCreationTime, "121500")
        set(.contentLabel, "ANNOTATIONS")
        remove(.contentDescription, patient.person.family, .personName, in: "for \(patient.person.family)", place: .freeText)
        set(.contentCreatorName, patient.reader.dicom)
        mustGo(.contentCreatorName, patient.reader.family, .staffName)
        item(.referencedSeriesSequence) { series in
            series.uid(.seriesInstanceUID, object.chestSeriesUID)
            series.item(.referencedImageSequence) { $0.reference(object, at: 0) }
        }
        item(.displayedAreaSelectionSequence) { area in
            area.set(.displayedAreaTopLeftHandCorner, 1, 1)
            area.set(.displayedAreaBottomRightHandCorner, 128, 128)
            area.set(.presentationSizeMode, "SCALE TO FIT")
            area.set(.presentationPixelAspectRatio, "1", "1")
        }
        item(.graphicLayerSequence) { layer in
            layer.set(.graphicLayer, "NOTES")
            layer.set(.graphicLayerOrder, "1")
            layer.remove(
                .graphicLayerDescription, patient.person.family, .personName, in: "notes on \(patient.person.family)", place: .nested)
        }
        let notes = [
            Prose(
                text: "\(patient.person.spoken) \(patient.id)",
                identifying: [(patient.person.family, .personName), (patient.id, .patientIdentifier)], clinical: []),
            Prose(text: "seen \(patient.written(object.day))", identifying: [(patient.written(object.day), .date)], clinical: []),
        ].map { note in
            item { text in
                text.prose(.unformattedTextValue, note, vr: .st)
                text.set(.anchorPointAnnotationUnits, "PIXEL")
                text.bytes(.anchorPoint, vr: .fl, [0, 0, 0x20, 0x41, 0, 0, 0x20, 0x41])
                text.set(.anchorPointVisibility, "N")
            }
        }
        item(.graphicAnnotationSequence) { annotation in
            annotation.set(.graphicLayer, "NOTES")
            annotation.items(.textObjectSequence, notes)
        }
        item(.softcopyVOILUTSequence) { window in
            window.set(.windowCenter, "40")
            window.set(.windowWidth, "400")
        }
        set(.presentationLUTShape, "IDENTITY")
    }

    private mutating func addDocument(_ object: PlantedObject) {
        let patient = object.patient
        date(.contentDate, object.day.dicom)
        set(.contentTime, "121500")
        date(.acquisitionDateTime, object.day.dicom + "121500")
        set(.burnedInAnnotation, "YES")
        remove(.documentTitle, patient.person.family, .personName, in: "Report on \(patient.person.family)", place: .document)
        items(.conceptNameCodeSequence, [])
        set(.conversionType, "WSD")
        set(.mimeTypeOfEncapsulatedDocument, "application/pdf")
        let pdf = PortableDocument(
            title: "Report \(patient.id)", lines: ["Patient ID \(patient.id)", "Phone \(patient.telephone)", "No focal lesion"]
        ).bytes
        remove(.encapsulatedDocument, vr: .ob, bytes: pdf, .patientIdentifier, [patient.id, patient.telephone], place: .document)
    }

    private mutating func addElectrocardiogram(_ object: PlantedObject) {
        let patient = object.patient
        date(.contentDate, object.day.dicom)
        set(.contentTime, "121500")
        date(.acquisitionDateTime, object.day.dicom + "121500")
        items(.acquisitionContextSequence, [])
        item(.waveformSequence) { waveform in
            waveform.set(.waveformOriginality, "ORIGINAL")
            waveform.set(.numberOfWaveformChannels, 1)
            waveform.set(.numberOfWaveformSamples, 500, vr: .ul)
            waveform.keep(.samplingFrequency, "500")
            waveform.set(.multiplexGroupLabel, "RHYTHM")
            waveform.item(.channelDefinitionSequence) { channel in
                channel.keep(.channelLabel, "Lead II", option: "cleanDescriptors")
                channel.code(.channelSourceSequence, "2:2", "MDC", "Lead II")
                channel.set(.channelSensitivity, "2.5")
                channel.code(.channelSensitivityUnitsSequence, "uV", "UCUM", "microvolt")
                channel.set(.channelSensitivityCorrectionFactor, "1")
                channel.set(.channelBaseline, "0")
                channel.set(.channelSampleSkew, "0")
                channel.set(.waveformBitsStored, 16)
            }
            waveform.set(.waveformBitsAllocated, 16)
            waveform.set(.waveformSampleInterpretation, "SS")
            waveform.bytes(
                .waveformData, vr: .ow, (0..<500).flatMap { $0 % 100 < 4 ? [UInt8(0xE8), 3] : [UInt8($0 % 20), 0] })
            waveform.check(.tagRetained, .waveformData)
        }
        items(
            .waveformAnnotationSequence,
            [
                Prose(
                    text: "Resting ECG of \(patient.person.spoken)", identifying: [(patient.person.family, .personName)],
                    clinical: ["Resting ECG"]),
                Prose(text: "Sinus rhythm", identifying: [], clinical: ["Sinus rhythm"]),
            ].map { note in
                item { annotation in
                    annotation.prose(.unformattedTextValue, note, vr: .st)
                    annotation.set(.referencedWaveformChannels, 1, 0)
                    annotation.set(.annotationGroupNumber, 0)
                }
            })
    }

    /// Another object of the patient, by its position in the plan: the first ones are CT.
    private mutating func reference(_ object: PlantedObject, at position: Int) {
        set(.referencedSOPClassUID, PlantedObject.Kind.computedTomography.sopClassUID)
        uid(.referencedSOPInstanceUID, object.instanceUID(at: position))
    }
}

/// A page of text as PDF (ISO 32000-1): one plain stream, and the title in hexadecimal digits.
struct PortableDocument: Sendable {
    var title: String
    var lines: [String]

    /// The file.
    var bytes: [UInt8] {
        let hexadecimal = title.utf8.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
        let page = lines.enumerated().map { "BT /F1 12 Tf 40 \(740 - $0.offset * 18) Td (\($0.element)) Tj ET" }.joined(separator: "\n")
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(page.utf8.count) >>\nstream\n\(page)\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Title <\(hexadecimal)> >>",
        ]
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (position, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(position + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n" + offsets.map { padded($0, 10) + " 00000 n \n" }.joined()
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info 6 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }
}
