import Testing

@testable import Postgres

@Suite struct `Values on their way through the server` {
    private func check<Value: SQLEncodable & SQLDecodable & Equatable>(
        _ values: [Value], as type: String, on connection: Connection, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let statements: [SQL] = values.map { "select \($0)::\(unescaped: type) as value" }
        let results = try await connection.pipeline(statements)
        for (value, result) in zip(values, results) {
            #expect(try result.rows[0].decode(Value.self, "value") == value, sourceLocation: sourceLocation)
        }
        let null = try await connection.query("select \(Value?.none)::\(unescaped: type) as value")
        #expect(try null[0]["value", as: Value?.self] == nil, sourceLocation: sourceLocation)
    }

    @Test func `whole numbers come back, extremes included`() async throws {
        let connection = try await TestServer.connect()
        var dice = Dice()
        let many = (0..<200).map { _ in Int64.random(in: .min ... .max, using: &dice) }
        try await check([0, 1, -1, .max, .min] + many, as: "int8", on: connection)
        try await check([0, 1, -1, Int.max, .min], as: "int8", on: connection)
        try await check([0, Int32.max, .min] + many.map { Int32(truncatingIfNeeded: $0) }, as: "int4", on: connection)
        try await check([0, Int16.max, .min] + many.map { Int16(truncatingIfNeeded: $0) }, as: "int2", on: connection)
        try await check([true, false], as: "bool", on: connection)
        let infinite: [Double] = [
            0, -0.0, 1.5, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        try await check(infinite, as: "float8", on: connection)
    }

    @Test func `text and bytes come back, empty and odd ones included`() async throws {
        let connection = try await TestServer.connect()
        var dice = Dice()
        let texts = (0..<100).map { _ in
            String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0..<40, using: &dice)).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 1..<0x11_0000, using: &dice))
                    }))
        }
        let odd = ["", " ", "Ж", "漢字", "👩‍👩‍👧", "a\tb\nc\\d'e\"f", "\u{1}", String(repeating: "я", count: 100_000)]
        try await check(odd + texts, as: "text", on: connection)
        let bytes = (0..<100).map { count in (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) } }
        try await check([[], [0], [0, 0]] + bytes, as: "bytea", on: connection)
    }

    @Test func `times, days and JSON come back`() async throws {
        let connection = try await TestServer.connect()
        var dice = Dice()
        let times = (0..<100).map { _ in
            PGTimestamp(
                microsecondsSince1970: .random(in: -60_000_000_000_000_000...60_000_000_000_000_000, using: &dice))
        }
        try await check(
            [.infinity, .minusInfinity, PGTimestamp(microsecondsSince1970: 0)] + times, as: "timestamptz",
            on: connection)
        let days = [0, 1, -1, 10_957, 20_000, .max, .min].map { PGDate(daysSince1970: $0) }
        try await check(days, as: "date", on: connection)
        try await check([JSONB(text: "{\"a\": [1, null, \"ж\"]}"), JSONB(text: "null")], as: "jsonb", on: connection)
        let row = try await connection.query("select '2026-11-22 10:00:00.000001+00'::timestamptz, date '1970-01-02'")[
            0]
        #expect(try row[0, as: PGTimestamp.self].microsecondsSince1970 == 1_795_341_600_000_001)
        #expect(try row[1, as: PGDate.self].daysSince1970 == 1)
    }

    @Test func `arrays come back, with NULL in them too`() async throws {
        let connection = try await TestServer.connect()
        try await check([[], [1, .max, .min]] as [[Int64]], as: "int8[]", on: connection)
        try await check([[], ["", "ж", "a,b", "{}", "NULL"]], as: "text[]", on: connection)
        try await check([[], [[], [0], [1, 2]]] as [[[UInt8]]], as: "bytea[]", on: connection)
        try await check([[true, false]], as: "bool[]", on: connection)
        try await check([[1, nil, 3]] as [[Int64?]], as: "int8[]", on: connection)
        try await check([[nil, "x"]] as [[String?]], as: "text[]", on: connection)
        let rows = try await connection.query(
            "select x from unnest(\(["b", "a"])) with ordinality as t(x, n) order by n")
        #expect(try rows.map { try $0.decode(String.self, "x") } == ["b", "a"])
    }

    @Test func `text reads what is text at heart`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple("create type pg_temp.mood as enum ('calm', 'weary')")
        let row = try await connection.query(
            """
            select 'ab'::name, 'c'::"char", 'x'::varchar, '{"a":1}'::json, '{"a":1}'::jsonb, 12345678901234567890.120::numeric,
                   'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '42'::xid8, 'weary'::pg_temp.mood, 5::oid, -0.0001::numeric
            """)[0]
        let expected = [
            "ab", "c", "x", "{\"a\":1}", "{\"a\": 1}", "12345678901234567890.120",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "42", "weary", "5", "-0.0001",
        ]
        for (index, text) in expected.enumerated() { #expect(try row[index, as: String.self] == text) }
        let sum = try await connection.query(
            "select sum(x) as s, 'calm'::pg_temp.mood = \("calm") as same from (values (1::int8), (20000)) t(x)")
        #expect(try sum[0].decode(Int64.self, "s") == 20001)
        #expect(try sum[0].decode(Bool.self, "same"))
    }

    @Test(arguments: [
        "0", "1", "-1", "10000", "123456789.5", "0.00001", "1e20", "99999999", "-12345.6789000", "NaN", "0.10",
    ])
    func `a numeric reads as the server writes it`(text: String) async throws {
        let connection = try await TestServer.connect()
        let row = try await connection.query("select \(text)::numeric as n, (\(text)::numeric)::text as t")[0]
        #expect(try row.decode(String.self, "n") == row.decode(String.self, "t"))
    }

    @Test func `a column that holds something else is named with its type and without its value`() async throws {
        let connection = try await TestServer.connect()
        let row = try await connection.query(
            "select 'canary-7731' as phone, null::int4 as age, '10.0.0.1'::inet as address, row(1,'x') as r, 70000::int4 as big"
        )[0]
        func message<Value: SQLDecodable>(_ type: Value.Type, _ name: String) async throws -> String {
            let error = try await postgresError { _ = try row.decode(type, name) }
            #expect(error.kind == .decoding)
            return error.description
        }
        #expect(
            try await message(Int64.self, "phone")
                == "column \"phone\" is text, which does not decode as a whole number, asked for Int64")
        #expect(try await message(Int64.self, "age") == "column \"age\" is NULL, asked for Int64")
        #expect(
            try await message(String.self, "address").contains(
                "is inet, which does not decode as String; cast it in the statement: ::text"))
        #expect(try await message(String.self, "r").contains("record"))
        #expect(
            try await message(Int16.self, "big")
                == "column \"big\" holds a int4 out of the range of Int16, asked for Int16")
        #expect(try await message(String.self, "nothing") == "there is no column \"nothing\" in the result")
        #expect(try await message([String].self, "phone").contains("is text"))
    }
}
