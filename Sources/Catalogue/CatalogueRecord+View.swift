extension CatalogueRecord {
  /// What the catalogue's view shows of the record, in the view's column order; `nil` is NULL.
  ///
  /// National codes imported beside the record are not in it.
  public var viewValues: [String?] {
    kind.table.columns.map { column in
      let name: String
      switch column.source {
      case .record: name = column.name
      case .copy(let original): name = original
      case .changeDate: name = kind.table.changeDateColumn
      case .elsewhere: return nil
      }
      guard let text = value(of: name), !text.isEmpty else { return nil }
      return column.type == .timestamp && text.utf8.count == 10 ? text + " 00:00:00" : text
    }
  }
}
