extension Canvas {
    /// Draws capital letters and digits into the pixels, 3 x 5 dots a character, as a screen capture would hold them.
    mutating func draw(_ text: String, column: Int, row: Int, scale: Int, _ value: Int) {
        var left = column
        for character in text {
            let dots = Self.glyphs[character] ?? 0
            for dot in 0..<15 where dots >> (14 - dot) & 1 == 1 {
                for y in 0..<scale {
                    for x in 0..<scale {
                        let atColumn = left + dot % 3 * scale + x
                        let atRow = row + dot / 3 * scale + y
                        if atColumn < columns, atRow < rows { values[atRow * columns + atColumn] = Int32(value) }
                    }
                }
            }
            left += 4 * scale
        }
    }

    /// Three dots a row from the top left, the first in the highest of 15 bits.
    private static let glyphs: [Character: Int] = [
        "0": 0b111_101_101_101_111, "1": 0b010_110_010_010_111, "2": 0b111_001_111_100_111, "3": 0b111_001_111_001_111,
        "4": 0b101_101_111_001_001, "5": 0b111_100_111_001_111, "6": 0b111_100_111_101_111, "7": 0b111_001_010_010_010,
        "8": 0b111_101_111_101_111, "9": 0b111_101_111_001_111, "A": 0b010_101_111_101_101, "D": 0b110_101_101_101_110,
        "F": 0b111_100_110_100_100, "I": 0b111_010_010_010_111, "L": 0b100_100_100_100_111, "O": 0b111_101_101_101_111,
        "P": 0b111_101_111_100_100, "S": 0b111_100_111_001_111, "T": 0b111_010_010_010_010, "Z": 0b111_001_010_100_111,
        "-": 0b000_000_111_000_000, ".": 0b000_000_000_000_010, "/": 0b001_001_010_100_100, "_": 0b000_000_000_000_111,
        ":": 0b000_010_000_010_000,
    ]
}
