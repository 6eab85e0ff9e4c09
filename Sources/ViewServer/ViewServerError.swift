import Foundation
import NIOCore

/// Why the listener could not start, in the operator's words.
public struct ViewServerError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    case portInUse = "QZ-V001"
    case addressUnavailable = "QZ-V002"
    case notPermitted = "QZ-V003"
    case socketPath = "QZ-V004"
    case listenFailed = "QZ-V005"
    case tls = "QZ-V006"
  }

  public let code: Code
  public let problem: String
  /// What to do about it.
  public let advice: String

  public var description: String { "\(code.rawValue) \(problem)。\(advice)" }

  static func listening(on address: String, _ error: any Error) -> ViewServerError {
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE:
      ViewServerError(
        code: .portInUse, problem: "\(address) 已被其他程序占用", advice: "请在 [views] listen 中换一个端口，或停止占用它的程序")
    case EADDRNOTAVAIL:
      ViewServerError(
        code: .addressUnavailable, problem: "本机没有地址 \(address)", advice: "请检查 [views] listen")
    case EACCES, EPERM:
      ViewServerError(
        code: .notPermitted, problem: "没有在 \(address) 上监听的权限", advice: "1024 以下的端口需要特权；套接字目录需要可写")
    default:
      ViewServerError(
        code: .listenFailed, problem: "无法在 \(address) 上监听：\(error)", advice: "请检查 [views] listen 中的地址")
    }
  }
}
