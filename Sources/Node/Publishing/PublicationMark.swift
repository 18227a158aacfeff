import Federation
import Foundation
import Storage

/// The moment that parts what a published version holds from what comes after it.
///
/// A clock alone does not: an object may be archived in the millisecond of a publication, or while its record is computed. A mark is set in
/// a transaction, and what is archived in a later one is given a later time, whatever the clock says.
enum PublicationMark {
    private static let name = "publication.mark"

    /// Sets a mark behind all that is archived, and returns it in milliseconds since 1970.
    static func set(_ time: Date, _ connection: any SQLConnection) throws -> Int {
        // Objects may bear a later time than the clock's, where it was set back since.
        let mark = max(try Self.time(time, connection), try connection.count("SELECT MAX(archived_ms) FROM instance"))
        try connection.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [.text(name), .text("\(mark)")])
        return mark
    }

    /// A time behind the last mark, in milliseconds since 1970.
    static func time(_ time: Date, _ connection: any SQLConnection) throws -> Int {
        let last = try connection.first("SELECT value FROM setting WHERE name = ?", [.text(name)])?.string("value").flatMap { Int($0) }
        return max(time.milliseconds, (last ?? 0) + 1)
    }
}
