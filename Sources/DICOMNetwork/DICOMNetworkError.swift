/// Why something on the network failed. Never holds a patient's value.
public struct DICOMNetworkError: Error, Sendable {
    /// The kind of failure, for programs.
    public enum Code: String, Sendable, Hashable {
        /// No connection could be made.
        case connectionFailed
        /// The peer rejected the association.
        case rejected
        /// The peer aborted the association.
        case aborted
        /// The association is over.
        case closed
        /// The peer did not answer, send or read in time.
        case timeout
        /// The peer accepted no presentation context that this needs.
        case notAccepted
        /// The peer answered with a failure, see ``DICOMNetworkError/status``.
        case statusFailure
        /// The peer broke a rule of the protocol.
        case protocolViolation
        /// A limit was met.
        case limitExceeded
        /// What was asked for cannot be.
        case invalidArgument
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and what to check, in a sentence or two.
    public let message: String
    /// The peer's status, where it answered with a failure.
    public let status: DIMSEStatus?
    /// What the peer said beside its status (Error Comment). Apart from the message, since it may name a patient.
    public let comment: String?
    /// The peer's refusal, where it rejected the association.
    public let rejection: AssociateReject?

    /// A failure.
    public init(
        _ code: Code, _ message: String, status: DIMSEStatus? = nil, comment: String? = nil, rejection: AssociateReject? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.comment = comment
        self.rejection = rejection
    }
}

extension DICOMNetworkError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

extension DICOMNetworkError {
    /// What an operation fails with because its association has ended.
    init(_ end: AssociationEnd) {
        switch end {
        case .released: self.init(.closed, "The association was released before the operation was answered.")
        case .rejected(let reject): self.init(reject)
        case .abortedByPeer(let reason): self.init(.aborted, "The peer ended the association: \(reason). Its log says why.")
        case .abortedByUs: self.init(.closed, "The association was aborted on this side.")
        case .violation(let why): self.init(.protocolViolation, "The association was aborted on this side. \(why)")
        case .timeout(let what): self.init(.timeout, "Waited too long for \(what); the association was aborted.")
        case .connectionFailed(let why): self.init(.connectionFailed, "The connection failed: \(why).")
        case .connectionLost:
            self.init(.closed, "The peer closed the connection without a word. If it expects TLS, or does not, that is how it shows.")
        }
    }

    init(_ reject: AssociateReject) {
        let advice =
            switch (reject.source, reject.reason) {
            case (1, 3): "Check that the peer knows our AE title and allows it."
            case (1, 7): "Check the AE title that was called."
            case (3, 1), (3, 2): "Try again later, or allow more associations at the peer."
            default: "The peer's log says more."
            }
        self.init(.rejected, "The association was \(reject). \(advice)", rejection: reject)
    }

    init(_ status: DIMSEStatus, comment: String?, of operation: String) {
        self.init(.statusFailure, "The peer answered \(operation) with \(status).", status: status, comment: comment)
    }
}
