import CoreMetrics
import Testing

@testable import Web

@Suite struct `Numbers for Prometheus` {
    @Test func `they are written in the text format, sorted, with escaped labels`() {
        let exposition = Exposition()
        exposition.describe("b.requests", "Line one\nback\\slash")
        Counter(label: "b.requests", dimensions: [("z", "1"), ("a", "quote\" back\\ line\n")], factory: exposition)
            .increment(by: 2)
        Counter(label: "b.requests", dimensions: [("a", "0")], factory: exposition).increment()
        Gauge(label: "a_gauge", factory: exposition).record(1.5)
        let text = exposition.text(gauges: [("c_pool", "Pool.", 3)], version: "1")
        #expect(
            text == """
                # HELP a_gauge a_gauge
                # TYPE a_gauge gauge
                a_gauge 1.5
                # HELP b_requests Line one\\nback\\\\slash
                # TYPE b_requests counter
                b_requests{a="0"} 1
                b_requests{a="quote\\" back\\\\ line\\n",z="1"} 2
                # HELP c_pool Pool.
                # TYPE c_pool gauge
                c_pool 3
                # HELP redress_build_info The version of the program.
                # TYPE redress_build_info gauge
                redress_build_info{version="1"} 1

                """)
    }

    @Test func `a histogram counts under its bounds`() {
        let exposition = Exposition()
        let timer = Timer(label: "t", dimensions: [("route", "/x")], factory: exposition)
        timer.recordMilliseconds(2)
        timer.recordSeconds(60)
        let text = exposition.text(gauges: [], version: "1")
        #expect(text.contains("t_bucket{route=\"/x\",le=\"0.001\"} 0\n"))
        #expect(text.contains("t_bucket{route=\"/x\",le=\"0.0025\"} 1\n"))
        #expect(text.contains("t_bucket{route=\"/x\",le=\"+Inf\"} 2\n"))
        #expect(text.contains("t_sum{route=\"/x\"} 60.002\n"))
        #expect(text.contains("t_count{route=\"/x\"} 2\n"))
    }
}
