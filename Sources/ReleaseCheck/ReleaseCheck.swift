import Catalogue

/// Checks a change date by both methods of the notice: counts through the views as HIS sees them, lines in the logs.
///
/// - Parameters:
///   - day: the change date (`bgsj`, for 病种目录 `kssj`), not the day of the download.
///   - announced: how many rows the centre says it changed on that day; `nil`, or no entry for a catalogue, compares
///     the two methods only.
///   - logLines: the lines of all download logs, oldest file first, each file in its own order. They and the views have
///     to be of the same release; a release published in between shows as a difference, and the check is repeated.
/// - Throws: what `views` throws.
public func check(
  date day: CivilDate, catalogues: [CatalogueKind], announced: [CatalogueKind: Int]? = nil,
  logLines: some Sequence<LogLine>, views: some ViewCounting
) throws -> CheckReport {
  try check(span: .day(day), catalogues: catalogues, announced: announced, logLines: logLines, views: views)
}

/// The same for a day or for all days since one.
///
/// - Parameters:
///   - centre: what the centre has for the span just now, where it was asked.
///   - published: catalogues of which a release is served; `nil`: all.
public func check(
  span: CheckSpan, catalogues: [CatalogueKind], announced: [CatalogueKind: Int]? = nil,
  centre: [CatalogueKind: CentreAnswer] = [:], published: Set<CatalogueKind>? = nil, logLines: some Sequence<LogLine>,
  views: some ViewCounting
) throws -> CheckReport {
  var calculation = CheckCalculation(span: span, catalogues: catalogues)
  for line in logLines { calculation.append(line) }
  return try check(
    calculation, catalogues: catalogues, announced: announced, centre: centre, published: published, views: views)
}

/// The same, of log lines that were read already, one at a time.
///
/// - Parameter calculation: of these catalogues.
public func check(
  _ calculation: CheckCalculation, catalogues: [CatalogueKind], announced: [CatalogueKind: Int]? = nil,
  centre: [CatalogueKind: CentreAnswer] = [:], published: Set<CatalogueKind>? = nil, views: some ViewCounting
) throws -> CheckReport {
  let span = calculation.span
  var results: [CatalogueCheck] = []
  for kind in catalogues {
    results.append(
      CatalogueCheck(
        kind: kind, viewCount: try views.count(of: kind, in: span), viewKeys: try views.keys(of: kind, in: span),
        log: calculation.count(of: kind), announced: announced?[kind], centre: centre[kind],
        isPublished: published?.contains(kind) ?? true))
  }
  return CheckReport(span: span, catalogues: results)
}
