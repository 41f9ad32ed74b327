internal import Canonical

extension GuideModel {
    /// The screen of a size. Deterministic: the same model and size give the same frame.
    func render(_ size: Size) -> Frame {
        let header = header(width: size.width, isShort: size.height < 16)
        let footer = footer(width: size.width, isShort: size.height < 16)
        let notices = noticeLines(width: size.width)
        let rows = max(0, size.height - header.count - footer.count - notices.count)
        let sideWidth = size.width >= 96 && guide.open.count > 1 ? 32 : 0
        let body = body(width: size.width - sideWidth, listsSteps: sideWidth == 0)
        let seen = body.visible(rows: rows, scroll: scroll, more: words.more)
        var lines = seen.lines + Array(repeating: Line(), count: max(0, rows - seen.lines.count))
        if sideWidth > 0 {
            let side = stepList(width: sideWidth - 2, rows: rows)
            for row in lines.indices {
                let cell = row < side.count ? side[row] : Line()
                lines[row] =
                    lines[row].clipped(to: size.width - sideWidth).padded(to: size.width - sideWidth)
                    + Line("│ ", .faint) + cell
            }
        }
        let cursor = seen.cursor.flatMap { place -> Frame.Position? in
            guard inFlight == nil, (0..<rows).contains(place.row) else { return nil }
            return Frame.Position(row: place.row + header.count, column: place.column)
        }
        return Frame(header + lines + notices + footer, size: size, cursor: cursor, scroll: seen.scroll)
    }

    private func noticeLines(width: Int) -> [Line] {
        if inFlight != nil { return [Line("  " + words.saving, .faint)] }
        guard let notice, !(notice.isError && takesText && unsent == nil) else { return [] }
        let style = notice.isError ? Style.alarm : Style(color: .green)
        return wrapped(notice.text, width: max(1, width - 4)).prefix(4).map { Line("  " + $0, style) }
    }

    // MARK: Header

    private func header(width: Int, isShort: Bool) -> [Line] {
        let rule = Line(String(repeating: "─", count: max(0, width)), .faint)
        let name = names("priority", guide.priority).map { " " + $0 } ?? ""
        let top = Line([
            Span(" " + guide.reference + " ", .bold),
            Span(" " + guide.priority + (width >= 80 ? name : "") + " ", priorityStyle),
            Span("  " + guide.title),
        ]).flush(Line(words.counts(done: guide.done, open: guide.open.count) + " "), width: width)
        if isShort { return [top] }
        let reasons = guide.priorityReasons.map {
            names("priority_reason", $0) ?? $0.lowercased().replacing("_", with: " ")
        }
        let left = Line(" " + reasons.joined(separator: " · "), .faint)
        let clock = nearestClock(width: width)
        return [top, clock.spans.isEmpty ? left : left.flush(clock, width: width), rule]
    }

    private var priorityStyle: Style {
        switch guide.priority {
        case "P0": Style(bold: true, reversed: true, color: .red)
        case "P1": Style(bold: true, color: .yellow)
        default: .bold
        }
    }

    private func nearestClock(width: Int) -> Line {
        guard let step = guide.nearest else { return Line() }
        let clock = clock(step)
        let room = max(0, width / 2 - clock.width - 4)
        return Line([Span(step.text.truncated(to: room) + "  ")]) + clock + Line(" ")
    }

    /// The clock of a step: what is left, red and counting up when it is broken.
    func clock(_ step: GuideStep) -> Line {
        guard let due = step.due else { return Line() }
        if step.deadlineState == "paused" { return Line(words.paused, .faint) }
        let seconds = due.seconds - now.seconds
        if seconds <= 0 { return Line("\(words.late) \(countdown(-seconds))", .alarm) }
        let isNear = step.deadlineState == "warned" || seconds < 60
        return Line("\(words.left) \(countdown(seconds))", Style(bold: true, color: isNear ? .yellow : nil))
    }

    /// `04:59`, `1:02:03`, `2d 03:12:05`.
    func countdown(_ seconds: Int64) -> String {
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        let clock = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        if seconds >= 86_400 { return "\(seconds / 86_400)\(words.day) \(two(seconds / 3600 % 24)):\(clock)" }
        return seconds >= 3600 ? "\(seconds / 3600):\(clock)" : clock
    }

    // MARK: Side

    /// The open steps with their clocks.
    private func stepList(width: Int, rows: Int) -> [Line] {
        var lines = [Line(words.openSteps, .faint), Line()]
        let steps = guide.listed
        for (place, step) in steps.enumerated() {
            let entry = listEntry(step, width: width)
            // What does not fit is counted, so that nobody takes the list for whole.
            if lines.count + entry.count > rows - (place + 1 < steps.count ? 1 : 0) {
                lines.append(Line("  + " + words.moreSteps(steps.count - place), .faint))
                break
            }
            lines += entry
            lines.append(Line())
        }
        return Array(lines.prefix(max(0, rows)))
    }

    /// A step of the list: the beginning of its words, and its clock.
    private func listEntry(_ step: GuideStep, width: Int) -> [Line] {
        let isShown = step.path == self.step?.path
        let room = max(1, width - 3)
        let texts = wrapped(step.text.isEmpty ? step.path : step.text, width: room).beginning(
            isShown ? 3 : 2, width: room)
        let lines = texts.enumerated().map { index, text in
            Line((index == 0 && isShown ? "▶ " : "  ") + text, isShown ? .bold : .plain)
        }
        let clock = clock(step)
        return clock.spans.isEmpty ? lines : lines + [Line("  ") + clock]
    }
}
