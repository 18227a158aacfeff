/// The criteria of the EUCAIM explorer: key, comparison, system, value key, value name.
enum EUCAIMCriteria {
    static let text: StaticString = """
        SNOMEDCT263495000 | EQUALS |  | SNOMEDCT248153007 | male
        SNOMEDCT263495000 | EQUALS |  | SNOMEDCT248152002 | female
        SNOMEDCT263495000 | EQUALS |  | SNOMEDCT74964007 | other
        SNOMEDCT263495000 | EQUALS |  | SNOMEDCT261665006 | unknown
        SNOMEDCT423493009 | BETWEEN |  |  |
        SNOMEDCT439401001 | EQUALS | urn:snomed-org/sct | SNOMEDCT363406005 | Colon Cancer
        SNOMEDCT439401001 | EQUALS | urn:snomed-org/sct | SNOMEDCT254837009 | Breast Cancer
        SNOMEDCT439401001 | EQUALS | urn:snomed-org/sct | SNOMEDCT363358000 | Lung Cancer
        SNOMEDCT439401001 | EQUALS | urn:snomed-org/sct | SNOMEDCT363484005 | Pelvis Cancer
        SNOMEDCT439401001 | EQUALS | urn:snomed-org/sct | SNOMEDCT399068003 | Prostate Cancer
        SNOMEDCT432213005 | BETWEEN |  |  |
        RID10311 | EQUALS | urn:oid:2.16.840.1.113883.6.256 | RID10312 | Magnetic Resonance Imaging
        RID10311 | EQUALS | urn:oid:2.16.840.1.113883.6.256 | RID10337 | Positron Emission Tomography
        RID10311 | EQUALS | urn:oid:2.16.840.1.113883.6.256 | RID10334 | Single Photon Emission Computed Tomography
        RID10311 | EQUALS | urn:oid:2.16.840.1.113883.6.256 | RID10321 | Computed Tomography
        SNOMEDCT123037004 | EQUALS | urn:snomed-org/sct | SNOMEDCT76752008 | Breast
        SNOMEDCT123037004 | EQUALS | urn:snomed-org/sct | SNOMEDCT71854001 | Colon
        SNOMEDCT123037004 | EQUALS | urn:snomed-org/sct | SNOMEDCT39607008 | Lung
        SNOMEDCT123037004 | EQUALS | urn:snomed-org/sct | SNOMEDCT12921003 | Pelvis
        SNOMEDCT123037004 | EQUALS | urn:snomed-org/sct | SNOMEDCT41216001 | Prostate
        C25392 | EQUALS | http://bioontology.org/projects/ontologies/birnlex | C200140 | Siemens Healthineers
        C25392 | EQUALS | http://bioontology.org/projects/ontologies/birnlex | birnlex_3066 | Siemens Medical Solutions
        C25392 | EQUALS | http://bioontology.org/projects/ontologies/birnlex | birnlex_12833 | General Electric Medical Systems
        C25392 | EQUALS | http://bioontology.org/projects/ontologies/birnlex | birnlex_3065 | Philips Medical Systems
        C25392 | EQUALS | http://bioontology.org/projects/ontologies/birnlex | birnlex_3067 | Toshiba Medical Solutions
        EUCAIM_Hyper-Ontology_V1.0.CLIN1045815 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001310 | positive
        EUCAIM_Hyper-Ontology_V1.0.CLIN1045815 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001332 | negative
        EUCAIM_Hyper-Ontology_V1.0.CLIN1046085 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001310 | positive
        EUCAIM_Hyper-Ontology_V1.0.CLIN1046085 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001332 | negative
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033410 | BETWEEN |  |  |
        EUCAIM_Hyper-Ontology_V1.0.CLIN1045851 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1002257 | 0
        EUCAIM_Hyper-Ontology_V1.0.CLIN1045851 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001877 | 1+
        EUCAIM_Hyper-Ontology_V1.0.CLIN1045851 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001879 | 2+
        EUCAIM_Hyper-Ontology_V1.0.CLIN1045851 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001882 | 3+
        EUCAIM_Hyper-Ontology_V1.0.CLIN1045913 | BETWEEN |  |  |
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1025818 | Gleason grade score 2 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1025912 | Gleason grade score 3 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1026007 | Gleason grade score 4 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1026103 | Gleason grade score 5 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1026200 | Gleason grade score 6 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1026298 | Gleason grade score 7 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1026397 | Gleason grade score 8 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1026497 | Gleason grade score 9 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.CLIN1025725 | Gleason grade score 10 out of 10
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037300 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001362 | International Society of Pathology histologic grade group 1
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037300 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001365 | International Society of Pathology histologic grade group 2
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037300 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001367 | International Society of Pathology histologic grade group 3
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037300 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001368 | International Society of Pathology histologic grade group 4
        EUCAIM_Hyper-Ontology_V1.0.CLIN1037300 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001369 | International Society of Pathology histologic grade group 5
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000316 | cT0
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000333 | cT1
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000351 | cT2
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000370 | cT2a
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000390 | cT2b
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000411 | cT2c
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000433 | cT3
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000456 | cT3a
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000480 | cT3b
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000505 | cT4
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000708 | pT0
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000741 | pT1
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000775 | pT2
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000810 | pT2a
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000846 | pT2b
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000883 | pT2c
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000921 | pT3
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000960 | pT3a
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001000 | pT3b
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1001041 | pT4
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033358 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000285 | cN0
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033358 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000300 | cN1
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033368 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000645 | pN0
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033368 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000676 | pN1
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033341 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000246 | cM1
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033341 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000258 | cM1a
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033341 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000271 | cM1b
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033349 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000531 | pM1
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033349 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000558 | pM1a
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033349 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000586 | pM1b
        EUCAIM_Hyper-Ontology_V1.0.CLIN1033349 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.COM1000615 | pM1c
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005470 | BI-RADS 0
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005469 | BI-RADS 1
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005468 | BI-RADS 2
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005466 | BI-RADS 3
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005465 | BI-RADS 4
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005464 | BI-RADS 5
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005463 | BI-RADS 6
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005479 | PI-RADS 1
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005478 | PI-RADS 2
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005477 | PI-RADS 3
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005476 | PI-RADS 4
        EUCAIM_Hyper-Ontology_V1.0.IMG1005459 | EQUALS |  | EUCAIM_Hyper-Ontology_V1.0.IMG1005475 | PI-RADS 5
        """

    static var rows: [[String]] {
        text.description.split(separator: "\n").map { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map { field in
                String(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            return fields + [String](repeating: "", count: max(0, 5 - fields.count))
        }
    }
}
