internal import Casework
internal import Hummingbird

/// The pages and forms of the console.
enum ConsoleRoutes {
    static let all: [Route] = [
        Route(method: .get, pattern: "/", work: .page { _ in Reply.go(to: "/console") }),
        Route(
            method: .get, pattern: "/console/static/{name}", work: .page { call in try Assets.reply(call.values[0]) }),
        Route(method: .post, pattern: "/console/sign-in", work: .page(SignIn.enter)),
        Route(method: .post, pattern: "/console/sign-out", work: .page(SignIn.leave)),
        Route(method: .post, pattern: "/console/language", work: .page(SignIn.speak)),
        Route(method: .get, pattern: "/console", work: Desktop.page(QueuePage.show)),
        Route(method: .get, pattern: "/console/find", work: Desktop.page(QueuePage.find)),
        Route(method: .post, pattern: "/console/search", work: Desktop.page(QueuePage.search)),
        Route(method: .get, pattern: "/console/cases/new", work: Desktop.page(OpenPage.show)),
        Route(method: .post, pattern: "/console/cases", work: Desktop.page(OpenPage.open)),
        Route(method: .get, pattern: "/console/cases/{ref}", work: Desktop.page(GuidePage.show)),
        Route(method: .post, pattern: "/console/cases/{ref}/record", work: Desktop.page(GuideForms.record)),
        Route(method: .post, pattern: "/console/cases/{ref}/interrupt", work: Desktop.page(GuideForms.interrupt)),
        Route(method: .post, pattern: "/console/cases/{ref}/note", work: Desktop.page(GuideForms.note)),
        Route(method: .post, pattern: "/console/cases/{ref}/assign", work: Desktop.page(GuideForms.assign)),
        Route(method: .post, pattern: "/console/cases/{ref}/scam-type", work: Desktop.page(GuideForms.retype)),
        Route(method: .post, pattern: "/console/cases/{ref}/close", work: Desktop.page(GuideForms.close)),
        Route(method: .post, pattern: "/console/cases/{ref}/reopen", work: Desktop.page(GuideForms.reopen)),
        Route(method: .get, pattern: "/console/cases/{ref}/correct", work: Desktop.page(CorrectPage.show)),
        Route(method: .post, pattern: "/console/cases/{ref}/correct", work: Desktop.page(CorrectPage.correct)),
        Route(method: .get, pattern: "/console/cases/{ref}/facts", work: Desktop.page(FactsPage.show)),
        Route(method: .get, pattern: "/console/cases/{ref}/handout", work: Desktop.page(FactsPage.handout)),
    ]
}
