import Catalogue
import SwipeTest
import Testing

@testable import Agent

@Suite struct SwipeItemKindTests {
  private func drug(_ values: [String: String]) -> CatalogueRecord {
    var fields = [String](repeating: "", count: 55)
    var additional: [String: String] = [:]
    for (column, value) in values {
      switch column {
      case "ypbm": fields[1] = value
      case "zzsjbz": fields[49] = value
      case "zzsjsbjg": fields[50] = value
      default: additional[column] = value
      }
    }
    return CatalogueRecord(kind: .ypml, canonicalFields: fields, additional: additional)
  }

  @Test func byFlagThenNationalCodeThenApprovalNumber() {
    let cases: [([String: String], SwipeItemKind?)] = [
      (["gjmldm": "XA02BCA219A001010184506"], .western), (["gjmldm": "ZA04AAA0014010100001"], .chinesePatent),
      (["gjmldm": "T000100001"], .decoctionPiece), (["gjmldm": "XA02", "tpbz": "1"], .negotiated),
      (["gjmldm": "XA02", "tpbz": "0"], .western), (["ypbm": "国药准字H20059999"], .western),
      (["ypbm": "国药准字Z20059999"], .chinesePatent), (["ypbm": "国药准字S20059999"], .western),
      (["ypbm": "A1"], .otherDrug), ([:], .otherDrug), (["zzsjbz": "1"], .ownPreparation),
      (["zzsjbz": "1", "zzsjsbjg": "H1"], .ownPreparation), (["zzsjbz": "1", "zzsjsbjg": "H2"], nil),
      (["zzsjbz": "0", "zzsjsbjg": "H2", "gjmldm": "Z1"], .chinesePatent),
    ]
    for (values, expected) in cases {
      #expect(SwipeItemKind(drug(values), institution: "H1") == expected, "\(values)")
    }
    let treatment = CatalogueRecord(kind: .zlxm, canonicalFields: [String](repeating: "", count: 73))
    #expect(SwipeItemKind(treatment, institution: "H1") == .treatment)
  }

  /// 国家编码 and 终止时间 stand beside the 24 record.
  @Test func valuesBesideTheRecordAreSeen() {
    let record = drug(["gjmldm": "XA02", "zzsj": "2021-01-01", "ypbm": "P1"])
    #expect(record.held("gjmldm") == "XA02" && record.held("zzsj") == "2021-01-01")
    #expect(record.held("ypbm") == "P1" && record.held("tpbz") == "")
  }

  @Test func oneOfEachKindBeforeASecondOfAny() {
    let listed: [(SwipeItemKind, String)] = [
      (.western, "W1"), (.western, "W2"), (.western, "W3"), (.treatment, "T1"), (.chinesePatent, "C1"),
      (.treatment, "T2"),
    ]
    let found = listed.map { (kind: $0.0, item: SwipeItem(serial: $0.1, code: "", name: "", price: nil)) }
    #expect(SwipeItemKind.mixed(found, limit: 5).map(\.serial) == ["W1", "C1", "T1", "W2", "T2"])
    #expect(SwipeItemKind.mixed(found, limit: 1).map(\.serial) == ["W1"])
    #expect(SwipeItemKind.mixed(found, limit: 10).map(\.serial) == ["W1", "C1", "T1", "W2", "T2", "W3"])
    #expect(SwipeItemKind.mixed([], limit: 3).isEmpty)
  }

  @Test func chineseTakesTwoColumnsAndLinesAreCut() throws {
    #expect(SwipeStatusText.displayWidth("卡 ****0001") == 11)
    #expect(SwipeStatusText.displayWidth("（已移交）") == 10)
    let json = """
      {"environment":"production","runs":[],"windowStart":"","windowEnd":"","lastSettle":"","notes":[],"gates":[],
      "head":{"length":1,"hash":"00"},"needsAttention":true,"attention":["门诊号 x 已移交人工"],"summary":"计划 1",
      "visits":[{"visit":"QZ210301060000ABCD","state":"SETTLED","stateTitle":"已结算，待冲正","card":"****0001","run":"r",
      "environment":"正式环境","planned":"7.40","settled":"","serials":[],"handedOver":true,"handOver":["原因：x"],
      "isOpen":true,"reviewsOwed":0,"nextReview":"","reviewIsDue":false,"nextAction":"即将反结算(99)","alarms":[],
      "evidence":["依据：甲：电话"],"refusals":["中心未受理（05）：余额不足"]}]}
      """
    let wide = try SwipeStatusText.table(json: json, width: 200)
    #expect(
      wide == [
        "环境：正式环境", "没有将到的窗口", "要处理：门诊号 x 已移交人工", "",
        "门诊号              卡        计划  结算  状态                          下一步        ",
        "QZ210301060000ABCD  ****0001  7.40  -     已结算，待冲正（已移交人工）  即将反结算(99)", "",
        "QZ210301060000ABCD  原因：x", "QZ210301060000ABCD  依据：甲：电话", "QZ210301060000ABCD  中心未受理（05）：余额不足", "计划 1",
      ])
    let narrow = try SwipeStatusText.table(json: json, width: 9)
    #expect(narrow[0] == "环境：正" && narrow[5] == "QZ2103010")
  }
}
