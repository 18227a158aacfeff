import Foundation
import TestSupport
import Testing

@testable import Cohorts

@Suite("The text form of queries")
struct QueryTextTests {
    @Test(
        "is understood and written in one form",
        arguments: [
            ("", "everything"),
            ("  *  ", "everything"),
            ("diagnosis = prostate and modality = MR and age 50..75", "age 50..75 and diagnosis = prostate and modality = MR"),
            ("DIAGNOSIS = SNOMEDCT399068003", "diagnosis = prostate"),
            ("diagnosis = \"Prostate Cancer\"", "diagnosis = prostate"),
            ("diagnosis = C61", "diagnosis = prostate"),
            ("diagnosis = C50.9", "diagnosis = breast"),
            ("gender = F", "sex = female"),
            ("psa > 10 or isup in (4,5)", "isup 4..5 or psa > 10"),
            ("isup > 3", "isup >= 4"),
            ("isup in (1, 3, 4)", "isup in (1, 3..4)"),
            ("isup != 3", "isup in (<= 2, >= 4)"),
            ("psa >= 4 and psa <= 10", "psa 4..10"),
            ("psa >= 4 and psa < 10", "psa 4..<10"),
            ("psa > 4 and psa < 10", "psa 4<..<10"),
            ("psa between 4 and 10", "psa 4..10"),
            ("psa 4..", "psa >= 4"),
            ("psa ..10", "psa <= 10"),
            ("psa = 4..10", "psa 4..10"),
            ("psa 4 ng/mL..10 ng/mL", "psa 4..10"),
            ("psa > 10ng/ml", "psa > 10"),
            ("kvp > 100 kV", "kvp > 100"),
            ("psa ≥ 10", "psa >= 10"),
            ("slice_thickness <= 0.3 cm", "slice_thickness <= 3"),
            ("psa > 4 ug/L", "psa > 4"),
            ("psa > 4 µg/L", "psa > 4"),
            ("hemoglobin < 120 g/L", "hemoglobin < 12"),
            ("field_strength = 1500 mT", "field_strength = 1.5"),
            ("radiotherapy_dose >= 6000cGy", "radiotherapy_dose >= 60"),
            ("age >= 600 months", "age >= 50"),
            ("days_from_diagnosis 0..2 weeks", "days_from_diagnosis 0..14"),
            ("days_from_diagnosis > 3 months", "days_from_diagnosis >= 92"),
            ("days_from_psa in (-1 year..0, > 10 weeks)", "days_from_psa in (-365..0, >= 71)"),
            ("study(days_from_psa 0..90 days and modality = MR)", "study(days_from_psa 0..90 and modality = MR)"),
            ("morphology = 8140/3", "morphology = adenocarcinoma"),
            ("topography = C34.1", "topography = lung"),
            ("diagnosis = \"ICD10:C61\"", "diagnosis = prostate"),
            ("stage >= III and stage < IV", "stage in (III, IIIA, IIIB, IIIC)"),
            (
                "diagnosis = prostate and (psa > 10 or isup in (4, 5)) and series(modality = MR and slice_thickness <= 3 and b_value >= 1400) "
                    + "and not treated_before_imaging",
                "diagnosis = prostate and (isup 4..5 or psa > 10) and not treated_before_imaging = true and "
                    + "series(b_value >= 1400 and modality = MR and slice_thickness <= 3)"
            ),
            ("psa < 4 or psa >= 4", "psa is known"),
            ("psa < 4 and psa > 10", "nothing"),
            ("psa > 10 and not psa > 20", "psa 10<..20"),
            ("not psa = 4", "not psa = 4"),
            ("not not psa = 4", "psa = 4"),
            ("psa is missing", "not psa is known"),
            ("psa is not known", "not psa is known"),
            ("psa is known or psa is missing", "everything"),
            ("sex != male", "sex in (female, other, unknown)"),
            ("sex in (male, female, other, unknown)", "sex is known"),
            ("ct >= T3", "ct in (T3, T3a, T3b, T4, T4a, T4b)"),
            ("ct = cT2", "ct = T2"),
            ("significant_cancer", "significant_cancer = true"),
            ("not significant_cancer", "not significant_cancer = true"),
            ("significant_cancer != yes", "significant_cancer = false"),
            ("modality = MR or modality = CT", "modality in (CT, MR)"),
            ("modality = MR and modality = CT", "modality = CT and modality = MR"),
            ("modality != MRI", "modality != MR"),
            ("modality not in (MR, CT)", "modality not in (CT, MR)"),
            ("series(modality = MR)", "modality = MR"),
            ("study(modality = MR)", "modality = MR"),
            ("study(series(modality = MR))", "modality = MR"),
            ("series(modality = MR and modality = CT)", "nothing"),
            ("series(modality = MR or slice_thickness < 3)", "modality = MR or slice_thickness < 3"),
            (
                "series(modality = MR and slice_thickness <= 3 mm and b_value >= 1400)",
                "series(b_value >= 1400 and modality = MR and slice_thickness <= 3)"
            ),
            ("b_value >= 1000 and b_value <= 500", "b_value <= 500 and b_value >= 1000"),
            ("study(days_from_diagnosis < 0 and modality = MR)", "study(days_from_diagnosis <= -1 and modality = MR)"),
            ("series(days_from_diagnosis = -5..10)", "series(days_from_diagnosis -5..10)"),
            ("manufacturer = \"GE Healthcare\"", "manufacturer = ge"),
            ("manufacturer = \"Acme Corp\"", "manufacturer = \"acme corp\""),
            ("manufacturer = \"SIEMENS NIXDORF\"", "manufacturer = siemens"),
            ("model contains Skyra", "model contains \"skyra\""),
            ("sop_class = 1.2.840.10008.5.1.4.1.1.4", "sop_class = MRImageStorage"),
            ("her2 in (0, 1+)", "her2 in (0, 1+)"),
            ("gleason = 3+4", "gleason = 7"),
            ("(sex = male or psa > 4) and (psa > 4 or sex = male)", "psa > 4 or sex = male"),
            ("sex = male or (sex = male and psa > 4)", "sex = male"),
            ("sex = male and (sex = male or psa > 4)", "sex = male"),
            ("not (sex = male and psa > 4)", "not psa > 4 or not sex = male"),
            ("everything and sex = male", "sex = male"),
            ("nothing or sex = male", "sex = male"),
            ("not everything", "nothing"),
        ])
    func canonical(text: String, expected: String) throws {
        let query = try Query(text: text)
        #expect(query.canonicalText == expected)
        #expect(try Query(text: expected).canonicalText == expected)
        #expect(query.unsupported.isEmpty)
    }

