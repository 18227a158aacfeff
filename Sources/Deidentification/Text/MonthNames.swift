/// The names of the months in European languages, to read a date and to write it back in its own.
struct MonthNames: Sendable {
    static let shared = MonthNames()

    /// A name's place: the row is a language's long or short form.
    struct Entry: Sendable {
        let row: Int
        /// 1 to 12.
        let month: Int
    }

    private var entries: [UInt64: [Entry]] = [:]
    private var rows: [[String]] = []

    private init() {
        for line in lines(of: Self.table) {
            let names = line.split(separator: " ").map(String.init)
            for (number, name) in names.enumerated() {
                guard let atom = AtomizedText(Array(name.utf8)).atoms.first else { continue }
                entries[atom.hash, default: []].append(Entry(row: rows.count, month: number + 1))
            }
            rows.append(names)
        }
    }

    /// What a word may name, the likeliest first.
    func entries(of hash: UInt64) -> [Entry] { entries[hash] ?? [] }

    /// The name of a month in the form of a row, written with capitals as a word is.
    func name(of month: Int, row: Int, like style: TextAtom.Style) -> String {
        let name = rows[row][month - 1]
        if style.contains(.startsUpper), style.contains(.hasLower) { return name.prefix(1).uppercased() + name.dropFirst() }
        return style.contains(.hasUpper) ? name.uppercased() : name
    }

    /// Reports name its rows by their numbers, so new ones go to the end.
    private static let table: StaticString = """
        january february march april may june july august september october november december
        jan feb mar apr may jun jul aug sep oct nov dec
        jan feb mar apr may june july aug sept oct nov dec
        januar februar märz april mai juni juli august september oktober november dezember
        jan feb mär apr mai jun jul aug sep okt nov dez
        jänner feber mrz april mai juni juli aug sept okt nov dez
        janvier février mars avril mai juin juillet août septembre octobre novembre décembre
        janv févr mars avr mai juin juil août sept oct nov déc
        gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
        gen feb mar apr mag giu lug ago set ott nov dic
        enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
        ene feb mar abr may jun jul ago sep oct nov dic
        janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
        jan fev mar abr mai jun jul ago set out nov dez
        januari februari maart april mei juni juli augustus september oktober november december
        jan feb mrt apr mei jun jul aug sep okt nov dec
        stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
        styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
        ledna února března dubna května června července srpna září října listopadu prosince
        januari februari mars april maj juni juli augusti september oktober november december
        januar februar marts april maj juni juli august september oktober november december
        januar februar mars april mai juni juli august september oktober november desember
        jan feb mar apr maj jun jul aug sep okt nov des
        tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
        január február március április május június július augusztus szeptember október november december
        ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
        siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
        ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
        января февраля марта апреля мая июня июля августа сентября октября ноября декабря
        январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
        янв фев мар апр май июн июл авг сен окт ноя дек
        січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
        януари февруари март април май юни юли август септември октомври ноември декември
        јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра
        Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου
        Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος Αύγουστος Σεπτέμβριος Οκτώβριος Νοέμβριος Δεκέμβριος
        i ii iii iv v vi vii viii ix x xi xii
        """
}
