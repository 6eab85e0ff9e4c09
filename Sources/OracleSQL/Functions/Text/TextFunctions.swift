import TextEncoding

extension RuntimeFunctions {
  static let texts: [RuntimeFunction] = [
    scalar(.concatenate, nil) { (arguments) throws(SQLError) in
      .text(orNull: arguments.reduce(into: "") { $0 += $1.textOrEmpty })
    },
    strict(.upper, 1) { (arguments) throws(SQLError) in .text(arguments.text(0).uppercased()) },
    strict(.lower, 1) { (arguments) throws(SQLError) in .text(arguments.text(0).lowercased()) },
    strict(.capitalise, 1) { (arguments) throws(SQLError) in .text(CharacterText.initialCapitals(arguments.text(0))) },
    trimming(.trim, leading: true, trailing: true),
    trimming(.trimLeft, leading: true, trailing: false),
    trimming(.trimRight, leading: false, trailing: true),
    strict(.substring, nil) { (arguments) throws(SQLError) in
      .text(
        orNull: CharacterText.substring(
          arguments.text(0), from: try arguments.integer(1), count: try arguments.integer(2, or: Int.max)))
    },
    scalar(.replace, nil) { (arguments) throws(SQLError) in
      .text(
        orNull: try CharacterText.replace(arguments.text(0), arguments.text(1), with: arguments.text(2, or: "")))
    },
    padding(.padLeft, onLeft: true),
    padding(.padRight, onLeft: false),
    strict(.translate, 3) { (arguments) throws(SQLError) in
      .text(orNull: CharacterText.translate(arguments.text(0), arguments.text(1), to: arguments.text(2)))
    },
    strict(.character, 1) { (arguments) throws(SQLError) in
      .text(try ByteText.character(code: arguments.integer(0)))
    },
    strict(.reverse, 1) { (arguments) throws(SQLError) in .text(CharacterText.reversed(arguments.text(0))) },
  ]

  static let textPositions: [RuntimeFunction] = [
    strict(.length, 1) { (arguments) throws(SQLError) in .integer(Int64(arguments.text(0).unicodeScalars.count)) },
    strict(.singleByte, 1) { (arguments) throws(SQLError) in .text(CharacterText.singleByte(arguments.text(0))) },
    strict(.multiByte, 1) { (arguments) throws(SQLError) in .text(CharacterText.multiByte(arguments.text(0))) },
    strict(.hexOfBytes, 1) { (arguments) throws(SQLError) in .text(ByteText.hexadecimal(arguments.text(0))) },
    strict(.textOfHex, 1) { (arguments) throws(SQLError) in
      .text(orNull: try ByteText.text(hexadecimal: arguments.text(0)))
    },
    strict(.hexadecimalDigits, 1) { (arguments) throws(SQLError) in
      .text(try ByteText.digits(hexadecimal: arguments.text(0)))
    },
    strict(.lengthInBytes, 1) { (arguments) throws(SQLError) in .integer(Int64(ByteText.length(arguments.text(0)))) },
    strict(.code, 1) { (arguments) throws(SQLError) in
      ByteText.code(of: arguments.text(0)).map { .integer(Int64($0)) } ?? .null
    },
    strict(.position, nil) { (arguments) throws(SQLError) in
      let place = try CharacterText.position(
        of: arguments.text(1), in: arguments.text(0), from: try arguments.integer(2, or: 1),
        occurrence: try arguments.integer(3, or: 1))
      return .integer(Int64(place))
    },
  ]

  static let textOrder: [RuntimeFunction] = [
    strict(.textKey, 1) { (arguments) throws(SQLError) in .text(GB18030Order.key(arguments.text(0))) },
    strict(.substringInBytes, nil) { (arguments) throws(SQLError) in
      .text(
        orNull: ByteText.substring(
          arguments.text(0), from: try arguments.integer(1),
          count: arguments.count > 2 ? try arguments.integer(2) : nil))
    },
  ]

  private static func trimming(_ call: RuntimeCall, leading: Bool, trailing: Bool) -> RuntimeFunction {
    strict(call, nil) { (arguments) throws(SQLError) in
      .text(
        orNull: CharacterText.trim(
          arguments.text(0), set: arguments.text(1, or: " "), leading: leading, trailing: trailing))
    }
  }

  private static func padding(_ call: RuntimeCall, onLeft: Bool) -> RuntimeFunction {
    strict(call, nil) { (arguments) throws(SQLError) in
      .text(
        orNull: ByteText.pad(
          arguments.text(0), to: try arguments.integer(1), with: arguments.text(2, or: " "), onLeft: onLeft))
    }
  }
}
