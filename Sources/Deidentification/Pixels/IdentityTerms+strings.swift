extension IdentityTerms {
    /// Whether any of the terms occurs in a text.
    func occur(in text: String) -> Bool { occur(in: Array(text.utf8)[...]) }
}
