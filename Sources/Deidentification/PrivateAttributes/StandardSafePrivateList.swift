// swift-format-ignore-file

/// PS3.15 Table E.3.10-1, Safe Private Attributes: those whose values can be looked at. Rows of bytes (OB, OW) are left out, for nothing
/// tells what is in them, and so are rows without a value representation. The columns are those of ``SafePrivateList/init(text:)``.
enum StandardSafePrivateList {
    static let text: StaticString = """
        # creator	group	element	VR	VM	meaning
        ELSCINT1	00E1	21	DS	1-n	DLP
        ELSCINT1	00E1	50	DS	1-n	Acquisition Duration
        ELSCINT1	01E1	26	CS	1-n	Phantom Type
        ELSCINT1	01F1	01	CS	1-n	Acquisition Type
        ELSCINT1	01F1	07	DS	1-n	Table Velocity
        ELSCINT1	01F1	26	DS	1-n	Pitch
        ELSCINT1	01F1	27	DS	1-n	Rotation Time
        GEIIS PACS	0903	10	US	1-n	Reject Image Flag
        GEIIS PACS	0903	11	US	1-n	Significant Flag
        GEIIS PACS	0903	12	US	1-n	Confidential Flag
        GEMS_ACQU_01	0019	23	DS	1-n	Table Speed (mm/rotation)
        GEMS_ACQU_01	0019	24	DS	1-n	Mid Scan Time (s)
        GEMS_ACQU_01	0019	27	DS	1-n	Rotation Speed (Gantry Period)
        GEMS_ACQU_01	0019	9E	LO	1-n	Internal Pulse Sequence Name
        GEMS_HELIOS_01	0045	01	SS	1-n	Number of Macro Rows in Detector
        GEMS_HELIOS_01	0045	02	FL	1-n	Macro Width at ISO Center
        GEMS_PARM_01	0043	27	SH	1-n	Scan Pitch Ratio
        GEMS_PARM_01	0043	39	IS	1-n	B Value (first value)
        GEMS_PARM_01	0043	6F	DS	1-n	Scanner Table Entry and Gradient Coil Selected
        GEMS_SERS_01	0025	07	SL	1-n	Images in Series
        HOLOGIC, Inc.	7E01	01	LO	1-n	Codec Version
        HOLOGIC, Inc.	7E01	02	SH	1-n	Codec Content Type
        HOLOGIC, Inc.	7E01	10	SQ	1-n	High Resolution Data Sequence
        HOLOGIC, Inc.	7E01	11	SQ	1-n	Low Resolution Data Sequence
        NQHeader	0099	01	UI	1-n	Version
        NQHeader	0099	02	UI	1-n	Analyzed Series UID
        NQHeader	0099	04	SS	1-n	Return Code
        NQHeader	0099	05	LT	1-n	Return Message
        NQHeader	0099	10	FL	1-n	MI
        NQHeader	0099	20	SH	1-n	Units
        NQHeader	0099	21	FL	1-n	ICV
        NQLeft	0199	01	FL	1-n	Left Cortical White Matter
        NQLeft	0199	02	FL	1-n	Left Cortical Gray Matter
        NQLeft	0199	03	FL	1-n	Left 3rd Ventricle
        NQLeft	0199	04	FL	1-n	Left 4th Ventricle
        NQLeft	0199	05	FL	1-n	Left 5th Ventricle
        NQLeft	0199	06	FL	1-n	Left Lateral Ventricle
        NQLeft	0199	07	FL	1-n	Left Inferior Lateral Ventricle
        NQLeft	0199	08	FL	1-n	Left Inferior CSF
        NQLeft	0199	09	FL	1-n	Left Cerebellar White Matter
        NQLeft	0199	0A	FL	1-n	Left Cerebellar Gray Matter
        NQLeft	0199	0B	FL	1-n	Left Hippocampus
        NQLeft	0199	0C	FL	1-n	Left Amygdala
        NQLeft	0199	0D	FL	1-n	Left Thalamus
        NQLeft	0199	0E	FL	1-n	Left Caudate
        NQLeft	0199	0F	FL	1-n	Left Putamen
        NQLeft	0199	10	FL	1-n	Left Pallidum
        NQLeft	0199	11	FL	1-n	Left Ventral Diencephalon
        NQLeft	0199	12	FL	1-n	Left Nucleus Accumbens
        NQLeft	0199	13	FL	1-n	Left Brain Stem
        NQLeft	0199	14	FL	1-n	Left Exterior CSF
        NQLeft	0199	15	FL	1-n	Left WM Hypo
        NQLeft	0199	16	FL	1-n	Left Other
        NQRight	0299	01	FL	1-n	Right Cortical White Matter
        NQRight	0299	02	FL	1-n	Right Cortical Gray Matter
        NQRight	0299	03	FL	1-n	Right 3rd Ventricle
        NQRight	0299	04	FL	1-n	Right 4th Ventricle
        NQRight	0299	05	FL	1-n	Right 5th Ventricle
        NQRight	0299	06	FL	1-n	Right Lateral Ventricle
        NQRight	0299	07	FL	1-n	Right Inferior Lateral Ventricle
        NQRight	0299	08	FL	1-n	Right Inferior CSF
        NQRight	0299	09	FL	1-n	Right Cerebellar White Matter
        NQRight	0299	0A	FL	1-n	Right Cerebellar Gray Matter
        NQRight	0299	0B	FL	1-n	Right Hippocampus
        NQRight	0299	0C	FL	1-n	Right Amygdala
        NQRight	0299	0D	FL	1-n	Right Thalamus
        NQRight	0299	0E	FL	1-n	Right Caudate
        NQRight	0299	0F	FL	1-n	Right Putamen
        NQRight	0299	10	FL	1-n	Right Pallidum
        NQRight	0299	11	FL	1-n	Right Ventral Diencephalon
        NQRight	0299	12	FL	1-n	Right Nucleus Accumbens
        NQRight	0299	13	FL	1-n	Right Brain Stem
        NQRight	0299	14	FL	1-n	Right Exterior CSF
        NQRight	0299	15	FL	1-n	Right WM Hypo
        NQRight	0299	16	FL	1-n	Right Other
        Philips Imaging DD 001	2001	01	FL	1-n	Chemical Shift
        Philips Imaging DD 001	2001	02	IS	1-n	Chemical Shift Number
        Philips Imaging DD 001	2001	03	FL	1-n	Diffusion B-Factor
        Philips Imaging DD 001	2001	04	CS	1-n	Diffusion Direction
        Philips Imaging DD 001	2001	05	SS	1-n	Graphic Annotation Parent ID
        Philips Imaging DD 001	2001	06	CS	1-n	Image Enhanced
        Philips Imaging DD 001	2001	07	CS	1-n	Image Type EDES
        Philips Imaging DD 001	2001	08	IS	1-n	Phase Number
        Philips Imaging DD 001	2001	09	FL	1-n	Image Prepulse Delay
        Philips Imaging DD 001	2001	0A	IS	1-n	Image Plane Number
        Philips Imaging DD 001	2001	0B	CS	1-n	Image Plane Orientation
        Philips Imaging DD 001	2001	0C	CS	1-n	Arrhythmia Rejection
        Philips Imaging DD 001	2001	0E	CS	1-n	Cardiac Cycled
        Philips Imaging DD 001	2001	0F	SS	1-n	Cardiac Gate Width
        Philips Imaging DD 001	2001	10	CS	1-n	Cardiac Sync
        Philips Imaging DD 001	2001	11	FL	1-n	Diffusion Echo Time
        Philips Imaging DD 001	2001	12	CS	1-n	Dynamic Series
        Philips Imaging DD 001	2001	13	SL	1-n	EPI Factor
        Philips Imaging DD 001	2001	14	SL	1-n	Number of Echoes
        Philips Imaging DD 001	2001	15	SS	1-n	Number of Locations
        Philips Imaging DD 001	2001	16	SS	1-n	Number of Phase Contrast Directions
        Philips Imaging DD 001	2001	17	SL	1-n	Number of Phases
        Philips Imaging DD 001	2001	18	SL	1-n	Number of Slices
        Philips Imaging DD 001	2001	19	CS	1-n	Partial Matrix Scanned
        Philips Imaging DD 001	2001	1A	FL	1-n	PC Velocity
        Philips Imaging DD 001	2001	1B	FL	1-n	Series Prepulse Delay
        Philips Imaging DD 001	2001	1C	CS	1-n	Prepulse Type
        Philips Imaging DD 001	2001	1D	IS	1-n	Reconstruction Number
        Philips Imaging DD 001	2001	1E	CS	1-n	Reformat Accuracy
        Philips Imaging DD 001	2001	1F	CS	1-n	Respiration Sync
        Philips Imaging DD 001	2001	21	CS	1-n	Selective Part Inversion Recovery
        Philips Imaging DD 001	2001	22	FL	1-n	Water Fat Shift
        Philips Imaging DD 001	2001	23	DS	1-n	Flip Angle
        Philips Imaging DD 001	2001	24	CS	1-n	Is Interactive
        Philips Imaging DD 001	2001	25	SH	1-n	Echo Time Display
        Philips Imaging DD 001	2001	26	CS	1-n	Presentation State Subtraction Active
        Philips Imaging DD 001	2001	27	CS	1-n	Edge Enhancement Kernel Size
        Philips Imaging DD 001	2001	28	FL	1-n	Edge Enhancement Gain Factor Sub
        Philips Imaging DD 001	2001	29	FL	1-n	Edge Enhancement Gain Factor
        Philips Imaging DD 001	2001	2A	CS	1-n	Edge Enhancement Taste Adapt Sub
        Philips Imaging DD 001	2001	2B	CS	1-n	Edge Enhancement Taste Adapt
        Philips Imaging DD 001	2001	2C	FL	1-n	Harmonization Factor
        Philips Imaging DD 001	2001	2D	SS	1-n	Stack Number of Slices
        Philips Imaging DD 001	2001	2E	CS	1-n	Harmonization Kernel Size
        Philips Imaging DD 001	2001	2F	FL	1-n	Harmonization Gain
        Philips Imaging DD 001	2001	30	UL	1-n	Log Subtraction Gain Step Taste
        Philips Imaging DD 001	2001	31	US	1-n	Mixing Number of Mask Image Numbers
        Philips Imaging DD 001	2001	32	FL	1-n	Stack Radial Angle
        Philips Imaging DD 001	2001	33	CS	1-n	Stack Radial Axis
        Philips Imaging DD 001	2001	34	CS	1-n	Mixing Mask Operation Type
        Philips Imaging DD 001	2001	35	SS	1-n	Stack Slice Number
        Philips Imaging DD 001	2001	36	CS	1-n	Stack Type
        Philips Imaging DD 001	2001	37	CS	1-n	Mixing Operation Type
        Philips Imaging DD 001	2001	38	FL	1-n	Overlay Mix Factor
        Philips Imaging DD 001	2001	39	FL	1-n	Overscan Factor
        Philips Imaging DD 001	2001	3A	CS	1-n	Pixel Shift
        Philips Imaging DD 001	2001	3B	FL	1-n	Pixel Shift Split Line Coordinates
        Philips Imaging DD 001	2001	3C	FL	1-n	Pixel Shift Vector A
        Philips Imaging DD 001	2001	3D	UL	1-n	Contour Fill Color
        Philips Imaging DD 001	2001	3E	FL	1-n	Pixel Shift Vector B
        Philips Imaging DD 001	2001	3F	CS	1-n	Displayed Area Zoom Interpolation Method
        Philips Imaging DD 001	2001	40	CS	1-n	Pixel Shift Split Screen
        Philips Imaging DD 001	2001	41	FL	1-n	Subtraction Land Marking Factor
        Philips Imaging DD 001	2001	42	CS	1-n	Subtraction Land Marking Active
        Philips Imaging DD 001	2001	43	IS	1-n	Elliptic Shutter Major Axis First End Point
        Philips Imaging DD 001	2001	44	IS	1-n	Elliptic Shutter Major Axis Second End Point
        Philips Imaging DD 001	2001	45	IS	1-n	Elliptic Shutter Other Axis First End Point
        Philips Imaging DD 001	2001	46	CS	1-n	Graphic Line Style
        Philips Imaging DD 001	2001	47	FL	1-n	Graphic Line Width
        Philips Imaging DD 001	2001	48	SS	1-n	Graphic Annotation ID
        Philips Imaging DD 001	2001	49	IS	1-n	Trace First Image
        Philips Imaging DD 001	2001	4A	CS	1-n	Trace Taste
        Philips Imaging DD 001	2001	4B	CS	1-n	Interpolation Method
        Philips Imaging DD 001	2001	4C	CS	1-n	Poly Line Begin Point Style
        Philips Imaging DD 001	2001	4D	CS	1-n	Poly Line End Point Style
        Philips Imaging DD 001	2001	4E	CS	1-n	Window Smoothing Taste
        Philips Imaging DD 001	2001	4F	FD	1-n	Harmonization Offset
        Philips Imaging DD 001	2001	50	LO	1-n	Graphic Marker Type
        Philips Imaging DD 001	2001	51	IS	1-n	Overlay Plane ID
        Philips Imaging DD 001	2001	53	CS	1-n	Presentation Transformation Invert
        Philips Imaging DD 001	2001	54	FL	1-n	Contour Fill Transparency
        Philips Imaging DD 001	2001	55	UL	1-n	Graphic Line Color
        Philips Imaging DD 001	2001	56	CS	1-n	Graphic Type
        Philips Imaging DD 001	2001	57	CS	1-n	Log Subtraction Taste
        Philips Imaging DD 001	2001	58	UL	1-n	X-Ray Contrast Transfer Taste
        Philips Imaging DD 001	2001	59	IS	1-n	Curve ID
        Philips Imaging DD 001	2001	5A	ST	1-n	Graphic Annotation Model
        Philips Imaging DD 001	2001	5D	ST	1-n	Measurement Text Units
        Philips Imaging DD 001	2001	5E	ST	1-n	Measurement Text Type
        Philips Imaging DD 001	2001	5F	SQ	1-n	Stack Sequence
        Philips Imaging DD 001	2001	60	SL	1-n	Number of Stacks
        Philips Imaging DD 001	2001	61	CS	1-n	Series Transmitted
        Philips Imaging DD 001	2001	62	CS	1-n	Series Committed
        Philips Imaging DD 001	2001	63	CS	1-n	Examination Source
        Philips Imaging DD 001	2001	64	SH	1-n	Text Type
        Philips Imaging DD 001	2001	65	SQ	1-n	Overlay Plane Sequence
        Philips Imaging DD 001	2001	66	SQ	1-n	Image Curve
        Philips Imaging DD 001	2001	67	CS	1-n	Linear Presentation Transformation Shape Sub
        Philips Imaging DD 001	2001	68	SQ	1-n	Modality Transformation Sequence
        Philips Imaging DD 001	2001	69	SQ	1-n	Display Shutter Sequence
        Philips Imaging DD 001	2001	6A	SQ	1-n	Spatial Transformation Sequence
        Philips Imaging DD 001	2001	6B	SQ	1-n	Edge Enhancement Sequence
        Philips Imaging DD 001	2001	6D	LO	1-n	Text Font
        Philips Imaging DD 001	2001	6E	SH	1-n	Series Type
        Philips Imaging DD 001	2001	6F	SQ	1-n	Mixing Sequence
        Philips Imaging DD 001	2001	71	CS	1-n	Graphic Constraint
        Philips Imaging DD 001	2001	72	IS	1-n	Elliptic Shutter Other Axis Second End Point
        Philips Imaging DD 001	2001	73	SQ	1-n	Referenced Mask Image Sequence
        Philips Imaging DD 001	2001	74	DS	1-n	Window Center Sub
        Philips Imaging DD 001	2001	75	DS	1-n	Window Width Sub
        Philips Imaging DD 001	2001	76	UL	1-n	Presentation State X-Ray Contrast Transfer Taste
        Philips Imaging DD 001	2001	77	CS	1-n	Transformation Type
        Philips Imaging DD 001	2001	79	SQ	1-n	Harmonization Sequence
        Philips Imaging DD 001	2001	7A	FL	1-n	Window Rounding Factor
        Philips Imaging DD 001	2001	7B	IS	1-n	Acquisition Number
        Philips Imaging DD 001	2001	7C	UL	1-n	Frame Number
        Philips Imaging DD 001	2001	7E	US	1-n	Edge Enhancement Gain Taste
        Philips Imaging DD 001	2001	7F	US	1-n	Edge Enhancement Gain Taste Sub
        Philips Imaging DD 001	2001	80	LO	1-n	Text Anchor Point Alignment
        Philips Imaging DD 001	2001	81	IS	1-n	Number of Dynamic Scans
        Philips Imaging DD 001	2001	82	IS	1-n	Echo Train Length
        Philips Imaging DD 001	2001	83	DS	1-n	Imaging Frequency
        Philips Imaging DD 001	2001	84	DS	1-n	Inversion Time
        Philips Imaging DD 001	2001	85	DS	1-n	Magnetic Field Strength
        Philips Imaging DD 001	2001	86	IS	1-n	Number of Phase Encoding Steps
        Philips Imaging DD 001	2001	87	SH	1-n	Nucleus
        Philips Imaging DD 001	2001	88	DS	1-n	Number of Averages
        Philips Imaging DD 001	2001	89	DS	1-n	Percent Phase Field of View
        Philips Imaging DD 001	2001	8A	DS	1-n	Percent Sampling
        Philips Imaging DD 001	2001	8B	SH	1-n	Transmitting Coil
        Philips Imaging DD 001	2001	8C	CS	1-n	Needs Processing
        Philips Imaging DD 001	2001	90	LO	1-n	Text Foreground Color
        Philips Imaging DD 001	2001	91	LO	1-n	Text Background Color
        Philips Imaging DD 001	2001	92	LO	1-n	Text Shadow Color
        Philips Imaging DD 001	2001	93	LO	1-n	Text Style
        Philips Imaging DD 001	2001	94	LO	1-n	Processing Order Specialization
        Philips Imaging DD 001	2001	9A	SQ	1-n	Graphic Number Sequence
        Philips Imaging DD 001	2001	9B	UL	1-n	Graphic Number
        Philips Imaging DD 001	2001	9D	LO	1-n	Subtraction Type
        Philips Imaging DD 001	2001	9F	US	1-n	Pixel Processing Kernel Size
        Philips Imaging DD 001	2001	A1	CS	1-n	Is Raw Image
        Philips Imaging DD 001	2001	A2	US	1-n	Log Subtraction Curve Taste
        Philips Imaging DD 001	2001	A3	UL	1-n	Text Color Foreground
        Philips Imaging DD 001	2001	A4	UL	1-n	Text Color Background
        Philips Imaging DD 001	2001	A5	UL	1-n	Text Color Shadow
        Philips Imaging DD 001	2001	C0	UL	1-n	Content Item Identifier
        Philips Imaging DD 001	2001	C1	LO	1-n	Nested Object Type Name
        Philips Imaging DD 001	2001	C2	FD	1-n	Subtraction Rescale Factor
        Philips Imaging DD 001	2001	C3	UL	1-n	Subtraction Offset
        Philips Imaging DD 001	2001	C5	SQ	1-n	Mask Image LUT Sequence
        Philips Imaging DD 001	2001	C6	SQ	1-n	Gain LUT Sequence
        Philips Imaging DD 001	2001	C7	SQ	1-n	Contrast Image LUT Sequence
        Philips Imaging DD 001	2001	CA	SQ	1-n	Reversed Modality LUT
        Philips Imaging DD 001	2001	CB	IS	1-n	Redundant Overlay Plane ID
        Philips Imaging DD 001	2001	D0	AT	1-n	Frame Index Pointer
        Philips Imaging DD 001	2001	D1	US	1-n	Index Number Vector
        Philips Imaging DD 001	2001	D2	US	1-n	Frame Detector Number
        Philips Imaging DD 001	2001	D3	US	1-n	Frame Phase Number
        Philips Imaging DD 001	2001	D4	US	1-n	Frame Rotation Number
        Philips Imaging DD 001	2001	D5	US	1-n	Frame RR Interval Number
        Philips Imaging DD 001	2001	D6	US	1-n	Frame Time Slot Number
        Philips Imaging DD 001	2001	D7	US	1-n	Frame Slice Number
        Philips Imaging DD 001	2001	D8	US	1-n	Frame Angular View Number
        Philips Imaging DD 001	2001	D9	US	1-n	Frame Time Slice Number
        Philips Imaging DD 001	2001	DA	CS	1-n	Is Arrowhead
        Philips Imaging DD 001	2001	DB	US	1-n	PET RR Interval Index
        Philips Imaging DD 001	2001	DC	US	1-n	PET Time Slot Index
        Philips Imaging DD 001	2001	DD	US	1-n	PET Time Slice Index
        Philips Imaging DD 001	2001	DE	US	1-n	PET Slice Index
        Philips Imaging DD 001	2001	DF	UL	1-n	Voxel Number
        Philips Imaging DD 001	2001	E9	SQ	1-n	Per Frame Voxels Functional Group
        Philips Imaging DD 001	2001	F1	FL	1-n	Prospective Motion Correction
        Philips Imaging DD 001	2001	F2	FL	1-n	Retrospective Motion Correction
        Philips Imaging DD 001	2001	F3	CS	1-n	Dynamic Linear VOI Transformation
        Philips Imaging DD 001	2001	F4	UL	1-n	Color Key
        Philips Imaging DD 001	2001	F5	CS	1-n	Rotated Text Allowed
        Philips Imaging DD 001	2001	F6	UL	1-n	Number of Represented Images
        Philips Imaging DD 001	2001	F7	LO	1-n	Data Type Icons
        Philips Imaging DD 001	2001	F9	SQ	1-n	Flagging Sequence
        Philips Imaging DD 001	2001	FB	SQ	1-n	Bookmark Sequence
        Philips Imaging DD 001	2001	FC	SQ	1-n	RIS Code Sequence
        Philips Imaging DD 001	2001	FD	SQ	1-n	Workflow Step Sequence
        Philips Imaging DD 002	2001	01	US	1-n	EDR SetGP
        Philips Imaging DD 002	2001	02	FD	1-n	EDR SetSK
        Philips Imaging DD 002	2001	03	CS	1-n	UM Rank Type
        Philips Imaging DD 002	2001	04	SS	1-n	UM Rank Number
        Philips Imaging DD 002	2001	05	FD	1-n	UM Rank Enhancement
        Philips Imaging DD 002	2001	06	US	1-n	UM Kernel Size
        Philips Imaging DD 002	2001	07	CS	1-n	UM Gamma Type
        Philips Imaging DD 002	2001	08	FD	1-n	UM Gamma Angle
        Philips Imaging DD 002	2001	09	FD	1-n	UM Gamma Shift
        Philips Imaging DD 002	2001	0A	FD	1-n	UM Gamma Center
        Philips Imaging DD 002	2001	0B	FD	1-n	DRR Contrast Equalization
        Philips Imaging DD 002	2001	0C	US	1-n	DRR Contrast Equalization Kernel Size
        Philips Imaging DD 002	2001	0D	CS	1-n	DRR Sharp LUT Type
        Philips Imaging DD 002	2001	0E	FD	1-n	DRR Sharpening
        Philips Imaging DD 002	2001	0F	US	1-n	DRR Sharp Kernel Size
        Philips Imaging DD 002	2001	10	SS	1-n	DRR Window Width
        Philips Imaging DD 002	2001	11	SS	1-n	DRR Window Level
        Philips Imaging DD 002	2001	12	CS	1-n	DRR LUT Type
        Philips Imaging DD 002	2001	13	SS	1-n	Unique Processing Mode
        Philips Imaging DD 002	2001	14	FD	1-n	Unique Contrast Balance
        Philips Imaging DD 002	2001	15	FD	1-n	Unique Center Density
        Philips Imaging DD 002	2001	16	FD	1-n	Unique Bright Density
        Philips Imaging DD 002	2001	17	FD	1-n	Unique Detail Contrast
        Philips Imaging DD 002	2001	18	CS	1-n	Unique Density Curve
        Philips Imaging DD 002	2001	19	FD	1-n	Unique Density Minimum
        Philips Imaging DD 002	2001	1A	FD	1-n	Unique Density Maximum
        Philips Imaging DD 002	2001	1B	FD	1-n	Unique Gamma
        Philips Imaging DD 002	2001	1C	FD	1-n	Unique Gamma Minimum
        Philips Imaging DD 002	2001	1D	FD	1-n	Unique Gamma Maximum
        Philips Imaging DD 002	2001	1E	FD	1-n	Unique Structure Preference
        Philips Imaging DD 002	2001	1F	FD	1-n	Unique Noise Limit
        Philips Imaging DD 002	2001	20	FD	1-n	Unique Noise Band
        Philips Imaging DD 002	2001	21	FD	1-n	Unique Noise Step
        Philips Imaging DD 002	2001	22	FD	1-n	Unique Noise Compensation
        Philips Imaging DD 002	2001	23	FD	1-n	Unique Structure Boost
        Philips Imaging DD 002	2001	24	FD	1-n	Unique Strong Contrast Limit
        Philips Imaging DD 002	2001	25	FD	1-n	Unique Strong Contrast Factor
        Philips Imaging DD 002	2001	26	FD	1-n	Unique Structure Boost Offset
        Philips Imaging DD 002	2001	27	FD	1-n	Unique Weak Contrast Limit
        Philips Imaging DD 002	2001	28	US	1-n	Unique Smooth Gain
        Philips Imaging DD 002	2001	29	US	1-n	Unique Level
        Philips Imaging DD 002	2001	2A	US	1-n	Unique Gain Up Single
        Philips Imaging DD 002	2001	2B	SS	1-n	Unique SMH Limit One
        Philips Imaging DD 002	2001	2C	FD	1-n	Unique Film Density Minimum
        Philips Imaging DD 002	2001	2D	FD	1-n	Unique Film Density Maximum
        Philips Imaging DD 002	2001	2E	SS	1-n	Unique Version
        Philips Imaging DD 002	2001	2F	SS	1-n	Ranger Version
        Philips Imaging DD 002	2001	30	SS	1-n	Ranger Mode
        Philips Imaging DD 002	2001	31	SS	1-n	Ranger Field 1
        Philips Imaging DD 002	2001	32	SS	1-n	Ranger Field 2
        Philips Imaging DD 002	2001	33	SS	1-n	Ranger Percentile Key 1
        Philips Imaging DD 002	2001	34	SS	1-n	Ranger Percentile Key 2
        Philips Imaging DD 002	2001	35	FD	1-n	Ranger Dose 1
        Philips Imaging DD 002	2001	36	FD	1-n	Ranger Dose 2
        Philips Imaging DD 002	2001	37	FD	1-n	Ranger Manual Dose 1
        Philips Imaging DD 002	2001	38	FD	1-n	Ranger Manual Dose 2
        Philips Imaging DD 002	2001	39	CS	1-n	Unique ROX Shape
        Philips Imaging DD 002	2001	3A	SQ	1-n	Ranger Set Sequence
        Philips Imaging DD 002	2001	3B	SQ	1-n	ROX Sequence
        Philips Imaging DD 002	2001	3C	SQ	1-n	X-Ray Edge Enhancement Sequence
        Philips Imaging DD 002	2001	3D	SQ	1-n	EDR LUT Sequence
        Philips Imaging DD 002	2001	3E	SS	1-n	Unique Dose Decades
        Philips Imaging DD 002	2001	3F	SS	1-n	Unique Dose Unit
        Philips Imaging DD 002	2001	40	SS	1-n	Unique Density Unit
        Philips Imaging DD 002	2001	50	CS	1-n	Workflow Status
        Philips Imaging DD 002	2001	52	LO	1-n	Workflow Step ID
        Philips Imaging DD 002	2001	53	CS	1-n	Workflow Step Status
        Philips Imaging DD 002	2001	57	SQ	1-n	Workflow Step Input Sequence
        Philips Imaging DD 002	2001	58	SQ	1-n	Workflow Step Output Sequence
        Philips Imaging DD 002	2001	5A	LO	1-n	Workflow Step Type
        Philips Imaging DD 002	2001	5C	LO	1-n	Workflow ID
        Philips Imaging DD 002	2001	5D	UL	1-n	Pixel Data Representation Rows
        Philips Imaging DD 002	2001	5E	UL	1-n	Pixel Data Representation Columns
        Philips Imaging DD 002	2001	5F	SQ	1-n	Private DICOM Extension Sequence
        Philips Imaging DD 002	2001	63	ST	1-n	iSyntax Reference
        Philips Imaging DD 002	2001	64	SQ	1-n	Workflow Step Job Parameters Sequence
        Philips Imaging DD 002	2001	65	CS	1-n	Preserve Aspect
        Philips Imaging DD 002	2001	66	CS	1-n	Interpolated
        Philips Imaging DD 002	2001	67	LO	1-n	Error Flag
        Philips Imaging DD 002	2001	68	LO	1-n	Error Message ID
        Philips Imaging DD 002	2001	6B	LO	1-n	Suitable For
        Philips Imaging DD 002	2001	71	CS	1-n	Submit MPPS Job
        Philips Imaging DD 002	2001	72	FL	1-n	Displayed Area Bottom Right Hand Corner Fraction
        Philips Imaging DD 002	2001	73	FL	1-n	Displayed Area Top Left Hand Corner Fraction
        Philips Imaging DD 002	2001	74	LO	1-n	Interpolation Mode
        Philips Imaging DD 002	2001	75	SS	1-n	Graphic Annotation ID Reference
        Philips Imaging DD 097	2001	01	SQ	1-n	View Geometry
        Philips Imaging DD 097	2001	02	FD	1-n	Frame Geometry Origin
        Philips Imaging DD 097	2001	03	FD	1-n	Frame Geometry Extent
        Philips Imaging DD 097	2001	04	FD	1-n	Frame Geometry Orientation
        Philips Imaging DD 097	2001	05	SQ	1-n	Visual Sequence
        Philips Imaging DD 097	2001	06	SQ	1-n	Cut Sequence
        Philips Imaging DD 097	2001	07	FD	1-n	Visual Opacity
        Philips Imaging DD 097	2001	08	SQ	1-n	Opacity Map Sequence
        Philips Imaging DD 097	2001	0A	SQ	1-n	Light Sequence
        Philips Imaging DD 097	2001	0B	SQ	1-n	Color Map Sequence
        Philips Imaging DD 097	2001	0D	FD	1-n	Visual Threshold
        Philips Imaging DD 097	2001	0E	SQ	1-n	Scene Sequence
        Philips Imaging DD 097	2001	0F	FD	1-n	Frame Geometry Slab
        Philips Imaging DD 097	2001	12	SQ	1-n	Gradient Map Sequence
        Philips Imaging DD 097	2001	17	US	1-n	Display Rows
        Philips Imaging DD 097	2001	18	US	1-n	Display Columns
        Philips Imaging DD 097	2001	19	LO	1-n	Frame Geometry Type
        Philips Imaging DD 097	2001	1A	FD	1-n	Light Intensity
        Philips Imaging DD 097	2001	1B	UL	1-n	Light Color
        Philips Imaging DD 097	2001	1C	FD	1-n	Light Origin
        Philips Imaging DD 097	2001	1D	FD	1-n	Light Direction
        Philips Imaging DD 097	2001	1E	FD	1-n	Color Map Samples
        Philips Imaging DD 097	2001	1F	FD	1-n	Opacity Map Samples
        Philips Imaging DD 097	2001	21	UL	1-n	Visual Color
        Philips Imaging DD 097	2001	22	FD	1-n	Illumination Ambient
        Philips Imaging DD 097	2001	23	FD	1-n	Illumination Diffuse
        Philips Imaging DD 097	2001	24	FD	1-n	Illumination Specular
        Philips Imaging DD 097	2001	25	FD	1-n	Illumination Specular Power
        Philips Imaging DD 097	2001	26	FD	1-n	Depth Cue Begin
        Philips Imaging DD 097	2001	27	FD	1-n	Depth Cue Lambda
        Philips Imaging DD 097	2001	28	LO	1-n	Depth Cue Function
        Philips Imaging DD 097	2001	2A	LO	1-n	Cut Set Type
        Philips Imaging DD 097	2001	2B	FD	1-n	Cut Plane Origin
        Philips Imaging DD 097	2001	2C	FD	1-n	Cut Plane Normal
        Philips Imaging DD 097	2001	2D	UL	1-n	Volume Definition Number
        Philips Imaging DD 097	2001	2E	SQ	1-n	Volume Mask Sequence
        Philips Imaging DD 097	2001	30	SL	1-n	Volume Mask Offset
        Philips Imaging DD 097	2001	31	SL	1-n	Volume Mask Size
        Philips Imaging DD 097	2001	32	SL	1-n	Volume Mask Alignment
        Philips Imaging DD 097	2001	36	LO	1-n	Light Anchor
        Philips Imaging DD 097	2001	37	FD	1-n	Cone Geometry Origin
        Philips Imaging DD 097	2001	38	FD	1-n	Cone Geometry Orientation
        Philips Imaging DD 097	2001	39	FD	1-n	Cone Geometry View Distance
        Philips Imaging DD 097	2001	3A	FD	1-n	Cone Geometry Slab Extent
        Philips Imaging DD 097	2001	3B	FD	1-n	Cone Geometry Field of View
        Philips Imaging DD 097	2001	3C	SQ	1-n	Intensity Map Sequence
        Philips Imaging DD 097	2001	3D	FD	1-n	Intensity Map Samples
        Philips Imaging DD 097	2001	3E	SQ	1-n	Mesh Sequence
        Philips Imaging DD 097	2001	40	UL	1-n	Mesh Color
        Philips Imaging DD 097	2001	41	LO	1-n	Mesh Draw Style
        Philips Imaging DD 097	2001	42	SQ	1-n	Mesh Section Sequence
        Philips Imaging DD 097	2001	44	LO	1-n	Mesh Section Vertex Connectivity
        Philips Imaging DD 097	2001	45	SL	1-n	Mesh Section Vertex Size
        Philips Imaging DD 097	2001	46	LO	1-n	Mesh Section Vertex Format
        Philips Imaging DD 097	2001	49	SQ	1-n	Referenced Volume Definition Sequence
        Philips Imaging DD 097	2001	4B	SL	1-n	Mesh Section Index Size
        Philips Imaging DD 097	2001	4C	LO	1-n	Shutter Interaction Type
        Philips Imaging DD 097	2001	A1	CS	1-n	Volume Type
        Philips Imaging DD 097	2001	A2	FD	1-n	Volume Origin
        Philips Imaging DD 097	2001	A3	FD	1-n	Volume Axis
        Philips Imaging DD 097	2001	A4	FD	1-n	Volume Pixel Spacing
        Philips Imaging DD 097	2001	A5	FD	1-n	Volume Slice Spacing
        Philips Imaging DD 097	2001	A6	US	1-n	Volume Slices
        Philips Imaging DD 097	2001	A8	IS	1-n	Referenced Volume Definition Number
        Philips Imaging DD 097	2001	A9	SQ	1-n	Linear Modality Transformation Sequence
        Philips Imaging DD 097	2001	AA	FD	1-n	Volume Slice Offsets
        Philips Imaging DD 097	2001	AB	IS	1-n	Number of Volume Definitions
        Philips Imaging DD 129	2001	00	SQ	1-n	Presentation State Sequence
        Philips Imaging DD 129	2001	01	SQ	1-n	Embedded Original Presentation State Sequence
        Philips Imaging DD 129	2001	02	SQ	1-n	Planar Intersection Sequence
        Philips Imaging DD 129	2001	03	UL	1-n	Plane Separator Line Color
        Philips Imaging DD 129	2001	04	SQ	1-n	Plane Sequence
        Philips Imaging DD 129	2001	05	FD	1-n	Plane Equation
        Philips Imaging DD 129	2001	06	FD	1-n	Plane Opacity
        Philips Imaging DD 129	2001	07	CS	1-n	Plane Enabled
        Philips Imaging DD 129	2001	08	CS	1-n	Plane Selected
        Philips Imaging DD 129	2001	09	UL	1-n	Plane Highlight Color
        Philips MR Imaging DD 001	2005	0D	FL	1-n	Scale Intercept
        Philips MR Imaging DD 001	2005	0E	FL	1-n	Scale Slope
        Philips PET Private Group	7053	00	DS	1-n	SUV Factor
        Philips PET Private Group	7053	09	DS	1-n	Activity Concentration Factor
        SIEMENS MR HEADER	0019	0C	IS	1-n	B Value
        SIEMENS MR HEADER	0019	0D	CS	1-n	Diffusion Directionality
        SIEMENS MR HEADER	0019	0E	FD	1-n	Diffusion Gradient Direction
        SIEMENS MR HEADER	0019	27	FD	1-n	B Matrix
        SIEMENS SYNGO ULTRA-SOUND TOYON DATA STREAMING	7FD1	09	UI	1-n	Version ID
        SIEMENS Ultrasound SC2000	0119	00	LO	1-n	Acoustic Meta Information Version
        SIEMENS Ultrasound SC2000	0119	02	SQ	1-n	Multi Stream Sequence
        SIEMENS Ultrasound SC2000	0119	03	SQ	1-n	Acoustic Data Sequence
        SIEMENS Ultrasound SC2000	0119	05	UL	1-n	Acoustic Data Offset
        SIEMENS Ultrasound SC2000	0119	06	UL	1-n	Acoustic Data Length
        SIEMENS Ultrasound SC2000	0119	07	UL	1-n	Footer Offset
        SIEMENS Ultrasound SC2000	0119	08	UL	1-n	Footer Length
        SIEMENS Ultrasound SC2000	0119	09	SS	1-n	Acoustic Stream Number
        SIEMENS Ultrasound SC2000	0119	10	SH	1-n	Acoustic Stream Type
        SIEMENS Ultrasound SC2000	0119	13	IS	1-n	Volume Rate
        SIEMENS Ultrasound SC2000	0129	00	SQ	1-n	MPR View Sequence
        SIEMENS Ultrasound SC2000	0129	02	UI	1-n	Bookmark UID
        SIEMENS Ultrasound SC2000	0129	06	SQ	1-n	Visualization Sequence
        SIEMENS Ultrasound SC2000	0129	07	UI	1-n	Bookmark UID
        SIEMENS Ultrasound SC2000	0129	09	SQ	1-n	Application State Sequence
        SIEMENS Ultrasound SC2000	0129	11	SQ	1-n	Referenced Bookmark Sequence
        SIEMENS Ultrasound SC2000	0129	12	UI	1-n	Referenced Bookmark UID
        SIEMENS Ultrasound SC2000	0129	20	SQ	1-n	Cine Parameters Sequence
        SIEMENS Ultrasound SC2000	0129	30	CS	1-n	Raw Data Object Type
        SIEMENS Ultrasound SC2000	0139	01	SL	1-n	Physio Capture ROI
        SIEMENS Ultrasound SC2000	0149	01	FD	1-n	Vector of BROI Points
        SIEMENS Ultrasound SC2000	0149	02	FD	1-n	Start and End Timestamps of Strip Stream
        SIEMENS Ultrasound SC2000	0149	03	FD	1-n	Timestamps of Visible R-waves
        SIEMENS Ultrasound SC2000	7FD1	09	UI	1-n	Volume Version ID
        """
}
