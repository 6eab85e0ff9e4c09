import Catalogue
import Testing

@testable import ReleaseCheck

/// Expectations written from operations.md, "A download-log line".
@Suite struct CheckCalculationTests {
  /// 2021-03-01, the day the checks ask for.
  let day = CivilDate(year: 2021, month: 3, day: 1)!

  func count(_ lines: [LogLine], of kind: CatalogueKind = .ypml) -> LogCount {
    var calculation = CheckCalculation(day: day, catalogues: [kind])
    for line in lines { calculation.append(line) }
    return calculation.count(of: kind)
  }

  func expect(
    _ lines: [LogLine], holding: Set<RowKey> = [], superseded: Set<RowKey> = [], deleted: Set<RowKey> = [],
    rolledBack: Set<RowKey> = [], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      count(lines)
        == LogCount(
          holding: holding, superseded: superseded, takenByDeletion: deleted, takenByRollback: rolledBack),
      sourceLocation: sourceLocation)
  }

  @Test func noLinesCountNothing() { expect([]) }

  @Test func addedAndModifiedCountWithTheirDate() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.added, "2", "2021-02-28"),
        SampleLine.drug(.added, "3", "2020-01-01"), SampleLine.drug(.modified, "3", "2021-03-01"),
      ], holding: [["1"], ["3"]])
  }

  @Test func timeOfDayDoesNotMatter() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01 23:59:59"), SampleLine.drug(.added, "2", "2021-03-02"),
        SampleLine.drug(.added, "3", "2021-02-28 23:59:59"),
      ], holding: [["1"]])
  }

  @Test func aKeyCountsOnceHoweverOftenItChangesOnTheDay() {
    expect(
      [
        SampleLine.drug(.modified, "1", "2021-03-01", mark: "1"),
        SampleLine.drug(.modified, "1", "2021-03-01 12:00:00", mark: "2"),
      ], holding: [["1"]])
  }

  @Test func aLaterChangeSupersedes() {
    expect(
      [SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.modified, "1", "2021-04-01")],
      superseded: [["1"]])
  }

  @Test func supersededTwiceIsListedOnce() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.modified, "1", "2021-04-01"),
        SampleLine.drug(.modified, "1", "2021-05-01"),
      ], superseded: [["1"]])
  }

  @Test func aRowDatedBackToTheDayHoldsItAgain() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01", mark: "a"), SampleLine.drug(.modified, "1", "2021-04-01"),
        SampleLine.drug(.modified, "1", "2021-03-01", mark: "b"),
      ], holding: [["1"]])
  }

  @Test func deletionTakesTheDayAndDoesNotCount() {
    expect(
      [SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.deleted, "1", "2021-03-01")], deleted: [["1"]])
  }

  @Test func deletionAfterTheDayWasSupersededLeavesItSuperseded() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.modified, "1", "2021-04-01"),
        SampleLine.drug(.deleted, "1", "2021-04-01"),
      ], superseded: [["1"]])
  }

  @Test func aRowAddedAnewAfterItsDeletionDoesNotBringTheDayBack() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.deleted, "1", ""),
        SampleLine.drug(.added, "1", "2021-04-01"),
      ], deleted: [["1"]])
  }

  @Test func rollbackOfTheChangeTakesTheDay() {
    expect(
      [
        SampleLine.drug(.added, "1", "2020-01-01"), SampleLine.drug(.modified, "1", "2021-03-01"),
        SampleLine.drug(.rolledBack, "1", "2020-01-01"),
      ], rolledBack: [["1"]])
  }

  @Test func rollbackOfAnAdditionTakesTheDay() {
    expect(
      [SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.rolledBack, "1", "")], rolledBack: [["1"]])
  }

  @Test func rollbackOfALaterReleaseGivesTheDayBack() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.modified, "1", "2021-04-01"),
        SampleLine.drug(.rolledBack, "1", "2021-03-01"),
      ], holding: [["1"]])
  }

  @Test func rollbackOverTwoReleasesTakesTheDayFromBoth() {
    expect(
      [
        SampleLine.drug(.added, "1", "2020-01-01"), SampleLine.drug(.modified, "1", "2021-03-01"),
        SampleLine.drug(.modified, "1", "2021-04-01"), SampleLine.drug(.rolledBack, "1", "2020-01-01"),
      ], rolledBack: [["1"]])
  }

  @Test func rollbackToAReleaseThatSupersededLeavesItSuperseded() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.modified, "1", "2021-04-01"),
        SampleLine.drug(.modified, "1", "2021-05-01"), SampleLine.drug(.rolledBack, "1", "2021-04-01"),
      ], superseded: [["1"]])
  }

  @Test func publishedAgainAfterARollbackCountsAgain() {
    expect(
      [
        SampleLine.drug(.added, "1", "2020-01-01"), SampleLine.drug(.modified, "1", "2021-03-01"),
        SampleLine.drug(.rolledBack, "1", "2020-01-01"), SampleLine.drug(.modified, "1", "2021-03-01"),
      ], holding: [["1"]])
  }

  @Test func rollbackOfADeletionGivesTheDayBack() {
    expect(
      [
        SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.deleted, "1", "2021-03-01"),
        SampleLine.drug(.rolledBack, "1", "2021-03-01"),
      ], holding: [["1"]])
  }

  @Test func rollbackToARecordTheLogsDoNotHoldCountsWithItsDate() {
    expect(
      [
        SampleLine.drug(.modified, "1", "2021-03-01"), SampleLine.drug(.rolledBack, "1", "2019-01-01"),
        SampleLine.drug(.modified, "2", "2021-04-01"), SampleLine.drug(.rolledBack, "2", "2021-03-01"),
      ], holding: [["2"]], rolledBack: [["1"]])
  }

  @Test func rollbackComparesWholeRecords() {
    expect(
      [
        SampleLine.drug(.modified, "1", "2021-03-01", mark: "a"),
        SampleLine.drug(.modified, "1", "2021-04-01", mark: "a"),
        SampleLine.drug(.modified, "1", "2021-04-01", mark: "b"),
        SampleLine.drug(.rolledBack, "1", "2021-04-01", mark: "a"),
      ], superseded: [["1"]])
  }

  @Test func rollbackUndoesOnlyWhatCameAfterTheRecordsLastLine() {
    expect(
      [
        SampleLine.drug(.modified, "1", "2021-04-01"), SampleLine.drug(.modified, "1", "2021-03-01"),
        SampleLine.drug(.modified, "1", "2021-04-01"), SampleLine.drug(.modified, "1", "2021-05-01"),
        SampleLine.drug(.rolledBack, "1", "2021-04-01"),
      ], superseded: [["1"]])
  }

  @Test func cataloguesAreKeptApart() {
    let lines = [SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.item(.added, "1", "2021-04-01")]
    #expect(count(lines, of: .ypml).holding == [["1"]])
    #expect(count(lines, of: .zlxm).holding == [])
  }

  @Test func diseasesCountByKssjUnderAKeyOfFourColumns() {
    let lines = [
      SampleLine.disease(.added, .init(code: "J00 03"), changed: "2021-02-01", begins: "2021-03-01"),
      SampleLine.disease(.added, .init(code: "J00 03", category: "4"), changed: "2021-03-01", begins: "2021-03-01"),
      SampleLine.disease(.added, .init(code: "SY.01", birth: "2"), changed: "2021-03-01", begins: "2021-02-01"),
    ]
    #expect(count(lines, of: .bzml).holding == [["J00 03", "1", "", ""], ["J00 03", "4", "", ""]])
  }
}
