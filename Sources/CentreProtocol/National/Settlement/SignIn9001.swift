import Settlement

/// 9001 签到: without its number the other transactions may be refused (facts A.2).
public enum SignIn9001 {
  public static func request(operatorCode: String) -> NationalTransaction {
    // MAC and address of the machine are not checked anywhere that is known; the agent does not look for its own.
    NationalTransaction(
      "9001",
      ["signIn": ["opter_no": .string(operatorCode), "mac": "00-00-00-00-00-00", "ip": "127.0.0.1"]])
  }

  /// 签到编号
  public static func parse(_ text: String) -> UnifiedAnswer<String> {
    NationalReading.read(text) { output in
      guard let number = NationalReading.identifier(output["signinoutb"]?["sign_no"]) else {
        return .unparsable("9001 没有 sign_no")
      }
      return .value(number)
    }
  }
}

/// 9002 签退.
public enum SignOut9002 {
  public static func request(signNumber: String, operatorCode: String) -> NationalTransaction {
    NationalTransaction("9002", ["signOut": ["sign_no": .string(signNumber), "opter_no": .string(operatorCode)]])
  }

  public static func parse(_ text: String) -> UnifiedAnswer<Bool> { NationalReading.accepted(text) }
}
