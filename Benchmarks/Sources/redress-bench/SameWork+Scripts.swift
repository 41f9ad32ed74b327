import Canonical
import Casework

extension SameWork {
    /// How pgbench sends the statements.
    enum Way: String, CaseIterable, Sendable {
        case separate = "separate statements"
        case pipeline = "one pipeline"
        case function = "one PL/pgSQL function"
    }

    /// How many cases each client of pgbench works on.
    static let casesOfClient = 100

    /// What is added to the sequence to make this year's case numbers.
    static var yearBase: Int64 { Int64(Timestamp.now.day.civil.year % 100) * 10_000_000_000 }

    /// The script of "open a case".
    func openScript(_ way: Way) -> String {
        let names = Names(
            caseNo: "(\(Self.yearBase) + currval('casework.case_number'))", session: "'b-' || :client_id::text",
            digest: "decode(md5(:n::text), 'hex')")
        let draw = "SELECT nextval('casework.case_number')"
        let start = "\\set n random(1, 1000000000000)\n"
        return switch way {
        case .separate: start + Self.lines(["BEGIN", draw] + open.map(names.fill) + ["COMMIT"])
        case .pipeline:
            start + "\\startpipeline\n" + Self.lines(["BEGIN", draw] + open.map(names.fill) + ["COMMIT"])
                + "\\endpipeline\n"
        case .function: start + "SELECT bench.open_case('b-' || :client_id::text, :n::bigint);\n"
        }
    }

    /// The script of "record a step". The cases of a client follow one another from `first` on.
    func stepScript(_ way: Way, first: Int64) -> String {
        let names = Names(caseNo: ":c::bigint", session: "'b-' || :client_id::text", digest: "NULL")
        let start = "\\set c \(first) + :client_id * \(Self.casesOfClient) + random(0, \(Self.casesOfClient - 1))\n"
        return switch way {
        case .separate: start + Self.lines(["BEGIN"] + step.map(names.fill) + ["COMMIT"])
        case .pipeline:
            start + "\\startpipeline\n" + Self.lines(["BEGIN"] + step.map(names.fill) + ["COMMIT"]) + "\\endpipeline\n"
        case .function: start + "SELECT bench.record_step('b-' || :client_id::text, :c::bigint);\n"
        }
    }

    /// "Record a step" in one round trip, a statement for each table: as Redress sent it for a case that it knows, until it
    /// sent one call.
    func stepAsRedress(first: Int64) -> String {
        let names = Names(caseNo: ":c::bigint", session: "'b-' || :client_id::text", digest: "NULL")
        let start = "\\set c \(first) + :client_id * \(Self.casesOfClient) + random(0, \(Self.casesOfClient - 1))\n"
        // Without the two statements that lock the case and its place.
        let writes = step.dropFirst(2).map(names.fill)
        return start + "\\startpipeline\n" + Self.lines(["BEGIN"] + writes + ["COMMIT"]) + "\\endpipeline\n"
    }

    /// The functions, made by the superuser; they run with the rights of the caller.
    var functions: String {
        let names = Names(caseNo: "the_case", session: "the_session", digest: "decode(md5(n::text), 'hex')")
        func body(_ statements: [Statement]) -> String {
            statements.map { names.fill($0).replacing(/^SELECT/, with: "PERFORM") + ";\n" }.joined()
        }
        return """
            CREATE SCHEMA bench;
            CREATE FUNCTION bench.open_case(the_session text, n bigint) RETURNS bigint LANGUAGE plpgsql AS $f$
            DECLARE the_case bigint := \(Self.yearBase) + nextval('casework.case_number');
            BEGIN
            \(body(open))RETURN the_case;
            END $f$;
            CREATE FUNCTION bench.record_step(the_session text, the_case bigint) RETURNS void LANGUAGE plpgsql AS $f$
            BEGIN
            \(body(step))END $f$;
            GRANT USAGE ON SCHEMA bench TO redress_app;
            """
    }

    /// The words for what differs.
    private struct Names: Sendable {
        let caseNo: String
        let session: String
        let digest: String

        func fill(_ statement: Statement) -> String {
            statement.text.replacing("{case}", with: caseNo).replacing("{session}", with: session)
                .replacing("{digest}", with: digest).replacing(
                    "{id}", with: "'e-' || md5(random()::text || clock_timestamp()::text)")
        }
    }

    private static func lines(_ statements: [String]) -> String { statements.map { "\($0);\n" }.joined() }
}
