/// What stands in a cleaned text in the place of what was taken out.
enum TextMark {
    /// Tells a reader what happened.
    static let full = Array("[removed]".utf8)
    /// For texts that have no room for the full mark.
    static let short = Array("[-]".utf8)
    /// The marks that are known again in a text that was cleaned before.
    static let all = [full, short]
}
