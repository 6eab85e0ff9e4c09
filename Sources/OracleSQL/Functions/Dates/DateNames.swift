/// Names of months and days, English as in a database with NLS_DATE_LANGUAGE = AMERICAN.
enum DateNames {
  static let months = [
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
    "DECEMBER",
  ]
  /// Sunday first.
  static let days = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"]
  static let chineseDays = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"]
  static let romanMonths = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]

  /// The width full names are padded to, that of the longest.
  static let fullWidth = 9
}
