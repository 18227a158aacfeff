/// Units that queries may use, and how they turn into the unit of an attribute.
///
/// A factor is a quotient of two numbers that are exact in binary, so that `0.3 cm` is 3 mm and not nearly so. Weeks have 7 days; months
/// and years have their mean length in the Gregorian calendar, 30.436875 and 365.2425 days.
enum Units {
    private struct Unit {
        let dimension: String
        let numerator: Double
        let denominator: Double

        init(_ dimension: String, _ numerator: Double, per denominator: Double = 1) {
            self.dimension = dimension
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// `number` of one unit in another one; nil when one is unknown or they do not measure the same.
    static func convert(_ number: Double, from unit: String, to target: String) -> Double? {
        guard let source = units[folded(unit)], let goal = units[folded(target)], source.dimension == goal.dimension else { return nil }
        let result = number * (source.numerator * goal.denominator) / (source.denominator * goal.numerator)
        return result.isFinite ? result : nil
    }

    /// `number` of a unit in the unit of an attribute, for which an amount of its substance is a mass too; nil as ``convert(_:from:to:)``.
    static func convert(_ number: Double, from unit: String, toUnitOf attribute: Attribute) -> Double? {
        guard let own = attribute.unit else { return nil }
        if let result = convert(number, from: unit, to: own) { return result }
        // A micromole weighs as many micrograms as the substance has grams a mole.
        guard let mass = gramsPerMole[attribute.name], let amount = convert(number, from: unit, to: "umol/L") else { return nil }
        return convert(amount * mass, from: "ug/L", to: own)
    }

    /// Molar masses of what laboratories measure as an amount: creatinine is C4H7N3O.
    private static let gramsPerMole = ["creatinine": 113.12]

    /// Whether a word is a unit of anything.
    static func isUnit(_ word: String) -> Bool { units[folded(word)] != nil }

    private static func folded(_ unit: String) -> String {
        unit.lowercased().replacing("\u{B5}", with: "u").replacing("\u{3BC}", with: "u").replacing("\u{B2}", with: "2")
            .replacing("_", with: "-")
    }

    private static let units: [String: Unit] = {
        var result: [String: Unit] = [:]
        func add(_ names: [String], _ unit: Unit) { for name in names { result[name] = unit } }
        add(["day", "days", "d"], Unit("time", 1))
        add(["week", "weeks", "wk", "w"], Unit("time", 7))
        add(["month", "months", "mo"], Unit("time", 146_097, per: 4800))
        add(["year", "years", "y", "yr", "yrs", "a"], Unit("time", 146_097, per: 400))
        add(["ms"], Unit("short time", 1))
        add(["s", "sec", "second", "seconds"], Unit("short time", 1000))
        add(["mm"], Unit("length", 1))
        add(["cm"], Unit("length", 10))
        add(["um"], Unit("length", 1, per: 1000))
        add(["ml", "cc", "cm3"], Unit("volume", 1))
        add(["mm3"], Unit("volume", 1, per: 1000))
        add(["l"], Unit("volume", 1000))
        add(["ng/ml", "ug/l"], Unit("mass in volume", 1))
        add(["pg/ml", "ng/l"], Unit("mass in volume", 1, per: 1000))
        add(["ug/ml", "mg/l"], Unit("mass in volume", 1000))
        add(["mg/dl"], Unit("mass in volume", 10_000))
        add(["g/dl"], Unit("mass in volume", 10_000_000))
        add(["g/l"], Unit("mass in volume", 1_000_000))
        add(["ng/ml2", "ng/ml/ml", "ng/ml/cm3"], Unit("density of a marker", 1))
        // UCUM writes international units in brackets.
        add(["u/ml", "iu/ml", "[iu]/ml", "ku/l", "kiu/l", "k[iu]/l"], Unit("activity in volume", 1))
        add(["umol/l"], Unit("amount in volume", 1))
        add(["mmol/l"], Unit("amount in volume", 1000))
        add(["%", "percent"], Unit("share", 1))
        add(["kv", "kvp"], Unit("voltage", 1))
        add(["v"], Unit("voltage", 1, per: 1000))
        add(["t", "tesla"], Unit("field", 1))
        add(["mt"], Unit("field", 1, per: 1000))
        add(["gauss"], Unit("field", 1, per: 10_000))
        add(["mas"], Unit("charge", 1))
        add(["uas"], Unit("charge", 1, per: 1000))
        add(["gy"], Unit("dose", 1000))
        add(["cgy"], Unit("dose", 10))
        add(["mgy"], Unit("dose", 1))
        add(["s/mm2"], Unit("diffusion weighting", 1))
        add(["pack-years", "pack-year", "{pack-years}", "{pack-year}"], Unit("smoking", 1))
        add(["kg/m2"], Unit("body mass", 1))
        return result
    }()
}
