/// One row of a state machine: from which state which action leads where, and who may take it.
public struct Transition<State: Sendable & Hashable, Action: Sendable & Hashable>: Sendable, Hashable {
    /// The state before.
    public let from: State
    /// The step.
    public let action: Action
    /// The state after.
    public let to: State
    /// Who may take the step.
    public let roles: Set<Role>

    init(_ from: State, _ action: Action, _ to: State, _ roles: Set<Role>) {
        self.from = from
        self.action = action
        self.to = to
        self.roles = roles
    }
}

extension Sequence {
    /// The state that an action leads to, if the table has the row and the role may take it.
    func next<State: RawRepresentable<String>, Action: RawRepresentable<String>>(
        from state: State, by action: Action, role: Role
    ) throws(GovernanceError) -> State where Element == Transition<State, Action> {
        guard let row = first(where: { $0.from == state && $0.action == action }) else {
            let possible = filter { $0.from == state }.map { $0.action.rawValue }
            let advice = possible.isEmpty ? "nothing can follow it" : "possible are: \(possible.joined(separator: ", "))"
            throw GovernanceError(.wrongState, "\(action.rawValue) is not possible in state \(state.rawValue); \(advice)")
        }
        guard row.roles.contains(role) else {
            let allowed = row.roles.map(\.rawValue).sorted().joined(separator: " or ")
            throw GovernanceError(.wrongRole, "\(action.rawValue) is for the \(allowed), not for the \(role.rawValue)")
        }
        return row.to
    }
}
