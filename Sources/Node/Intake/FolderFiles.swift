import Foundation

/// The regular files below a folder, at any depth, in a fixed order. Symbolic links are not followed: they may lead out or around.
public enum FolderFiles {
    /// Lists the files of a folder, or the one file that the path names.
    ///
    /// - Throws: ``NodeError`` `input` where there is nothing at the path or it cannot be read.
    public static func list(_ path: String) throws -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw NodeError(.input, "There is no folder or file \(path).")
        }
        guard isDirectory.boolValue else { return [path] }
        let root = URL(fileURLWithPath: path, isDirectory: true)
        guard FileManager.default.isReadableFile(atPath: path),
            let enumerator = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
        else { throw NodeError(.input, "The folder \(path) cannot be read. Check its permissions.") }
        var files: [String] = []
        for case let url as URL in enumerator where (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
            files.append(url.path)
        }
        return files.sorted()
    }
}
