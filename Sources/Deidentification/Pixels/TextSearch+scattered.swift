/// Letters that stand in no row.
extension TextSearch {
    /// Adds letters that stand in no row, where a device writes, and all that was drawn alike and stands near them: what begins there may go on
    /// in the image. Letters that a line left over belong to it. True where others stay unread.
    @discardableResult
    mutating func addScatteredLetters(in planes: [StrokeLevels], _ colours: ColourFrame?, _ frames: ClosedRange<Int>) -> Bool {
        var isUnread = false
        for plane in planes {
            for text in ScatteredLetters.texts(in: plane, evenness: 0.5) {
                let unread = text.letters.filter { mayBeUnread($0, text, colours) }
                let letters = unread.filter { judge.isBesideImage($0) }
                let (open, found) = (letters.filter { !isWhollyFound($0, frames) }, letters.filter { isWhollyFound($0, frames) })
                let seeds = open.count >= ScatteredLetters.fewest ? open : open.filter { one in found.contains { text.isNear($0, one) } }
                if !seeds.isEmpty {
                    for region in text.reached(from: seeds) where mayBeUnread(region, text, colours) && !isWhollyFound(region, frames) {
                        add(region, glyphHeight: text.hand.height, .textLikeStrokes, frames)
                    }
                    noteScattered(text)
                }
                isUnread = isUnread || unread.contains { !isWhollyFound($0, frames) }
            }
        }
        return isUnread
    }

    /// Whether enough for a name stands in what is left that looks like letters and that nobody read, or a letter like those that were blanked.
    func holdsUnreadLetters(_ planes: [StrokeLevels], _ lines: [TextLine], _ colours: ColourFrame?) -> Bool {
        if lines.contains(where: { judge.mayBeUnread($0, in: planes[$0.plane].image, colours) }) { return true }
        return planes.contains { plane in
            ScatteredLetters.texts(in: plane, evenness: 0.4, fewest: 1).contains { text in
                let unread = text.letters.filter { mayBeUnread($0, text, colours) }
                return unread.count >= ScatteredLetters.fewest || !unread.isEmpty && isScattered(text)
            }
        }
    }

    private func mayBeUnread(_ letter: PixelRegion, _ text: ScatteredText, _ colours: ColourFrame?) -> Bool {
        !isKept(letter) && colours?.isRamp(in: letter, isBright: text.isBright) != true
    }

    private func isWhollyFound(_ region: PixelRegion, _ frames: ClosedRange<Int>) -> Bool {
        findings.contains { $0.frames.contains(frames.lowerBound) && $0.region.contains(region) }
    }
}
