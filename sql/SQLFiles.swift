/// The schema of the store, inside of the binary.
public enum SQLFiles {
    /// One migration: its number, its name and its text.
    public struct Migration: Sendable, Hashable {
        /// The place in the order, from 1, without gaps.
        public let number: Int
        /// The name of the file without number and ending: `cases`.
        public let name: String
        /// The text that is run.
        public let text: String
        /// A migration.
        public init(number: Int, name: String, text: String) {
            (self.number, self.name, self.text) = (number, name, text)
        }
    }

    /// All migrations in the order of their numbers.
    public static let migrations: [Migration] = EmbeddedFiles.all
        .compactMap { file -> Migration? in
            guard file.name.hasPrefix("migrations/"), let base = file.name.split(separator: "/").last,
                let number = Int(base.prefix(4))
            else { return nil }
            return Migration(number: number, name: String(base.dropFirst(5).dropLast(4)), text: file.text)
        }
        .sorted { $0.number < $1.number }

    /// What a superuser lays over a migrated database: the guard of the trail's protections.
    public static let guardOfTheTrail = EmbeddedFiles.all.first { $0.name == "cluster/guard.sql" }?.text ?? ""
}
