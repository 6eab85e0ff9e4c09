/// WHERE of a scan: the tests SQLite's program makes of a row before it returns it.
///
/// Comparisons of text columns with constants by their bytes, IS NULL, and membership in a list; with the jumps among them
/// exactly as SQLite would make them, NULL's included (sqlite.org/opcode.html). Anything else is no scan.
struct ScanFilter: Equatable {
  enum Comparison: String {
    case equal = "Eq"
    case notEqual = "Ne"
    case less = "Lt"
    case atMost = "Le"
    case greater = "Gt"
    case atLeast = "Ge"

    /// The same with its sides exchanged.
    var reversed: Comparison {
      switch self {
      case .equal, .notEqual: self
      case .less: .greater
      case .atMost: .atLeast
      case .greater: .less
      case .atLeast: .atMost
      }
    }
  }

  enum Constant: Equatable {
    case null
    case text([UInt8])
    /// Number of the parameter, from 1.
    case parameter(Int)
  }

  /// Where a test goes on.
  enum Target: Equatable {
    case step(Int)
    case found
    case nextRow
  }

  enum Step: Equatable {
    case load(column: Int, register: Int)
    /// Jumps when `column register <comparison> constant` holds.
    case compare(Comparison, register: Int, constant: Int, jumpsOnNull: Bool, Target)
    case isNull(register: Int, Target)
    case notNull(register: Int, Target)
    /// Jumps when the value is in none of the set's places.
    case notMember(set: Int, register: Int, Target)
    case jump(Target)
  }

  fileprivate(set) var steps: [Step] = []
  fileprivate(set) var constants: [Constant] = []
  /// Lists of constants.
  fileprivate(set) var sets: [[Int]] = []

  /// Columns of the stored record that are tested.
  var columns: [Int] { steps.compactMap { if case .load(let column, _) = $0 { column } else { nil } } }
  var registers: Int {
    (steps.compactMap { if case .load(_, let register) = $0 { register } else { nil } }.max() ?? 0) + 1
  }
}

/// Reads a filter out of a program.
struct ScanFilterReader {
  private let program: [ScanOperation]
  private let body: Range<Int>
  private let next: Int
  private let cursor: Int
  private var filter = ScanFilter()
  /// Index in `constants` by register.
  private var constantOf: [Int: Int] = [:]
  private var setOf: [Int: Int] = [:]
  private var stepOf: [Int: Int] = [:]
  private var jumps: [(step: Int, address: Int)] = []

  /// - Parameters:
  ///   - body: the operations of the loop before those that read the result's columns.
  ///   - next: address of the operation that ends the loop.
  ///   - setup: the operations that load constants before the loop.
  static func read(
    _ program: [ScanOperation], body: Range<Int>, next: Int, setup: Range<Int>, cursor: Int
  ) -> ScanFilter? {
    var reader = ScanFilterReader(program: program, body: body, next: next, cursor: cursor)
    for operation in program[setup] where !reader.load(operation) { return nil }
    return reader.read()
  }

  private init(program: [ScanOperation], body: Range<Int>, next: Int, cursor: Int) {
    self.program = program
    self.body = body
    self.next = next
    self.cursor = cursor
  }

  private mutating func load(_ operation: ScanOperation) -> Bool {
    guard let constant = constant(operation) else { return false }
    constantOf[operation.p2] = filter.constants.count
    filter.constants.append(constant)
    return true
  }

  private func constant(_ operation: ScanOperation) -> ScanFilter.Constant? {
    switch operation.code {
    case "String8": operation.p4.map { .text(Array($0.utf8)) }
    case "Variable": .parameter(operation.p1)
    case "Null" where operation.p1 == 0 && operation.p3 <= operation.p2: .null
    default: nil
    }
  }

  private mutating func read() -> ScanFilter? {
    var address = body.lowerBound
    while address < body.upperBound {
      stepOf[address] = filter.steps.count
      if program[address].code == "BeginSubrtn" {
        guard let end = readSet(from: address) else { return nil }
        address = end
        continue
      }
      guard readStep(program[address]) else { return nil }
      address += 1
    }
    return resolved()
  }

