/// Letters drawn as lines, at any height and weight: capitals of the Latin, Greek and Cyrillic alphabets, digits and signs.
///
/// A letter is a list of lines on a grid of 5 by 7 points, two digits a point (column, row from the top).
enum StrokeFont {
    /// The distance from one letter to the next, in parts of the height of a capital.
    private static let advance = 1.0
    private static let grid = 6.0

    /// How many pixels a text takes.
    static func size(_ text: String, height: Int, weight: Int) -> (width: Int, height: Int) {
        (Int((Double(text.count) * advance - 0.33) * Double(height)) + weight, height + weight)
    }

    /// Calls `plot` for every pixel of a text whose top left corner is at the origin.
    static func draw(_ text: String, height: Int, weight: Int, plot: (_ x: Int, _ y: Int) -> Void) {
        for (position, character) in text.enumerated() {
            let left = Double(position) * advance * Double(height)
            for line in strokes(of: character) {
                for (from, to) in zip(line, line.dropFirst()) {
                    segment(from, to, left: left, unit: Double(height) / grid, weight: weight, plot: plot)
                }
            }
        }
    }

    private static func segment(
        _ from: (Int, Int), _ to: (Int, Int), left: Double, unit: Double, weight: Int, plot: (_ x: Int, _ y: Int) -> Void
    ) {
        let (x0, y0, x1, y1) = (Double(from.0) * unit, Double(from.1) * unit, Double(to.0) * unit, Double(to.1) * unit)
        let steps = max(1, Int(max((x1 - x0).magnitude, (y1 - y0).magnitude) * 2))
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            let (x, y) = (Int(left + x0 + (x1 - x0) * share), Int(y0 + (y1 - y0) * share))
            for dy in 0..<weight { for dx in 0..<weight { plot(x + dx, y + dy) } }
        }
    }

    /// The lines of a letter; letters with marks are drawn as their base with the mark above.
    private static func strokes(of character: Character) -> [[(Int, Int)]] {
        let upper = Character(character.uppercased().prefix(1).isEmpty ? " " : String(character.uppercased().prefix(1)))
        let (base, mark) = marked[upper] ?? (upper, "")
        return parse(glyphs[base] ?? "") + parse(mark)
    }

    private static func parse(_ text: String) -> [[(Int, Int)]] {
        text.split(separator: ";").map { line in
            line.split(separator: " ").compactMap { point in
                let digits = point.utf8.map { Int($0) - 0x30 }
                return digits.count == 2 ? (digits[0], digits[1]) : nil
            }
        }
    }

    private static let marked: [Character: (Character, String)] = {
        var table: [Character: (Character, String)] = [:]
        let dots = "10 11;30 31"
        let acute = "21 30"
        for (letters, bases, mark) in [
            ("ÄÖÜËÏ", "AOUEI", dots), ("ÁÉÍÓÚÝŃŚŹĆ", "AEIOUYNSZC", acute), ("ÀÈÌÒÙ", "AEIOU", "10 21"),
            ("ÂÊÎÔÛ", "AEIOU", "11 20 31"), ("ÃÕÑ", "AON", "11 20 31"), ("ŠŽČŘĚĞĂ", "SZCREGA", "10 21 30"), ("ŻĖİ", "ZEI", "20 21"),
            ("ÇŞĄĘ", "CSAE", "26 16"), ("ΆΈΉΊΌΎΏ", "ΑΕΗΙΟΥΩ", acute), ("Ł", "L", "03 22"), ("Ø", "O", "06 40"),
        ] {
            for (letter, base) in zip(letters, bases) { table[letter] = (base, mark) }
        }
        return table
    }()

    private static let glyphs: [Character: String] = {
        var table: [Character: String] = [
            "A": "06 20 46;14 34", "B": "00 06 36 45 44 33 42 41 30 00;03 33", "C": "41 30 10 01 05 16 36 45", "D": "00 06 26 44 42 20 00",
            "E": "40 00 06 46;03 33", "F": "40 00 06;03 33", "G": "41 30 10 01 05 16 36 45 43 23", "H": "00 06;40 46;03 43",
            "I": "10 30;20 26;16 36", "J": "40 45 36 16 05", "K": "00 06;40 03 46", "L": "00 06 46", "M": "06 00 23 40 46",
            "N": "06 00 46 40", "O": "10 30 41 45 36 16 05 01 10", "P": "06 00 30 41 42 33 03", "Q": "10 30 41 45 36 16 05 01 10;34 46",
            "R": "06 00 30 41 42 33 03;23 46", "S": "41 30 10 01 02 13 33 44 45 36 16 05", "T": "00 40;20 26", "U": "00 05 16 36 45 40",
            "V": "00 26 40", "W": "00 16 23 36 40", "X": "00 46;40 06", "Y": "00 23 40;23 26", "Z": "00 40 06 46",
            "0": "10 30 41 45 36 16 05 01 10;41 05", "1": "11 20 26;16 36", "2": "01 10 30 41 42 06 46",
            "3": "01 10 30 41 42 33 44 45 36 16 05;13 33",
            "4": "36 30 04 44", "5": "40 00 03 33 44 45 36 06", "6": "40 20 02 05 16 36 45 44 33 03", "7": "00 40 16",
            "8": "10 30 41 42 33 13 02 01 10;13 04 05 16 36 45 44 33", "9": "43 13 02 01 10 30 41 44 26 06",
            ".": "26 26", ",": "25 16", "-": "13 33", "/": "06 40", ":": "22 22;25 25", "(": "30 12 14 36", ")": "10 32 34 16",
            "^": "12 20 32",
            "+": "21 25;03 43", "@": "34 14 12 32 34 45 41 30 10 01 05 16 36", "_": "06 46", "=": "02 42;04 44",
            "#": "10 16;30 36;02 42;04 44",
            "Б": "40 00 06 36 45 44 33 03", "Г": "40 00 06", "Д": "06 05 45 46;15 20 30 35", "Ж": "00 23 06;40 23 46;20 26",
            "З": "01 10 30 41 42 33 44 45 36 16 05;13 33", "И": "00 06 40 46", "Й": "00 06 40 46;10 21 30", "Л": "06 20 30 36",
            "П": "06 00 40 46",
            "Ф": "20 26;10 30 41 43 34 14 03 01 10", "Ц": "00 05 35 30;35 46", "Ч": "00 02 13 43;40 46", "Ш": "00 06 46 40;20 26",
            "Щ": "00 05 35 30;10 15;35 46", "Ъ": "00 10 16 36 45 44 33 13", "Ы": "00 06 26 35 34 23 03;40 46", "Ь": "00 06 36 45 44 33 03",
            "Э": "01 10 30 41 45 36 16 05;23 43", "Ю": "00 06;03 13;20 11 15 26 36 45 41 30 20", "Я": "46 40 10 01 02 13 43;23 06",
            "Ђ": "00 40;10 16;13 33 44 45 36", "Γ": "40 00 06", "Δ": "06 20 46 06", "Θ": "10 30 41 45 36 16 05 01 10;13 33",
            "Λ": "06 20 46",
            "Ξ": "00 40;13 33;06 46", "Π": "06 00 40 46", "Σ": "40 00 23 06 46", "Φ": "20 26;10 30 41 43 34 14 03 01 10",
            "Ψ": "20 26;00 03 14 34 43 40", "Ω": "06 16 04 01 10 30 41 44 36 46",
        ]
        for (letters, bases) in [("АВЕКМНОРСТУХ", "ABEKMHOPCTYX"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")] {
            for (letter, base) in zip(letters, bases) { table[letter] = table[base] }
        }
        return table
    }()
}
