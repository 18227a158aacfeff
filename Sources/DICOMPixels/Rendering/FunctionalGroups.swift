import DICOM

/// The functional groups of a frame of an enhanced object (PS3.3 section C.7.6.16): its own, then those that all frames share.
struct FunctionalGroups {
    private let own: DataSet?
    private let shared: DataSet?

    init(_ dataSet: DataSet, frame: Int) {
        let frames = dataSet.items(.perFrameFunctionalGroupsSequence)
        own = frames.indices.contains(frame) ? frames[frame] : nil
        shared = dataSet.items(.sharedFunctionalGroupsSequence).first
    }

    /// The item of a macro's sequence.
    func item(_ sequence: Tag) -> DataSet? {
        own?.items(sequence).first ?? shared?.items(sequence).first
    }
}
