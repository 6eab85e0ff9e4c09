extension RuntimeFunctions {
  static let presentValue = RuntimeFunction(
    name: RuntimeCall.presentValue.rawValue, arity: 2, body: .aggregate { PresentValue() })
}

/// FIRST_VALUE, LAST_VALUE, NTH_VALUE, LAG and LEAD with IGNORE NULLS: the values of a frame that are there, in order.
private final class PresentValue: RuntimeAggregate {
  private var values: [SQLValue] = []
  /// Values before it have left the frame.
  private var first = 0
  private var place = 1

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    place = try arguments.integer(1)
    if !arguments[0].isNull { values.append(arguments[0]) }
  }

  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    if arguments[0].isNull { return }
    first += 1
    // What has left is given back now and then, so that a long partition costs what its frame holds.
    if first > 1024, first > values.count / 2 {
      values.removeFirst(first)
      first = 0
    }
  }

  func result() throws(SQLError) -> SQLValue {
    let index = place > 0 ? first + place - 1 : values.count + place
    return values.indices.contains(index) && index >= first ? values[index] : .null
  }
}
