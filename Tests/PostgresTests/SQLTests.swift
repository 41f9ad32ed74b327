import Testing

@testable import Postgres

@Suite struct `A statement written as a literal` {
    @Test func `values become parameters`() {
        let name = "O'Hara"
        let statement: SQL = "select * from t where a = \(1) and b = \(name) and c is \(unescaped: "not null")"
        #expect(statement.text == "select * from t where a = $1 and b = $2 and c is not null")
        #expect(statement.parameters.count == 2)
    }

    @Test func `fragments are numbered anew`() {
        let condition: SQL = "a = \(1) or b = \(2)"
        let statement: SQL = "select \(0) where (\(condition)) and c = \(3)"
        #expect(statement.text == "select $1 where (a = $2 or b = $3) and c = $4")
        #expect((statement + " limit \(5)").text.hasSuffix("c = $4 limit $5"))
    }

    @Test func `identifiers are quoted`() {
        let statement: SQL = "table \(identifier: "odd \"name\"")"
        #expect(statement.text == "table \"odd \"\"name\"\"\"")
    }

    @Test func `descriptions and dumps show no values`() {
        let statement: SQL = "select \("canary-7731"), \(Array("canary-7731".utf8))"
        var dumped = ""
        dump(statement, to: &dumped)
        dump(statement.parameters, to: &dumped)
        #expect(!("\(statement) \(statement.parameters) \(String(reflecting: statement))" + dumped).contains("canary"))
        #expect(!dumped.contains("99"), "the bytes of the canary")
    }
}
