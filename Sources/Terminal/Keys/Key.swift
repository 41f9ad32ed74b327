/// One key as the terminal reports it.
enum Key: Sendable, Hashable {
    /// A letter, digit or sign, or a mark that joins the one before it.
    case character(Character)
    case enter
    case tab
    case backTab
    case escape
    case backspace
    case delete
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    /// F1 is 1.
    case function(Int)
    /// Control with a small Latin letter.
    case control(Character)
    /// Alt with a character: a hot key while a line is typed.
    case alt(Character)
    /// Text from the clipboard.
    case paste(String)
    /// A sequence that means nothing here.
    case unknown
}

extension Character {
    /// The Latin hot key on the same place of the keyboard, in lower case: `з` is `p` in the layout ЙЦУКЕН.
    var hotKey: Character {
        let lower = lowercased().first ?? self
        return Character.cyrillicKeys[lower] ?? lower
    }

    private static let cyrillicKeys = Dictionary(
        uniqueKeysWithValues: zip("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"))
}
