public import Canonical

extension ListCases {
    /// In which order cases are shown, and by what a page is continued.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// The most urgent first, then the clock that runs out first. A case that changes between two pages may move; one
        /// that does not is met exactly once.
        case queue
        /// The newest first. Nothing of it changes: every case is met exactly once, whatever happens meanwhile.
        case opened
        /// The change that is longest ago first. A case that changes between two pages is met again, with its change; none
        /// is passed over.
        case updated
    }

    /// What to look for; everything that is set must hold.
    public struct Filter: Sendable, Hashable {
        /// Cases in this status; open ones when nil.
        public var status: CaseStatus?
        /// Cases of this member of staff; `-` for cases of nobody.
        public var assignee: String?
        /// Cases this urgent.
        public var priority: Priority?
        /// Cases of this kind of scam.
        public var scamType: ScamType?
        /// Cases that came this way.
        public var channel: IntakeChannel?
        /// Cases with a broken clock.
        public var isOverdue = false
        /// Cases of the person with this phone.
        public var phone: PhoneNumber?
        /// Cases of the person with this e-mail address.
        public var email: EmailAddress?
        /// Cases that saw this trace.
        public var indicator: IndicatorValue?
        /// The case that the channel knows under this number.
        public var externalID: String?
        /// The case that somebody outside knows under this number: КУСП, a crime reference, a bank's.
        public var referralNumber: String?
        /// Cases that were changed at this moment or later, in the order of their changes.
        public var updatedSince: Timestamp?
        /// Closed cases too.
        public var includesClosed = false
        /// At most so many, 1 to 500.
        public var limit = 50
        /// Where the last page ended.
        public var after: Cursor?
        /// Everything that is open.
        public init() {}

        /// The order that what is looked for has: closed cases stand in no queue.
        public var order: Order {
            if updatedSince != nil { return .updated }
            return includesClosed || status == .closed ? .opened : .queue
        }

        /// What must not be written anywhere, for a commitment.
        var sought: JSON.Members {
            JSON.members([
                "phone": phone.map { .string($0.e164) }, "email": email.map { .string($0.description) },
                "indicator": indicator.map { .string($0.normalised) }, "external_id": externalID.map(JSON.string),
                "referral_number": referralNumber.map(JSON.string),
            ]).object ?? [:]
        }

        /// Reads the texts of a search as the command line and HTTP bring them; nil leaves a part as it is.
        ///
        /// - Parameters:
        ///   - indicator: `TYPE:VALUE`.
        ///   - place: whose national numbers a phone without a country code may be.
        /// - Throws: ``DeskError/malformed(field:problem:value:)``, without what was written.
        public mutating func seek(
            phone: String? = nil, email: String? = nil, indicator: String? = nil, externalID: String? = nil,
            referralNumber: String? = nil, updatedSince: String? = nil, in place: Jurisdiction.Place = .russia
        ) throws {
            self.phone = try phone.map { try Intake.phone($0, in: place) } ?? self.phone
            self.email = try email.map { try PartyDetails.email($0) } ?? self.email
            self.indicator = try indicator.map { try Intake.indicator($0, in: place) } ?? self.indicator
            self.externalID = try Intake.text(externalID, "external_id", limit: 200) ?? self.externalID
            self.referralNumber = try Intake.text(referralNumber, "referral_number", limit: 200) ?? self.referralNumber
            self.updatedSince =
                try updatedSince.map { text in
                    guard let moment = Timestamp(text) else {
                        throw DeskError.malformed(
                            field: "updated_since", problem: .form(example: "2026-11-22T10:30:00Z"), value: text)
                    }
                    return moment
                } ?? self.updatedSince
        }
    }

    /// The place of a case in the order of a list; opaque to callers.
    public struct Cursor: Sendable, Hashable {
        let order: Order
        let priority: Int16
        let moment: Timestamp
        let caseNo: Int64

        /// The written form.
        public var text: String { "\(order.rawValue.prefix(1)).\(priority).\(moment.microseconds).\(caseNo)" }

        /// Reads the written form; nil when it is not one.
        public init?(_ text: String) {
            let parts = text.split(separator: ".")
            guard parts.count == 4, let order = Order.allCases.first(where: { $0.rawValue.prefix(1) == parts[0] }),
                let priority = Int16(parts[1]), let moment = Int64(parts[2]), let caseNo = Int64(parts[3])
            else { return nil }
            (self.order, self.priority) = (order, priority)
            (self.moment, self.caseNo) = (Timestamp(microseconds: moment), caseNo)
        }

        /// Whether it is of the order that these cases are shown in.
        public func fits(_ filter: Filter) -> Bool { order == filter.order }

        init(_ current: Case, in order: Order) {
            (self.order, caseNo) = (order, current.caseNo)
            priority = order == .queue ? Int16(current.priority.level) : 0
            moment =
                switch order {
                case .queue: current.nextDueAt ?? .endOfTime
                case .opened: Timestamp(microseconds: 0)
                case .updated: current.updatedAt
                }
        }
    }
}

extension Timestamp {
    /// PostgreSQL's `infinity`: where cases without a clock stand in the queue.
    static let endOfTime = Timestamp(microseconds: .max)
}
