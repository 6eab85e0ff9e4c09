import PGWire

/// `[views] md5 = true`: PostgreSQL's MD5 login, for drivers that do not know SCRAM. One method is offered to everybody,
/// since nothing a client sends before its password says which it knows.
public struct MD5Login: Sendable {
  /// Of the account's own password; `nil` when it has none yet.
  let hash: MD5Hash?

  public init(hash: MD5Hash?) { self.hash = hash }

  func server(user: String, isLoopback: Bool, salt: [UInt8], in configuration: ViewServerConfiguration) -> MD5Server {
    guard user == configuration.user else { return MD5Server(hashes: [], salt: salt) }
    var hashes: [MD5Hash] = []
    if let hash { hashes.append(hash) }
    let published = MD5Hash(password: ViewServerConfiguration.noticePassword, user: user)
    switch configuration.publishedPassword {
    case .anywhere: hashes.append(published)
    case .loopback: if isLoopback { hashes.append(published) }
    case .never: break
    }
    return MD5Server(hashes: hashes, salt: salt)
  }
}
