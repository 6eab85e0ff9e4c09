import Glibc

/// A scan's filter with its parameters' values, for one execution.
final class BoundScanFilter {
  /// A text's bytes, or NULL.
  private struct Value {
    let bytes: UnsafeRawPointer?
    let count: Int
  }

  private let steps: [ScanFilter.Step]
  private let values: UnsafeMutablePointer<Value>
  private let valueCount: Int
  /// By number; each sorted by bytes, without NULL.
  private let sets: [[Value]]
  private let memory: UnsafeMutableRawPointer
  /// The column that was last loaded into each register.
  private let registers: UnsafeMutablePointer<Int>

  /// - Parameter parameters: texts as bound, in order; `nil` is NULL.
  /// - Returns: `nil` when a parameter is missing.
  init?(_ filter: ScanFilter, parameters: [[UInt8]?]) {
    var texts: [[UInt8]?] = []
    for constant in filter.constants {
      switch constant {
      case .null: texts.append(nil)
      case .text(let bytes): texts.append(bytes)
      case .parameter(let number):
        guard parameters.indices.contains(number - 1) else { return nil }
        texts.append(parameters[number - 1])
      }
    }
    steps = filter.steps
    memory = UnsafeMutableRawPointer.allocate(byteCount: texts.reduce(1) { $0 + ($1?.count ?? 0) }, alignment: 1)
    valueCount = texts.count
    values = UnsafeMutablePointer.allocate(capacity: max(1, texts.count))
    registers = UnsafeMutablePointer.allocate(capacity: filter.registers)
    registers.initialize(repeating: 0, count: filter.registers)
    var place = memory
    for (index, text) in texts.enumerated() {
      if let text {
        text.withUnsafeBytes { if let base = $0.baseAddress { place.copyMemory(from: base, byteCount: $0.count) } }
        values[index] = Value(bytes: UnsafeRawPointer(place), count: text.count)
        place += text.count
      } else {
        values[index] = Value(bytes: nil, count: 0)
      }
    }
    let values = values
    sets = filter.sets.map { members in
      members.map { values[$0] }.filter { $0.bytes != nil }.sorted { Self.order($0, $1) < 0 }
    }
  }

  deinit {
    values.deallocate()
    registers.deallocate()
    memory.deallocate()
  }

  /// Whether a row is one of the result's.
  ///
  /// - Parameters:
  ///   - columns: how many the record has; those beyond are NULL.
  ///   - starts: where each column's value begins, from `base`.
  ///   - types: each column's serial type, a text's or NULL's.
  func holds(
    _ base: UnsafeRawPointer, columns: Int, starts: UnsafeMutablePointer<Int>, types: UnsafeMutablePointer<Int>
  ) -> Bool {
    func value(_ register: Int) -> Value {
      let column = registers[register]
      guard column < columns, types[column] >= 13 else { return Value(bytes: nil, count: 0) }
      return Value(bytes: base + starts[column], count: (types[column] - 13) >> 1)
    }
    var place = 0
    while place < steps.count {
      let isTaken: Bool
      let target: ScanFilter.Target
      switch steps[place] {
      case .load(let column, let register):
        registers[register] = column
        place += 1
        continue
      case .compare(let comparison, let register, let constant, let jumpsOnNull, let to):
        target = to
        let left = value(register)
        let right = values[constant]
        isTaken =
          left.bytes == nil || right.bytes == nil ? jumpsOnNull : Self.compare(left, right, comparison)
      case .isNull(let register, let to): (isTaken, target) = (value(register).bytes == nil, to)
      case .notNull(let register, let to): (isTaken, target) = (value(register).bytes != nil, to)
      case .notMember(let set, let register, let to): (isTaken, target) = (!contains(set, value(register)), to)
      case .jump(let to): (isTaken, target) = (true, to)
      }
      guard isTaken else {
        place += 1
        continue
      }
      switch target {
      case .step(let step): place = step
      case .found: return true
      case .nextRow: return false
      }
    }
    return true
  }

  @inline(__always)
  private static func compare(_ left: Value, _ right: Value, _ comparison: ScanFilter.Comparison) -> Bool {
    switch comparison {
    case .equal: left.count == right.count && order(left, right) == 0
    case .notEqual: left.count != right.count || order(left, right) != 0
    case .less: order(left, right) < 0
    case .atMost: order(left, right) <= 0
    case .greater: order(left, right) > 0
    case .atLeast: order(left, right) >= 0
    }
  }

  /// By bytes, the shorter first of two that begin alike.
  @inline(__always)
  private static func order(_ left: Value, _ right: Value) -> Int {
    guard let a = left.bytes, let b = right.bytes else { return 0 }
    let first = Int(memcmp(a, b, min(left.count, right.count)))
    return first != 0 ? first : left.count - right.count
  }

  private func contains(_ set: Int, _ value: Value) -> Bool {
    guard value.bytes != nil else { return false }
    let members = sets[set]
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      let order = Self.order(members[middle], value)
      if order == 0 { return true }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return false
  }
}
