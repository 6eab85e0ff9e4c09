import OracleSQL
import Synchronization

/// A statement of a text, read; resolved when it is first run.
struct QueuedStatement: Sendable {
  let parsed: ParsedStatement
  /// Values of the literals that were taken out of the text.
  var literals: [String?] = []
  fileprivate let known: KnownStatement

  /// Resolves names and types, unless that was done for this text before.
  func compiled(_ frontEnd: SQLFrontEnd, parameterTypes: [UInt32] = []) throws(SQLError) -> CompiledStatement {
    if let compiled = known.compiled.withLock({ $0 }) { return compiled }
    let compiled = try frontEnd.compile(parsed, parameterTypes: parameterTypes)
    known.compiled.withLock { $0 = compiled }
    return compiled
  }
}

private final class KnownStatement: Sendable {
  let compiled: Mutex<CompiledStatement?>
  init(_ compiled: CompiledStatement? = nil) { self.compiled = Mutex(compiled) }
}

/// What statements' texts mean, for all sessions: HIS programs send the same few texts with other values in them.
///
/// Literals that WHERE compares with a column are taken out of the key (`LiteralParameters`), each a text; everything
/// else stays in it. A literal is taken out only where the SQLite text with the value put back is exactly the statement's
/// own, so both run the same program.
final class StatementTexts: Sendable {
  /// One way to read the texts of one skeleton: these literals are parameters, the others have these values.
  private struct Variant {
    let fixed: [(index: Int, bytes: [UInt8])]
    /// Literal of each parameter.
    let parameters: [Int]
    let statement: QueuedStatement
  }

  private struct Texts {
    var whole = RecentlyUsed<TextKey, [QueuedStatement]>(limit: StatementTexts.limit)
    var skeletons = RecentlyUsed<TextKey, [Variant]>(limit: StatementTexts.limit)
  }

  static let limit = 512
  /// A longer text is read each time it comes.
  static let maximumTextBytes = 16 * 1024
  static let variantsPerSkeleton = 8

  private let frontEnd: SQLFrontEnd
  private let texts = Mutex(Texts())

  init(_ frontEnd: SQLFrontEnd) { self.frontEnd = frontEnd }

  /// A text of the simple protocol.
  func statements(of text: String) throws(SQLError) -> [QueuedStatement] {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.maximumTextBytes else { return try read(text) }
    guard let skeleton = StatementSkeleton(bytes) else { return try whole(text, TextKey(bytes: bytes)) }
    let key = TextKey(bytes: skeleton.bytes)
    if let known = texts.withLock({ $0.skeletons[key].flatMap { Self.match($0, skeleton) } }) { return [known] }
    let statements = try whole(text, TextKey(bytes: bytes), isKept: false)
    if statements.count == 1, let variant = variant(text, statements[0], skeleton) {
      texts.withLock { texts in
        let others = texts.skeletons[key] ?? []
        texts.skeletons.put(key, [variant] + others.prefix(Self.variantsPerSkeleton - 1))
      }
    } else {
      texts.withLock { $0.whole.put(TextKey(bytes: bytes), statements) }
    }
    return statements
  }

  /// A text of the extended protocol.
  func statements(of text: String, parameterTypes: [UInt32]) throws(SQLError) -> [QueuedStatement] {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.maximumTextBytes else { return try read(text) }
    return try whole(text, TextKey(bytes: bytes, parameterTypes: parameterTypes))
  }

  private func read(_ text: String) throws(SQLError) -> [QueuedStatement] {
    try frontEnd.parse(text).map { QueuedStatement(parsed: $0, known: KnownStatement()) }
  }

  private func whole(_ text: String, _ key: TextKey, isKept: Bool = true) throws(SQLError) -> [QueuedStatement] {
    if let known = texts.withLock({ $0.whole[key] }) { return known }
    let statements = try read(text)
    if isKept { texts.withLock { $0.whole.put(key, statements) } }
    return statements
  }

  private static func match(_ variants: [Variant], _ skeleton: StatementSkeleton) -> QueuedStatement? {
    for variant in variants where variant.fixed.allSatisfy({ skeleton.literals[$0.index].bytes == $0.bytes }) {
      var statement = variant.statement
      statement.literals = variant.parameters.map { String(decoding: skeleton.literals[$0].bytes, as: UTF8.self) }
      return statement
    }
    return nil
  }

  /// `nil` when it cannot be resolved: the statement as it came decides what is wrong with it.
  private func compiled(_ statement: ParsedStatement, types: [UInt32]) -> CompiledStatement? {
    do throws(SQLError) {
      return try frontEnd.compile(statement, parameterTypes: types)
    } catch {
      return nil
    }
  }

  /// - Returns: `nil` when no literal can be taken out.
  private func variant(_ text: String, _ statement: QueuedStatement, _ skeleton: StatementSkeleton) -> Variant? {
    guard let (rewritten, positions) = statement.parsed.withLiteralsAsParameters() else { return nil }
    var indexes: [Int: Int] = [:]
    var characters = 0
    var offset = 0
    for (index, literal) in skeleton.literals.enumerated() {
      let start = text.utf8.index(text.startIndex, offsetBy: offset)
      let end = text.utf8.index(text.startIndex, offsetBy: literal.offset)
      characters += text.unicodeScalars[start..<end].count
      offset = literal.offset
      indexes[characters + 1] = index
    }
    let parameters = positions.compactMap { indexes[$0] }
    guard parameters.count == positions.count else { return nil }
    let values = parameters.map { String(decoding: skeleton.literals[$0].bytes, as: UTF8.self) }
    let textType: UInt32 = 25
    guard case .query(let query) = compiled(statement.parsed, types: []),
      case .query(let general) = compiled(rewritten, types: Array(repeating: textType, count: values.count)),
      general.columns == query.columns, general.parameters.allSatisfy(\.isText),
      Self.putBack(values, into: general.sqliteText) == query.sqliteText
    else { return nil }
    let fixed = skeleton.literals.indices.filter { !parameters.contains($0) }
    return Variant(
      fixed: fixed.map { ($0, skeleton.literals[$0].bytes) }, parameters: parameters,
      statement: QueuedStatement(parsed: rewritten, known: KnownStatement(.query(general))))
  }

  /// SQLite text with `?1`, `?2`, … outside its literals and names replaced by these values as literals.
  private static func putBack(_ values: [String], into text: String) -> String {
    var result: [UInt8] = []
    var quote: UInt8?
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: "?") {
        var number = 0
        while place < bytes.count, (48...57).contains(bytes[place]), number < 1000 {
          number = number * 10 + Int(bytes[place]) - 48
          place += 1
        }
        if values.indices.contains(number - 1) {
          result += Array("'\(values[number - 1].replacing("'", with: "''"))'".utf8)
          continue
        }
      }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