    @Test(
        "says what is wrong, where, and what was probably meant",
        arguments: [
            ("diagnois = prostate", "no attribute is called \"diagnois\" (at character 0); did you mean \"diagnosis\"?"),
            ("sex = male and modalty = MR", "no attribute is called \"modalty\" (at character 15); did you mean \"modality\"?"),
            ("diagnosis = prostrate", "diagnosis has no value \"prostrate\" (at character 12); did you mean \"prostate\"?"),
            (
                "manufacturer = Seimens",
                "manufacturer has no value \"Seimens\"; put it in double quotes if it is meant so (at character 15); did you mean \"siemens\"?"
            ),
            ("sex = ", "expected a value of sex, found the end (at character 6)"),
            ("sex", "expected a comparison after sex, such as \"sex = male\", found the end (at character 3)"),
            ("psa > high", "psa is compared with numbers, not with \"high\" (at character 6)"),
            ("psa > 10 mm", "psa is measured in ng/mL, not in \"mm\" (at character 9); did you mean \"ng/mL\"?"),
            ("slice_thickness <= 3 weeks", "slice_thickness is measured in mm, not in \"weeks\" (at character 21); did you mean \"mm\"?"),
            ("age > 50 modality = MR", "expected \"and\", \"or\" or the end, found \"modality\" (at character 9)"),
            ("isup > 3 years", "isup has no unit; found \"years\" (at character 9)"),
            ("psa 10..4", "the range ends before it begins; write the smaller number first (at character 4)"),
            ("sex > male", "the values of sex have no order; use \"=\" or \"in\" (at character 4)"),
            ("sex contains ma", "sex is compared by its values, not by parts of words; use \"=\" or \"in\" (at character 13)"),
            ("(sex = male", "this parenthesis is never closed (at character 0)"),
            ("sex = male)", "this closing parenthesis has no opening one (at character 10)"),
            ("isup in (4, 5", "this list is never closed (at character 8)"),
            ("isup in (4 5)", "isup has no unit; found \"5\" (at character 11)"),
            ("sex = male sex = female", "expected \"and\", \"or\" or the end, found \"sex\" (at character 11)"),
            ("sex = male and", "expected a condition, found the end (at character 14)"),
            ("and sex = male", "expected a condition, found \"and\" (at character 0)"),
            ("series(sex = male)", "sex is known of the patient: write it outside series(...) (at character 7)"),
            ("series(study(modality = MR))", "study(...) cannot stand inside series(...) (at character 7)"),
            ("series()", "expected a condition, found \")\" (at character 7)"),
            ("model = \"Skyra", "the quotation mark is never closed (at character 8)"),
            ("psa ; drop", "a character that no query contains; put text in double quotes (at character 4)"),
            ("psa is high", "expected \"known\" or \"missing\", found \"high\" (at character 7)"),
            ("psa between 4 or 10", "expected \"and\" between the two ends, found \"or\" (at character 14)"),
            ("age 1e999", "age is compared with numbers, not with \"1e999\" (at character 4)"),
        ])
    func errors(text: String, expected: String) throws {
        let error = try #require(throws: QueryError.self) { try Query(text: text) }
        #expect(error.description == expected)
    }

