import CatalogueFeed
import CatalogueImport
import CatalogueStore
import Mirror
import DownloadLog
import EnvelopeSigning
import ODBCClient
import SettlementJournal
import Spreadsheet
import SwipeTest
import ViewServer

/// How an error ends a command: what the person reads, and the exit code.
public struct CommandFailure {
  public let text: String
  public let status: ExitStatus

  public init(_ error: any Error) {
    switch error {
    case let error as ConfigurationError:
      text = error.description
      status = .usage
    case let error as DataDirectoryLock.Held:
      let failure = AgentError(
        .lockedWithoutSocket, "数据目录 \(error.directory) 正被进程 \(error.processID) 使用，而它没有应答", "请看该进程的日志；确认它已无用后停止它再试")
      text = failure.description
      status = .attention
    case let error as AgentError:
      text = error.description
      status = Self.status(of: error.code)
    case let error as ViewServerError:
      text = error.description
      // The address, the port, or the certificate is for the configuration to change.
      status = error.code == .listenFailed ? .attention : .usage
    case let error as ODBCError:
      text = error.description
      status = error.code == .statement || error.code == .tooManyRows ? .failed : .unreachable
    case let error as StoreError:
      text = error.description
      status = error.code == .cannotRollBack ? .usage : .attention
    case let error as FeedError:
      text = error.description
      status = error.isUnreachable ? .unreachable : .attention
    case let error as ImportError:
      text = error.description
      status = error.code == ImportError.Code.cannotRead.rawValue ? .usage : .failed
    case let error as LogExportError:
      text = error.description
      status = .attention
    case let error as SwipeError:
      text = error.description
      status = Self.status(of: error)
    case let error as SigningError:
      text = error.description
      status = .usage
    case let error as DrillRunError:
      text = error.description
      status = error.exitStatus
    case let error as MirrorError:
      text = error.description
      status = error.exitStatus
    case let error as SpreadsheetError:
      text = error.description
      status = .attention
    case let error as JournalError:
      text = error.description
      status = .attention
    default:
      text = "QZ-A000 意外错误：\(error)"
      status = .attention
    }
  }

  private static func status(of error: SwipeError) -> ExitStatus {
    switch error {
    case .gates: .failed
    case .notToday, .outsideWindow, .nameless, .unknownVisit, .notResolvable, .nothingToReverse, .refundDiffers,
      .nothingToAsk,
      .elsewhere, .journalContinues:
      .usage
    case .journal, .busy, .headUnreadable: .attention
    }
  }

  private static func status(of code: AgentError.Code) -> ExitStatus {
    switch code {
    case .notRunning, .listen: .unreachable
    case .cards, .passwordFile, .usage, .otherUser, .tlsKey: .usage
    default: .attention
    }
  }
}
