extension NormalisationError {
    /// What is wrong with a trace of a type, said so that the agent knows what to ask again. The value itself is not
    /// repeated: it may be somebody's number.
    func explanation(of field: String, type: IndicatorType) -> Explanation {
        let subject = "This is not \(field.withArticle) of the type \(type.rawValue)"
        let example = "It looks like \(type.rawValue):\(type.example)."
        func told(_ reason: String, _ wayOut: String) -> Explanation {
            Explanation(.badInput, "malformed", "\(subject): \(reason).", wayOut: wayOut, field: field)
        }
        return switch self {
        case .empty: told("nothing stands behind the colon", example)
        case .tooShort(let minimum): told("it is shorter than \(minimum) signs", example)
        case .tooLong(let maximum): told("it is longer than \(maximum) signs", example)
        case .invalidCharacter(let character):
            told("the sign “\(character.isNumber ? "digit" : String(character))” cannot stand there", example)
        case .checksum:
            Explanation(
                .badInput, "check-digits",
                "\(subject): its check digits do not fit, so a sign was misheard or mistyped.",
                wayOut: "Ask for it again, sign by sign, or have it copied.", field: field)
        case .countryNeeded:
            told("a national number says nothing without its country", "Put + and the country code in front: +7, +44.")
        case .unknownForm: told("its form is not known", example)
        }
    }
}

extension IndicatorType {
    /// A value of the type, for messages.
    var example: String {
        switch self {
        case .phone, .forwarding: "+79281234567"
        case .card: "2200123456789019"
        case .account: "40817810099910004312"
        case .iban: "DE89370400440532013000"
        case .sbpPhoneBank: "+79281234567@SBER"
        case .bic: "044525225"
        case .cryptoAddress: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
        case .transactionHash, .fileHash: "64 hexadecimal digits"
        case .url: "https://example.com/pay"
        case .domain: "example.com"
        case .email: "name@example.com"
        case .messengerHandle: "some_name"
        case .socialURL: "https://vk.com/some_name"
        case .appPackage: "com.example.app"
        case .ip: "192.0.2.7"
        case .personName: "Ivan Petrov"
        case .vehicle: "A123BC77"
        case .address, .voiceSample, .documentImage: "a few words"
        }
    }
}
