/// The geometry of an SVG picture, read back from its text.
struct PictureSurvey {
    struct Box {
        let step: String
        let left: Int
        let top: Int
        let right: Int
        let bottom: Int

        func meets(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
        func holds(_ other: Box) -> Bool {
            left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom
        }
    }
    private(set) var boxes: [Box] = []
    private(set) var frames: [Box] = []
    private(set) var labels: [Box] = []
    private(set) var page: Box

    init?(_ svg: String) {
        guard let size = svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/), let width = Int(size.1),
            let height = Int(size.2)
        else { return nil }
        page = Box(step: "", left: 0, top: 0, right: width, bottom: height)
        for match in svg.matches(of: /data-step="([^"]*)" data-box="(\d+) (\d+) (\d+) (\d+)"/) {
            boxes.append(Self.box(String(match.1), match.2, match.3, match.4, match.5))
        }
        for match in svg.matches(of: /<rect class="frame" x="(-?\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/) {
            frames.append(Self.box("frame", match.1, match.2, match.3, match.4))
        }
        for match in svg.matches(of: /<g><rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/) {
            labels.append(Self.box("label", match.1, match.2, match.3, match.4))
        }
    }

    private static func box(
        _ step: String, _ x: Substring, _ y: Substring, _ width: Substring, _ height: Substring
    ) -> Box {
        let (left, top) = (Int(x) ?? -1, Int(y) ?? -1)
        return Box(step: step, left: left, top: top, right: left + (Int(width) ?? 0), bottom: top + (Int(height) ?? 0))
    }

    /// Pairs of boxes or labels that lie upon each other.
    var overlaps: [String] {
        let all = boxes + labels
        var found: [String] = []
        for (index, one) in all.enumerated() {
            for other in all[(index + 1)...] where one.meets(other) { found.append("\(one.step) and \(other.step)") }
        }
        return found
    }

    /// Frames that cut each other or a box, and whatever leaves the page.
    var strays: [String] {
        var found = (boxes + labels + frames).filter { !page.holds($0) }.map { "\($0.step) is outside" }
        for (index, frame) in frames.enumerated() {
            let others = boxes + labels + frames[(index + 1)...]
            for other in others where frame.meets(other) && !frame.holds(other) && !other.holds(frame) {
                found.append("a frame cuts \(other.step)")
            }
        }
        return found
    }
}
