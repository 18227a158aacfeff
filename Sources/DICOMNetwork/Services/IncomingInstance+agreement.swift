import DICOM

extension IncomingInstance {
    /// The refusal of an object whose data set is not of the class or not the instance that its command says (PS3.4 section B.2.3);
    /// nil where they agree.
    ///
    /// A data set that cannot even be read so far is not judged here: who stores it finds that out, and may put it aside.
    func disagreement(_ limits: AssociationLimits) -> StoreStatus? {
        let reading = ReadingLimits(inflatedBytes: limits.objectBytes)
        // Both UIDs stand before Study Date, the first attribute of group 0008 behind them that nearly every object has.
        guard let head = try? DataSet(encoded: dataSet, as: transferSyntax, limits: reading, stopBefore: .studyDate) else { return nil }
        guard head.string(.sopClassUID) == sopClassUID else {
            return .dataSetDoesNotMatchSOPClass.commented("SOP Class UID differs from that of the command.")
        }
        guard head.string(.sopInstanceUID) == sopInstanceUID else {
            return .dataSetDoesNotMatchSOPClass.commented("SOP Instance UID differs from that of the command.")
        }
        return nil
    }
}
