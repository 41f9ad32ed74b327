/// One numbered step of a card, with all ways to go on.
struct CardEntry {
    /// A place to go to.
    enum Target: Equatable {
        /// The entry that this mark stands on.
        case mark(Int)
        /// The card is over; the caller's card goes on.
        case cardEnd
        /// Back to the step that was left for a side path.
        case whereItWasLeft
        /// Nothing follows at all.
        case stop
    }
    /// A line under the words.
    enum Line {
        /// A box to tick, and where it leads.
        case tick(String, Target?)
        /// Something to write on the line behind it.
        case blank(String)
        /// Something to know.
        case note(String)
        /// When the step is left out, and where that leads.
        case onlyIf(String, Target)
    }
    let step: Step
    let kind: String
    let words: String
    var lines: [Line] = []
    /// The clock, in words.
    let clock: String?
    /// Where to go when no line says otherwise.
    var next: Target
    /// The branch or case that begins here.
    let heading: String?
}
