public import Foundation

/// Something that happened while a holder joined.
public enum JoiningEvent: Sendable, Equatable, Codable {
    /// The holder expressed interest.
    case opened(holder: String, applicant: String, at: Date)
    /// The holder gave a document, found under this reference.
    case documentGiven(JoiningDocument, reference: String, by: Actor, at: Date)
    /// A step was taken.
    case stepped(JoiningAction, reason: String, by: Actor, at: Date)
}
