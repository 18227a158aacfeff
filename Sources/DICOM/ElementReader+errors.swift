extension ElementReader {
    func tooLong(_ tag: Tag, _ length: UInt32) -> DICOMError {
        let left = end - position
        if containers.contains(where: { !$0.hasUndefinedLength }) {
            return error(.malformed, "\(tag) has a length of \(length) bytes where its container has \(left) left.")
        }
        return error(.truncated, "\(tag) has a length of \(length) bytes where \(left) are left.")
    }

    func error(_ code: DICOMError.Code, _ message: String) -> DICOMError {
        DICOMError(code, message, offset: position)
    }

    func name(of container: Container) -> String {
        container.kind == .item ? "an item" : "\(container.tag)"
    }
}