    @Test("points at the place")
    func pointer() throws {
        let text = "sex = male and modalty = MR"
        let error = try #require(throws: QueryError.self) { try Query(text: text) }
        #expect(error.code == .unknownAttribute)
        #expect(error.pointer(in: text).hasPrefix("sex = male and modalty = MR\n               ^^^^^^^\n"))
    }

    @Test("refuses what is too large before it costs anything")
    func limits() {
        func code(_ text: String) -> QueryError.Code? {
            do {
                _ = try Query(text: text)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(String(repeating: "(", count: 40) + "sex = male" + String(repeating: ")", count: 40)) == .tooLarge)
        #expect(code(String(repeating: "not ", count: 4000) + "sex = male") == .tooLarge)
        #expect(code(String(repeating: "(", count: 16_384)) == .tooLarge)
        #expect(code(Array(repeating: "psa = 1", count: 300).joined(separator: " or ")) == .tooLarge)
        #expect(code("isup in (" + Array(repeating: "1", count: 300).joined(separator: ",") + ")") == .tooLarge)
        #expect(code("model = \"" + String(repeating: "a", count: 300) + "\"") == .tooLarge)
        #expect(code(String(repeating: "a", count: 300) + " = 1") == .tooLarge)
        #expect(code(String(repeating: " ", count: 20_000)) == .tooLarge)
        #expect(code("sex = male\u{0} or psa > 1") == .syntax)
        #expect(code("(a+)+$ = 1") == .syntax)
    }

    @Test("means the same when its canonical text is read again, or is refused: joined lists, letters that join what follows, long values")
    func readBack() throws {
        let lists = ["a", "b"].map { prefix in "model in (" + (0..<256).map { "\(prefix)\($0)" }.joined(separator: ", ") + ")" }
        for text in [lists.joined(separator: " or "), "model contains \"ab\u{0D4E}\""] {
            #expect(throws: QueryError.self, "\(text.prefix(40))") { try Query(text: text) }
        }
        let long = String(repeating: "x", count: 63)
        for text in ["model = \"\(long) yz\"", "model contains \"e\u{301}\"", "model contains \"é\"", lists[0]] {
            let query = try Query(text: text)
            #expect(try Query(text: query.canonicalText).canonicalText.utf8.elementsEqual(query.canonicalText.utf8))
        }
        let (composed, decomposed) = (try Query(text: "model contains \"é\""), try Query(text: "model contains \"e\u{301}\""))
        #expect(composed.canonicalText.utf8.elementsEqual(decomposed.canonicalText.utf8))
    }

    @Test("takes an amount of a substance for its mass, as laboratories measure it")
    func amounts() throws {
        #expect(try Query(text: "creatinine > 100 umol/L").canonicalText.hasPrefix("creatinine > 1.13"))
        #expect(throws: QueryError.self) { try Query(text: "psa > 10 umol/L") }
    }

    @Test("random bytes and random cuts of queries never do worse than an error", arguments: 0..<20)
    func fuzz(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "(", ")", "and", "or", "not", "in", "series", "study", "(", "psa", "modality", "sex", "male", "=", "!=", ">", "<", "..", "<..",
            "1", "2.5", "-", "\"", ",", "between", "is", "known", "contains", "unsupported", "é", "🙂", "\\", "MR", "isup",
        ]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 1..<20, using: &generator)).map { _ in generator.pick(pieces) }
                .joined(separator: generator.pick([" ", ""]))
            for unknown in [Query.UnknownNames.refuse, .markUnsupported] {
                if let query = try? Query(text: text, unknown: unknown) {
                    #expect((try? Query(text: query.canonicalText))?.canonicalText == query.canonicalText, "\(text)")
                }
            }
        }
    }

    @Test("a node with an older vocabulary keeps unknown names as unsupported, never drops them")
    func olderVocabulary() throws {
        let query = try Query(text: "sex = male and (new_marker > 4 or diagnosis = newcancer)", unknown: .markUnsupported)
        #expect(query.unsupported == ["new_marker", "diagnosis = newcancer"])
        let index = CohortIndex(patients: [Patient(id: "a", sex: .male)])
        #expect(index.unsupported(in: query) == ["new_marker", "diagnosis = newcancer"])
        let again = try Query(text: query.canonicalText)
        #expect(Set(again.unsupported) == Set(query.unsupported))
    }

    @Test("simplification cannot remove an unsupported criterion")
    func unsupportedSurvives() throws {
        for text in [
            "nothing and unsupported(\"x y\")", "everything or unsupported(\"x y\")", "psa > 1 and psa < 0 and not unsupported(\"x y\")",
        ] {
            let query = try Query(text: text)
            #expect(query.unsupported == ["x y"])
            #expect(try Query(text: query.canonicalText).unsupported == ["x y"])
        }
    }
}