  /// `Once; OpenEphemeral; (constant; MakeRecord; IdxInsert)…; NullRow; Return`: a list of constants.
  private mutating func readSet(from start: Int) -> Int? {
    guard start + 2 < body.upperBound, program[start + 1].code == "Once", program[start + 2].code == "OpenEphemeral",
      program[start + 2].p2 == 1, program[start + 2].p4 == "k(1,B)"
    else { return nil }
    let cursor = program[start + 2].p1
    var members: [Int] = []
    var address = start + 3
    while address + 2 < body.upperBound, let constant = constant(program[address]) {
      let record = program[address + 1]
      let insert = program[address + 2]
      guard record.code == "MakeRecord", record.p1 == program[address].p2, record.p2 == 1, record.p4 == "B",
        insert.code == "IdxInsert", insert.p1 == cursor, insert.p2 == record.p3
      else { return nil }
      members.append(filter.constants.count)
      filter.constants.append(constant)
      address += 3
    }
    guard address + 1 < body.upperBound, program[address].code == "NullRow", program[address].p1 == cursor,
      program[address + 1].code == "Return", program[start + 1].p2 == address + 1
    else { return nil }
    setOf[cursor] = filter.sets.count
    filter.sets.append(members)
    return address + 2
  }

  private mutating func readStep(_ operation: ScanOperation) -> Bool {
    let place = filter.steps.count
    // Resolved when every step has its place.
    let target = ScanFilter.Target.found
    switch operation.code {
    case "Column":
      guard operation.p1 == cursor, operation.p4 == nil else { return false }
      filter.steps.append(.load(column: operation.p2, register: operation.p3))
      return true
    case "IsNull": filter.steps.append(.isNull(register: operation.p1, target))
    case "NotNull": filter.steps.append(.notNull(register: operation.p1, target))
    case "Affinity":
      // TEXT for a text changes nothing.
      return operation.p2 == 1 && operation.p4 == "B"
    case "NotFound":
      guard let set = setOf[operation.p1], operation.p4 == "1" else { return false }
      filter.steps.append(.notMember(set: set, register: operation.p3, target))
    case "Goto": filter.steps.append(.jump(target))
    default:
      guard let step = comparison(operation, target) else { return false }
      filter.steps.append(step)
    }
    jumps.append((place, operation.p2))
    return true
  }

  /// `r[P3] <comparison> r[P1]`; the constant stands on either side.
  private func comparison(_ operation: ScanOperation, _ target: ScanFilter.Target) -> ScanFilter.Step? {
    guard let comparison = ScanFilter.Comparison(rawValue: operation.code), operation.p4?.hasPrefix("BINARY") == true,
      operation.p5 & ~Self.jumpIfNull == Self.textAffinity
    else { return nil }
    let jumpsOnNull = operation.p5 & Self.jumpIfNull != 0
    if let constant = constantOf[operation.p1] {
      return .compare(
        comparison, register: operation.p3, constant: constant, jumpsOnNull: jumpsOnNull, target)
    }
    guard let constant = constantOf[operation.p3] else { return nil }
    return .compare(
      comparison.reversed, register: operation.p1, constant: constant, jumpsOnNull: jumpsOnNull, target)
  }

  private static let jumpIfNull = 0x10
  private static let textAffinity = 0x42

  private func resolved() -> ScanFilter? {
    var filter = filter
    // A register is tested only after a column was loaded into it, whatever way leads there.
    var loaded: Set<Int> = []
    for (place, step) in filter.steps.enumerated() {
      switch step {
      case .load(_, let register): loaded.insert(register)
      case .compare(_, let register, _, _, _), .isNull(let register, _), .notNull(let register, _),
        .notMember(_, let register, _):
        guard loaded.contains(register) else { return nil }
      case .jump: break
      }
      guard let jump = jumps.first(where: { $0.step == place }) else { continue }
      let target: ScanFilter.Target
      if jump.address == next {
        target = .nextRow
      } else if jump.address == body.upperBound {
        target = .found
      } else if let step = stepOf[jump.address], step > place {
        target = step == filter.steps.count ? .found : .step(step)
      } else {
        return nil
      }
      switch step {
      case .compare(let comparison, let register, let constant, let jumpsOnNull, _):
        filter.steps[place] = .compare(
          comparison, register: register, constant: constant, jumpsOnNull: jumpsOnNull, target)
      case .isNull(let register, _): filter.steps[place] = .isNull(register: register, target)
      case .notNull(let register, _): filter.steps[place] = .notNull(register: register, target)
      case .notMember(let set, let register, _): filter.steps[place] = .notMember(set: set, register: register, target)
      case .jump: filter.steps[place] = .jump(target)
      case .load: return nil
      }
    }
    return filter
  }
}
