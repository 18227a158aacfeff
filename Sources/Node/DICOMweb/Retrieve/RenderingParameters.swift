import DICOMPixels
import Federation

/// How an image is rendered (PS3.18 §8.3.5).
struct RenderingParameters: Sendable, Equatable {
    /// A part of the image, in its own pixels.
    struct Region: Sendable, Equatable { var x, y, columns, rows: Int }

    var window: Window?
    /// The size of the view that the image is scaled to fit.
    var view: (columns: Int, rows: Int)?
    var region: Region?
    /// Of a JPEG image, 1 to 100.
    var quality = 90
    var unsupported: [String] = []

    static let largestView = 4_096

    init(_ query: QueryParameters) throws {
        for (name, value) in query.all {
            switch name {
            case "window": window = try Self.window(value)
            case "viewport": (view, region) = try Self.viewport(value)
            case "quality":
                guard let number = Int(value), (1...100).contains(number) else {
                    throw Problem.badRequest("The parameter 'quality' is a whole number from 1 to 100.")
                }
                quality = number
            case "accept", "charset": break
            case "annotation", "iccprofile": unsupported.append(name)
            default:
                throw Problem.badRequest("'\(name.prefix(80))' is not a parameter of rendering; these are window, viewport and quality.")
            }
        }
    }

    static func == (left: RenderingParameters, right: RenderingParameters) -> Bool { left.name == right.name }

    /// What distinguishes its images from others.
    var name: String {
        let window = self.window.map { "\($0.center) \($0.width) \($0.function)" } ?? ""
        return "\(window)|\(view.map { "\($0.columns) \($0.rows)" } ?? "")|\(region.map { "\($0)" } ?? "")|\(quality)"
    }

    /// `center,width,function`; the function may be left out, as many clients do.
    private static func window(_ text: String) throws -> Window {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmingBlanks)
        let functions: [String: Window.Function] = ["linear": .linear, "linear-exact": .linearExact, "sigmoid": .sigmoid]
        guard parts.count == 2 || parts.count == 3, let center = Double(parts[0]), let width = Double(parts[1]), center.isFinite,
            width.isFinite, let function = functions[parts.count == 3 ? parts[2].lowercased() : "linear"],
            let window = try? Window(center: center, width: width, function: function)
        else {
            throw Problem.badRequest(
                "The parameter 'window' is written center,width,function; the function is linear, linear-exact or sigmoid, the width at least 1 (above 0 for the other two)."
            )
        }
        return window
    }

    /// `columns,rows` or `columns,rows,x,y,width,height`, the last four of the image's own pixels.
    private static func viewport(_ text: String) throws -> ((columns: Int, rows: Int), Region?) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0.trimmingBlanks) }
        let whole = numbers.compactMap { $0.flatMap { Int(exactly: $0.rounded()) } }
        guard whole.count == numbers.count, whole.count == 2 || whole.count == 6, whole[..<2].allSatisfy({ (1...largestView).contains($0) })
        else {
            throw Problem.badRequest(
                "The parameter 'viewport' is written columns,rows or columns,rows,x,y,width,height, the view at most \(largestView) pixels wide and high."
            )
        }
        guard whole.count == 6 else { return ((whole[0], whole[1]), nil) }
        guard whole[2...3].allSatisfy({ $0 >= 0 }), whole[4...5].allSatisfy({ (1...1_000_000).contains($0) }) else {
            throw Problem.badRequest(
                "The region in 'viewport' begins at 0 or later and is at least one pixel large; flipping is not supported.")
        }
        return ((whole[0], whole[1]), Region(x: whole[2], y: whole[3], columns: whole[4], rows: whole[5]))
    }
}
