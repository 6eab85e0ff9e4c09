import Catalogue
import CentreProtocol
import Crypto

/// Remembers of each catalogue the last poll's answer that was one page and changed nothing, so that the same answer to
/// the same request need not be read and compared again.
///
/// What is remembered follows from request and answer alone (which rows came, how many) or names the file of rows it was
/// compared with. Everything else that decides about a batch (a rollback's hold, damaged files, rejects) is asked for each
/// time as with any other batch, and the store compares after all when another file is current by then. A restart forgets.
struct KnownAnswers: Sendable {
  /// SHA-256 of the answer's text.
  typealias Digest = [UInt8]

  struct Entry: Sendable {
    let request: CatalogueRequest
    let digest: Digest
    /// Proven, without rejects.
    let batch: DownloadedBatch
    /// The release file whose rows the batch's equal.
    let file: String
  }

  private var entries: [CatalogueKind: Entry] = [:]

  /// The answer that came to this request before, when it is the same.
  func entry(_ request: CatalogueRequest, digest: Digest) -> Entry? {
    guard let entry = entries[request.kind], entry.request == request, entry.digest == digest else { return nil }
    return entry
  }

  /// A batch of one page was compared.
  ///
  /// - Parameter file: the file whose rows its own equal; `nil` when it changed some.
  mutating func compared(_ batch: DownloadedBatch, request: CatalogueRequest, digest: Digest, file: String?) {
    guard let file, batch.isProven, batch.rejected.isEmpty else {
      entries[request.kind] = nil
      return
    }
    entries[request.kind] = Entry(request: request, digest: digest, batch: batch, file: file)
  }
}

extension KnownAnswers {
  static func digest(of text: String) -> Digest {
    var text = text
    return text.withUTF8 { Array(SHA256.hash(data: $0)) }
  }
}
