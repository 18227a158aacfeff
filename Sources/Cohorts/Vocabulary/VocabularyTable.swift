/// The vocabulary of the cohort query language: attributes and their concepts, one a line, fields between bars.
///
/// - `attribute | name | level | type | unit | range | source | keys | system | title | synonyms`
/// - `concept | attribute | name | codes | title | synonyms`
///
/// Types: `flag`, `integer`, `number`, `code` (closed list), `ordinal` (closed list in ascending order), `open` (a list that may
/// meet values outside it), `text`; `codes` and `numbers` hold several values. `open/first-word` falls back on the first word of a
/// value ("SIEMENS NIXDORF" is siemens). Source `header` means every node knows it from the images, `clinical` that it must
/// be loaded from a table. Keys and codes are those of the EUCAIM criteria list, SNOMED CT and the DICOM UID registry.
///
/// Changing a line changes what queries mean: raise `version` with it.
enum VocabularyTable {
    static let version = 1

    static let text: StaticString = """
        # Patient
        attribute | sex | patient | code |  |  | header | SNOMEDCT263495000 |  | Sex | gender; birth_sex
        concept | sex | male | SNOMEDCT248153007 | Male | m; man
        concept | sex | female | SNOMEDCT248152002 | Female | f; w; woman
        concept | sex | other | SNOMEDCT74964007 | Other | o; diverse
        concept | sex | unknown | SNOMEDCT261665006 | Unknown | u
        attribute | age | patient | number | years | 0...130 | header |  |  | Age at diagnosis, else at the first imaging study |
        attribute | age_at_diagnosis | patient | number | years | 0...130 | clinical | SNOMEDCT423493009 |  | Age at diagnosis | diagnosis_age
        attribute | year_of_diagnosis | patient | integer |  | 1900...2100 | clinical | SNOMEDCT432213005 |  | Year of diagnosis | diagnosis_year
        attribute | diagnosis | patient | code |  |  | clinical | SNOMEDCT439401001 | urn:snomed-org/sct | Diagnosis | cancer; condition; disease
        concept | diagnosis | colon | SNOMEDCT363406005 | Colon cancer | colon cancer; colon carcinoma; c18; icd-10 c18
        concept | diagnosis | breast | SNOMEDCT254837009 | Breast cancer | breast cancer; breast carcinoma; mamma carcinoma; c50
        concept | diagnosis | lung | SNOMEDCT363358000 | Lung cancer | lung cancer; lung carcinoma; bronchial carcinoma; nsclc; sclc; c34
        concept | diagnosis | pelvis | SNOMEDCT363484005 | Pelvis cancer | pelvis cancer; pelvic cancer; c76.3
        concept | diagnosis | prostate | SNOMEDCT399068003 | Prostate cancer | prostate cancer; prostate carcinoma; pca; c61
        concept | diagnosis | rectum | SNOMEDCT363351006 | Rectal cancer | rectal cancer; rectum cancer; c20
        concept | diagnosis | cervix | SNOMEDCT363354003 | Cervical cancer | cervical cancer; cervix cancer; c53
        concept | diagnosis | stomach | SNOMEDCT363349007 | Gastric cancer | gastric cancer; stomach cancer; c16
        attribute | population | patient | code |  |  | clinical |  |  | Diagnostic category | diagnostic_category; group; arm
        concept | population | positive |  | Positive case | case; cases; pos; patient; cancer
        concept | population | control |  | Negative or control | controls; negative; neg; healthy
        # Markers
        attribute | psa | patient | number | ng/mL | 0...100000 | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1033410 |  | Prostate specific antigen in serum | psa_ng_ml; psa_total
        attribute | er | patient | code |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1045815 |  | Estrogen receptor | estrogen_receptor; oestrogen_receptor
        concept | er | positive | EUCAIM_Hyper-Ontology_V1.0.COM1001310 | Positive | pos; +; 1; yes; true
        concept | er | negative | EUCAIM_Hyper-Ontology_V1.0.COM1001332 | Negative | neg; -; 0; no; false
        attribute | pr | patient | code |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1046085 |  | Progesterone receptor | progesterone_receptor; pgr
        concept | pr | positive | EUCAIM_Hyper-Ontology_V1.0.COM1001310 | Positive | pos; +; 1; yes; true
        concept | pr | negative | EUCAIM_Hyper-Ontology_V1.0.COM1001332 | Negative | neg; -; 0; no; false
        attribute | her2 | patient | ordinal |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1045851 |  | HER2 by immune stain | her2neu; her2_ihc; erbb2
        concept | her2 | 0 | EUCAIM_Hyper-Ontology_V1.0.COM1002257 | HER2 0 | 0+; negative; neg
        concept | her2 | 1+ | EUCAIM_Hyper-Ontology_V1.0.COM1001877 | HER2 1+ | 1
        concept | her2 | 2+ | EUCAIM_Hyper-Ontology_V1.0.COM1001879 | HER2 2+ | 2; equivocal
        concept | her2 | 3+ | EUCAIM_Hyper-Ontology_V1.0.COM1001882 | HER2 3+ | 3
        attribute | ki67 | patient | number | % | 0...100 | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1045913 |  | Ki-67 positive cells | ki_67; ki-67; ki67_percent; mib1
        # Grades
        attribute | gleason | patient | integer |  | 2...10 | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1037294 |  | Gleason score | gleason_score; gleason_sum
        concept | gleason | 2 | EUCAIM_Hyper-Ontology_V1.0.CLIN1025818 | Gleason score 2 |
        concept | gleason | 3 | EUCAIM_Hyper-Ontology_V1.0.CLIN1025912 | Gleason score 3 |
        concept | gleason | 4 | EUCAIM_Hyper-Ontology_V1.0.CLIN1026007 | Gleason score 4 |
        concept | gleason | 5 | EUCAIM_Hyper-Ontology_V1.0.CLIN1026103 | Gleason score 5 |
        concept | gleason | 6 | EUCAIM_Hyper-Ontology_V1.0.CLIN1026200 | Gleason score 6 | 3+3
        concept | gleason | 7 | EUCAIM_Hyper-Ontology_V1.0.CLIN1026298 | Gleason score 7 | 3+4; 4+3
        concept | gleason | 8 | EUCAIM_Hyper-Ontology_V1.0.CLIN1026397 | Gleason score 8 | 4+4; 3+5; 5+3
        concept | gleason | 9 | EUCAIM_Hyper-Ontology_V1.0.CLIN1026497 | Gleason score 9 | 4+5; 5+4
        concept | gleason | 10 | EUCAIM_Hyper-Ontology_V1.0.CLIN1025725 | Gleason score 10 | 5+5
        attribute | isup | patient | integer |  | 1...5 | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1037300 |  | ISUP grade group | isup_grade; grade_group; isup_grade_group; gleason_grade_group
        concept | isup | 1 | EUCAIM_Hyper-Ontology_V1.0.COM1001362 | ISUP grade group 1 | isup 1; gg1; group 1
        concept | isup | 2 | EUCAIM_Hyper-Ontology_V1.0.COM1001365 | ISUP grade group 2 | isup 2; gg2; group 2
        concept | isup | 3 | EUCAIM_Hyper-Ontology_V1.0.COM1001367 | ISUP grade group 3 | isup 3; gg3; group 3
        concept | isup | 4 | EUCAIM_Hyper-Ontology_V1.0.COM1001368 | ISUP grade group 4 | isup 4; gg4; group 4
        concept | isup | 5 | EUCAIM_Hyper-Ontology_V1.0.COM1001369 | ISUP grade group 5 | isup 5; gg5; group 5
        # Stages
        attribute | ct | patient | ordinal |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1033379 |  | Clinical T category | ct_stage; ct_category; clinical_t
        concept | ct | T0 | EUCAIM_Hyper-Ontology_V1.0.COM1000316 | cT0 | cT0; 0
        concept | ct | Tis |  | cTis | cTis; is
        concept | ct | T1 | EUCAIM_Hyper-Ontology_V1.0.COM1000333 | cT1 | cT1; 1
        concept | ct | T1a |  | cT1a | cT1a; 1a
        concept | ct | T1b |  | cT1b | cT1b; 1b
        concept | ct | T1c |  | cT1c | cT1c; 1c
        concept | ct | T2 | EUCAIM_Hyper-Ontology_V1.0.COM1000351 | cT2 | cT2; 2
        concept | ct | T2a | EUCAIM_Hyper-Ontology_V1.0.COM1000370 | cT2a | cT2a; 2a
        concept | ct | T2b | EUCAIM_Hyper-Ontology_V1.0.COM1000390 | cT2b | cT2b; 2b
        concept | ct | T2c | EUCAIM_Hyper-Ontology_V1.0.COM1000411 | cT2c | cT2c; 2c
        concept | ct | T3 | EUCAIM_Hyper-Ontology_V1.0.COM1000433 | cT3 | cT3; 3
        concept | ct | T3a | EUCAIM_Hyper-Ontology_V1.0.COM1000456 | cT3a | cT3a; 3a
        concept | ct | T3b | EUCAIM_Hyper-Ontology_V1.0.COM1000480 | cT3b | cT3b; 3b
        concept | ct | T4 | EUCAIM_Hyper-Ontology_V1.0.COM1000505 | cT4 | cT4; 4
        concept | ct | T4a |  | cT4a | cT4a; 4a
        concept | ct | T4b |  | cT4b | cT4b; 4b
        attribute | cn | patient | ordinal |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1033358 |  | Clinical N category | cn_stage; cn_category; clinical_n
        concept | cn | N0 | EUCAIM_Hyper-Ontology_V1.0.COM1000285 | cN0 | cN0; 0
        concept | cn | N1 | EUCAIM_Hyper-Ontology_V1.0.COM1000300 | cN1 | cN1; 1
        concept | cn | N2 |  | cN2 | cN2; 2
        concept | cn | N3 |  | cN3 | cN3; 3
        attribute | cm | patient | ordinal |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1033341 |  | Clinical M category | cm_stage; cm_category; clinical_m
        concept | cm | M0 |  | cM0 | cM0; 0
        concept | cm | M1 | EUCAIM_Hyper-Ontology_V1.0.COM1000246 | cM1 | cM1; 1
        concept | cm | M1a | EUCAIM_Hyper-Ontology_V1.0.COM1000258 | cM1a | cM1a; 1a
        concept | cm | M1b | EUCAIM_Hyper-Ontology_V1.0.COM1000271 | cM1b | cM1b; 1b
        concept | cm | M1c |  | cM1c | cM1c; 1c
        attribute | pt | patient | ordinal |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1033391 |  | Pathological T category | pt_stage; pt_category; pathological_t
        concept | pt | T0 | EUCAIM_Hyper-Ontology_V1.0.COM1000708 | pT0 | pT0; 0
        concept | pt | Tis |  | pTis | pTis; is
        concept | pt | T1 | EUCAIM_Hyper-Ontology_V1.0.COM1000741 | pT1 | pT1; 1
        concept | pt | T1a |  | pT1a | pT1a; 1a
        concept | pt | T1b |  | pT1b | pT1b; 1b
        concept | pt | T1c |  | pT1c | pT1c; 1c
        concept | pt | T2 | EUCAIM_Hyper-Ontology_V1.0.COM1000775 | pT2 | pT2; 2
        concept | pt | T2a | EUCAIM_Hyper-Ontology_V1.0.COM1000810 | pT2a | pT2a; 2a
        concept | pt | T2b | EUCAIM_Hyper-Ontology_V1.0.COM1000846 | pT2b | pT2b; 2b
        concept | pt | T2c | EUCAIM_Hyper-Ontology_V1.0.COM1000883 | pT2c | pT2c; 2c
        concept | pt | T3 | EUCAIM_Hyper-Ontology_V1.0.COM1000921 | pT3 | pT3; 3
        concept | pt | T3a | EUCAIM_Hyper-Ontology_V1.0.COM1000960 | pT3a | pT3a; 3a
        concept | pt | T3b | EUCAIM_Hyper-Ontology_V1.0.COM1001000 | pT3b | pT3b; 3b
        concept | pt | T4 | EUCAIM_Hyper-Ontology_V1.0.COM1001041 | pT4 | pT4; 4
        concept | pt | T4a |  | pT4a | pT4a; 4a
        concept | pt | T4b |  | pT4b | pT4b; 4b
        attribute | pn | patient | ordinal |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1033368 |  | Pathological N category | pn_stage; pn_category; pathological_n
        concept | pn | N0 | EUCAIM_Hyper-Ontology_V1.0.COM1000645 | pN0 | pN0; 0
        concept | pn | N1 | EUCAIM_Hyper-Ontology_V1.0.COM1000676 | pN1 | pN1; 1
        concept | pn | N2 |  | pN2 | pN2; 2
        concept | pn | N3 |  | pN3 | pN3; 3
        attribute | pm | patient | ordinal |  |  | clinical | EUCAIM_Hyper-Ontology_V1.0.CLIN1033349 |  | Pathological M category | pm_stage; pm_category; pathological_m
        concept | pm | M0 |  | pM0 | pM0; 0
        concept | pm | M1 | EUCAIM_Hyper-Ontology_V1.0.COM1000531 | pM1 | pM1; 1
        concept | pm | M1a | EUCAIM_Hyper-Ontology_V1.0.COM1000558 | pM1a | pM1a; 1a
        concept | pm | M1b | EUCAIM_Hyper-Ontology_V1.0.COM1000586 | pM1b | pM1b; 1b
        concept | pm | M1c | EUCAIM_Hyper-Ontology_V1.0.COM1000615 | pM1c | pM1c; 1c
        # Assessments. The EUCAIM list gives PI-RADS the key of BI-RADS; the value decides there, and PI-RADS has a key of its own here.
        attribute | birads | patient | integer |  | 0...6 | clinical | EUCAIM_Hyper-Ontology_V1.0.IMG1005459 |  | BI-RADS assessment | bi_rads; bi-rads
        concept | birads | 0 | EUCAIM_Hyper-Ontology_V1.0.IMG1005470 | BI-RADS 0 | bi-rads 0; birads 0
        concept | birads | 1 | EUCAIM_Hyper-Ontology_V1.0.IMG1005469 | BI-RADS 1 | bi-rads 1; birads 1
        concept | birads | 2 | EUCAIM_Hyper-Ontology_V1.0.IMG1005468 | BI-RADS 2 | bi-rads 2; birads 2
        concept | birads | 3 | EUCAIM_Hyper-Ontology_V1.0.IMG1005466 | BI-RADS 3 | bi-rads 3; birads 3
        concept | birads | 4 | EUCAIM_Hyper-Ontology_V1.0.IMG1005465 | BI-RADS 4 | bi-rads 4; birads 4; 4a; 4b; 4c
        concept | birads | 5 | EUCAIM_Hyper-Ontology_V1.0.IMG1005464 | BI-RADS 5 | bi-rads 5; birads 5
        concept | birads | 6 | EUCAIM_Hyper-Ontology_V1.0.IMG1005463 | BI-RADS 6 | bi-rads 6; birads 6
        attribute | pirads | patient | integer |  | 1...5 | clinical | MOSAIC.PI-RADS; EUCAIM_Hyper-Ontology_V1.0.IMG1005459 |  | PI-RADS assessment | pi_rads; pi-rads
        concept | pirads | 1 | EUCAIM_Hyper-Ontology_V1.0.IMG1005479 | PI-RADS 1 | pi-rads 1; pirads 1
        concept | pirads | 2 | EUCAIM_Hyper-Ontology_V1.0.IMG1005478 | PI-RADS 2 | pi-rads 2; pirads 2
        concept | pirads | 3 | EUCAIM_Hyper-Ontology_V1.0.IMG1005477 | PI-RADS 3 | pi-rads 3; pirads 3
        concept | pirads | 4 | EUCAIM_Hyper-Ontology_V1.0.IMG1005476 | PI-RADS 4 | pi-rads 4; pirads 4
        concept | pirads | 5 | EUCAIM_Hyper-Ontology_V1.0.IMG1005475 | PI-RADS 5 | pi-rads 5; pirads 5
        attribute | ecog | patient | integer |  | 0...5 | clinical |  |  | ECOG performance status | ecog_status; performance_status
        attribute | treatment | patient | codes |  |  | clinical |  |  | Kinds of treatment given | treatments; therapy
        concept | treatment | surgery |  | Surgical procedure | resection; prostatectomy; mastectomy; lobectomy; operation
        concept | treatment | radiotherapy |  | Radiotherapy | radiation; rt; brachytherapy
        concept | treatment | chemotherapy |  | Chemotherapy | chemo; ct
        concept | treatment | hormone_therapy |  | Hormone therapy | hormonal; endocrine; adt; endocrine therapy
        concept | treatment | immunotherapy |  | Immunotherapy | immune; checkpoint inhibitor
        concept | treatment | targeted_therapy |  | Targeted therapy | targeted
        concept | treatment | active_surveillance |  | Active surveillance | surveillance; watchful waiting; as
        concept | treatment | none |  | No treatment | no; untreated
        attribute | significant_cancer | patient | flag |  |  | clinical |  |  | Clinically significant cancer found (outcome) | cspca; clinically_significant; outcome
        attribute | pack_years | patient | number | pack-years | 0...500 | clinical |  |  | Smoking, pack-years | smoking_pack_years; packyears
        # Study
        attribute | age_at_study | study | number | years | 0...130 | header |  |  | Age at the imaging study | study_age; patient_age
        attribute | days_from_diagnosis | study | integer | days | -60000...60000 | clinical |  |  | Days from diagnosis to the study, negative before it | offset_from_diagnosis; study_offset
        attribute | has_segmentation | study | flag |  |  | header |  |  | The study holds a segmentation (SEG or RTSTRUCT) | segmentation; annotated
        # Series
        attribute | modality | series | open |  |  | header | RID10311 | urn:oid:2.16.840.1.113883.6.256 | Modality |
        concept | modality | MR | RID10312 | Magnetic resonance | mri; magnetic resonance; nmr
        concept | modality | CT | RID10321 | Computed tomography | cat
        concept | modality | PT | RID10337 | Positron emission tomography | pet
        concept | modality | NM | RID10334 | Nuclear medicine, SPECT | spect; nuclear medicine
        concept | modality | MG |  | Mammography | mammography; mammogram
        concept | modality | US |  | Ultrasound | ultrasound; sonography
        concept | modality | CR |  | Computed radiography |
        concept | modality | DX |  | Digital radiography | dr; digital radiography
        concept | modality | XA |  | X-ray angiography | angiography
        concept | modality | RF |  | Radiofluoroscopy | fluoroscopy
        concept | modality | ES |  | Endoscopy | endoscopy
        concept | modality | SM |  | Slide microscopy | wsi; slide microscopy
        concept | modality | SEG |  | Segmentation |
        concept | modality | RTSTRUCT |  | Radiotherapy structure set |
        concept | modality | RTDOSE |  | Radiotherapy dose |
        concept | modality | RTPLAN |  | Radiotherapy plan |
        concept | modality | RTIMAGE |  | Radiotherapy image |
        concept | modality | SR |  | Structured report |
        concept | modality | PR |  | Presentation state |
        concept | modality | KO |  | Key object selection |
        concept | modality | REG |  | Registration |
        concept | modality | ECG |  | Electrocardiography |
        concept | modality | SC |  | Secondary capture |
        concept | modality | OT |  | Other |
        attribute | body_part | series | open |  |  | header | SNOMEDCT123037004 | urn:snomed-org/sct | Body part examined | body_part_examined; body_site; bodypart; organ
        concept | body_part | breast | SNOMEDCT76752008 | Breast | mamma
        concept | body_part | colon | SNOMEDCT71854001 | Colon |
        concept | body_part | lung | SNOMEDCT39607008 | Lung | lungs
        concept | body_part | pelvis | SNOMEDCT12921003 | Pelvis |
        concept | body_part | prostate | SNOMEDCT41216001 | Prostate |
        concept | body_part | chest | SNOMEDCT51185008 | Chest | thorax
        concept | body_part | abdomen | SNOMEDCT818981001 | Abdomen | abd
        concept | body_part | head | SNOMEDCT69536005 | Head |
        concept | body_part | brain | SNOMEDCT12738006 | Brain |
        concept | body_part | neck | SNOMEDCT45048000 | Neck |
        concept | body_part | liver | SNOMEDCT10200004 | Liver |
        concept | body_part | kidney | SNOMEDCT64033007 | Kidney | kidneys
        concept | body_part | pancreas | SNOMEDCT15776009 | Pancreas |
        concept | body_part | stomach | SNOMEDCT69695003 | Stomach |
        concept | body_part | cervix | SNOMEDCT71252005 | Cervix uteri | cervix uteri
        concept | body_part | rectum | SNOMEDCT34402009 | Rectum |
        concept | body_part | bladder | SNOMEDCT89837001 | Urinary bladder | urinary bladder
        concept | body_part | uterus | SNOMEDCT35039007 | Uterus |
        concept | body_part | ovary | SNOMEDCT15497006 | Ovary |
        concept | body_part | esophagus | SNOMEDCT32849002 | Oesophagus | oesophagus
        concept | body_part | thyroid | SNOMEDCT69748006 | Thyroid |
        concept | body_part | heart | SNOMEDCT80891009 | Heart |
        concept | body_part | whole_body | SNOMEDCT38266002 | Whole body | wholebody
        attribute | manufacturer | series | open/first-word |  |  | header | C25392 | http://bioontology.org/projects/ontologies/birnlex | Manufacturer | vendor
        concept | manufacturer | siemens | C200140; birnlex_3066 | Siemens Healthineers, Siemens Medical Solutions |
        concept | manufacturer | ge | birnlex_12833 | GE Healthcare | general electric; general electric medical systems; gems
        concept | manufacturer | philips | birnlex_3065 | Philips Medical Systems |
        concept | manufacturer | toshiba | birnlex_3067 | Toshiba Medical Systems |
        concept | manufacturer | canon |  | Canon Medical Systems |
        concept | manufacturer | hologic |  | Hologic | lorad
        concept | manufacturer | fujifilm |  | Fujifilm | fuji
        concept | manufacturer | hitachi |  | Hitachi |
        concept | manufacturer | agfa |  | Agfa |
        concept | manufacturer | kodak |  | Kodak, Carestream | carestream; eastman
        concept | manufacturer | konica_minolta |  | Konica Minolta | konica; konica minolta
        concept | manufacturer | sectra |  | Sectra |
        concept | manufacturer | planmed |  | Planmed |
        concept | manufacturer | giotto |  | IMS Giotto | ims; ims giotto
        concept | manufacturer | samsung |  | Samsung | medison
        concept | manufacturer | united_imaging |  | United Imaging | uih; united imaging; united
        concept | manufacturer | varian |  | Varian |
        concept | manufacturer | elekta |  | Elekta |
        concept | manufacturer | esaote |  | Esaote |
        attribute | model | series | text |  |  | header |  |  | Scanner model name | manufacturer_model_name; scanner
        attribute | laterality | series | code |  |  | header |  |  | Laterality | side
        concept | laterality | left |  | Left | l
        concept | laterality | right |  | Right | r
        concept | laterality | both |  | Both | b; bilateral
        concept | laterality | unpaired |  | Unpaired | u
        attribute | view_position | series | open |  |  | header |  |  | View position | view
        concept | view_position | CC |  | Cranio-caudal |
        concept | view_position | MLO |  | Medio-lateral oblique |
        concept | view_position | ML |  | Medio-lateral |
        concept | view_position | LM |  | Latero-medial |
        concept | view_position | XCCL |  | Exaggerated cranio-caudal, laterally |
        concept | view_position | AP |  | Anterior to posterior |
        concept | view_position | PA |  | Posterior to anterior |
        concept | view_position | LL |  | Left lateral |
        concept | view_position | RL |  | Right lateral |
        attribute | slice_thickness | series | number | mm | 0...500 | header |  |  | Slice thickness |
        attribute | kvp | series | number | kV | 0...500 | header |  |  | Peak kilo voltage | kv; tube_voltage
        attribute | field_strength | series | number | T | 0...25 | header |  |  | Magnetic field strength | magnetic_field_strength
        attribute | b_value | series | numbers | s/mm2 | 0...20000 | header |  |  | Diffusion b values of the series | b_values; bvalue; diffusion_b_value
        attribute | contrast | series | flag |  |  | header |  |  | Contrast agent given | contrast_agent
        attribute | sop_class | series | open |  |  | header |  |  | SOP class | sop_class_uid
        concept | sop_class | CTImageStorage | 1.2.840.10008.5.1.4.1.1.2 | CT Image Storage |
        concept | sop_class | EnhancedCTImageStorage | 1.2.840.10008.5.1.4.1.1.2.1 | Enhanced CT Image Storage |
        concept | sop_class | MRImageStorage | 1.2.840.10008.5.1.4.1.1.4 | MR Image Storage |
        concept | sop_class | EnhancedMRImageStorage | 1.2.840.10008.5.1.4.1.1.4.1 | Enhanced MR Image Storage |
        concept | sop_class | DigitalMammographyXRayImageStorageForPresentation | 1.2.840.10008.5.1.4.1.1.1.2 | Digital Mammography X-Ray Image Storage - For Presentation |
        concept | sop_class | BreastTomosynthesisImageStorage | 1.2.840.10008.5.1.4.1.1.13.1.3 | Breast Tomosynthesis Image Storage |
        concept | sop_class | PositronEmissionTomographyImageStorage | 1.2.840.10008.5.1.4.1.1.128 | Positron Emission Tomography Image Storage |
        concept | sop_class | SegmentationStorage | 1.2.840.10008.5.1.4.1.1.66.4 | Segmentation Storage |
        concept | sop_class | RTStructureSetStorage | 1.2.840.10008.5.1.4.1.1.481.3 | RT Structure Set Storage |
        concept | sop_class | SecondaryCaptureImageStorage | 1.2.840.10008.5.1.4.1.1.7 | Secondary Capture Image Storage |
        attribute | instance_count | series | integer |  | 0...10000000 | header |  |  | Instances in the series | instances; number_of_instances
        """
}
