import Foundation

/// RFC 4013 as PostgreSQL applies it: a password that the profile prohibits is used as it stands.
enum SASLPrep {
  static func prepare(_ password: String) -> String {
    if password.utf8.allSatisfy({ $0 < 0x80 }) { return password }
    var mapped = String.UnicodeScalarView()
    for scalar in password.unicodeScalars {
      if isMappedToNothing(scalar) { continue }
      mapped.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
    }
    let normal = String(mapped).precomposedStringWithCompatibilityMapping
    return normal.unicodeScalars.contains(where: isProhibited) ? password : normal
  }

  /// RFC 3454 table B.1.
  private static func isMappedToNothing(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x34F, 0x1806, 0x180B...0x180D, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: true
    default: false
    }
  }

  /// RFC 3454 tables C.2 to C.9 and A.1: controls, private use, surrogates, unassigned.
  private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: true
    default: (0xFFF9...0xFFFD).contains(scalar.value) || (0x2FF0...0x2FFB).contains(scalar.value)
    }
  }
}
