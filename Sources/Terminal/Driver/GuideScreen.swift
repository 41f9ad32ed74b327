public import Canonical
internal import Glibc

/// The guide as a full-screen program for an agent on the phone; as plain lines where there is no such terminal.
///
/// Everything that the agent sees is made by `GuideModel`, which knows no terminal; this type only carries keys, replies
/// and frames between the model, the terminal and the desk.
public struct GuideScreen: Sendable {
    private let conversation: any GuideConversation
    private let reference: String
    private let language: String
    private let words: Words
    private let now: @Sendable () -> Timestamp
    private let kinds: [ScamKind]
    private let names: @Sendable (_ list: String, _ code: String) -> String?

    /// A screen for one case.
    ///
    /// - Parameters:
    ///   - language: of the words that are said to the victim.
    ///   - interfaceLanguage: of the screen itself: `ru`, else English.
    ///   - kinds: the kinds of scam that the agent can change to when the first guess was wrong.
    ///   - names: what a code of the lists `priority`, `priority_reason` and `outcome` is called; the code is shown
    ///     when it is nil.
    public init(
        conversation: any GuideConversation, reference: String, language: String, interfaceLanguage: String,
        now: @escaping @Sendable () -> Timestamp, kinds: [ScamKind] = [],
        names: @escaping @Sendable (_ list: String, _ code: String) -> String? = { _, _ in nil }
    ) {
        self.conversation = conversation
        self.reference = reference
        self.language = language
        words = Words(language: interfaceLanguage)
        self.now = now
        self.kinds = kinds
        self.names = names
    }

    /// Guides until the agent leaves, and prints how to go on.
    ///
    /// - Throws: what the conversation throws when the guide cannot be read at the beginning; later errors are shown.
    public func run() async throws -> GuideEnd {
        let document = try await conversation.guide(language: language)
        var model = GuideModel(document, words: words, now: now(), kinds: kinds, names: names)
        if model.guide.reference.isEmpty { model.guide.reference = reference }
        let end = TerminalMode.isPossible ? await runScreen(&model) : await runLines(&model)
        writeAll(Array((model.lastWords(end).joined(separator: "\n") + "\n").utf8), to: STDOUT_FILENO)
        return end
    }

    private func runLines(_ model: inout GuideModel) async -> GuideEnd {
        let plain = PlainGuide(
            read: { readLine() }, write: { writeAll(Array(($0 + "\n").utf8), to: STDOUT_FILENO) }, now: now)
        return await plain.run(&model) { await reply(to: $0) }
    }

    private func runScreen(_ model: inout GuideModel) async -> GuideEnd {
        let (events, continuation) = AsyncStream<TerminalEvent>.makeStream()
        let driver = TerminalDriver { continuation.yield($0) }
        var screen = Screen(model: model, support: Style.Support.of(fileDescriptor: STDOUT_FILENO), now: now)
        driver.start()
        let end = await withTaskGroup(of: Void.self) { group in
            screen.draw()
            for await event in events {
                switch screen.handle(event, driver) {
                case .none, .suspend: break
                case .perform(let request): group.addTask { continuation.yield(.reply(await reply(to: request))) }
                case .leave(let end):
                    driver.stop()
                    // Who leaves twice does not want to wait; when the terminal goes, what is under way is finished.
                    if case .key = event { group.cancelAll() }
                    return end
                }
            }
            driver.stop()
            return screen.model.guide.end
        }
        model = screen.model
        return end
    }

    private func reply(to request: Request) async -> Reply {
        do {
            switch request {
            case .record(let step, let report):
                return .guide(try await conversation.record(step: step, report: report))
            case .correct(let step, let answer, let reason, let isPreview):
                let answer = try await conversation.correct(
                    step: step, answer: answer, reason: reason, preview: isPreview)
                return isPreview ? .preview(answer) : .guide(answer)
            case .interrupt(let id): return .guide(try await conversation.interrupt(id))
            case .retype(let scamType): return .guide(try await conversation.retype(scamType))
            case .note(let text): return .noted(try await conversation.note(text))
            case .reload: return .guide(try await conversation.guide(language: language))
            }
        } catch {
            let (sentence, isRetryable) = conversation.explain(error)
            return .failed(sentence: sentence, isRetryable: isRetryable)
        }
    }
}

/// The model on a terminal.
private struct Screen {
    var model: GuideModel
    private var writer: ScreenWriter
    private let now: @Sendable () -> Timestamp
    private var isSuspended = false

    init(model: GuideModel, support: Style.Support, now: @escaping @Sendable () -> Timestamp) {
        (self.model, self.now) = (model, now)
        writer = ScreenWriter(support: support)
    }

    mutating func handle(_ event: TerminalEvent, _ driver: TerminalDriver) -> Effect {
        var effect = Effect.none
        switch event {
        case .key(let key):
            if key == .control("l") { writer.forget() }
            effect = model.handle(key)
        case .reply(let reply): effect = model.receive(reply)
        case .ended: effect = .leave(model.guide.end)
        case .suspended: effect = .suspend
        case .resized: writer.forget()
        case .tick where !isSuspended: break
        case .tick, .continued:
            // A tick while the process should stand still: there was nobody to stop it, as without a shell.
            driver.resume()
            writer.forget()
            isSuspended = false
        }
        if effect == .suspend, !isSuspended {
            isSuspended = true
            driver.suspend()
        } else if !isSuspended {
            draw()
        }
        return effect
    }

    mutating func draw() {
        model.tick(now())
        let frame = model.render(TerminalMode.size)
        model.scroll = frame.scroll
        writeAll(writer.bytes(for: frame), to: STDOUT_FILENO)
    }
}
