import Catalogue
import SwipeTest

/// What a catalogue row is, so that a test visit holds one of each kind that a release changed.
enum SwipeItemKind: Int, CaseIterable {
  case western, chinesePatent, decoctionPiece, ownPreparation, negotiated, treatment, otherDrug

  var title: String {
    switch self {
    case .western: "西药"
    case .chinesePatent: "中成药"
    case .decoctionPiece: "中药饮片"
    case .ownPreparation: "本院制剂"
    case .negotiated: "谈判药品"
    case .treatment: "诊疗项目"
    case .otherDrug: "药品"
    }
  }

  /// By the flags 自制试剂标志 and 谈判药品标志, then by the national code's first letter (X western, Z Chinese patent, T
  /// pieces and granules), then by the approval number's (准字H, 准字S, 准字J western, 准字Z Chinese patent).
  ///
  /// `nil` for another institution's preparation, which this one cannot sell.
  init?(_ record: CatalogueRecord, institution: String) {
    guard record.kind == .ypml else {
      self = .treatment
      return
    }
    if record.held("zzsjbz") == "1" {
      guard record.held("zzsjsbjg").isEmpty || record.held("zzsjsbjg") == institution else { return nil }
      self = .ownPreparation
      return
    }
    if record.held("tpbz") == "1" {
      self = .negotiated
      return
    }
    let letter =
      record.held("gjmldm").first
      ?? record.held("ypbm").firstRange(of: "准字").flatMap { record.held("ypbm")[$0.upperBound...].first }
    switch letter {
    case "X", "H", "S", "J": self = .western
    case "Z": self = .chinesePatent
    case "T": self = .decoctionPiece
    default: self = .otherDrug
    }
  }

  /// At most `limit` items: the first of each kind, then the second of each, in the order they came.
  static func mixed(_ found: [(kind: SwipeItemKind, item: SwipeItem)], limit: Int) -> [SwipeItem] {
    let kinds = Dictionary(grouping: found, by: \.kind).sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
    let deepest = kinds.map(\.count).max() ?? 0
    let inTurn = (0..<deepest).flatMap { turn in kinds.compactMap { $0.indices.contains(turn) ? $0[turn].item : nil } }
    return Array(inTurn.prefix(limit))
  }
}

extension CatalogueRecord {
  /// A column's value wherever it comes from: the 24 record, or beside it (国家编码, 谈判药品标志, 终止时间); empty when
  /// there is none.
  func held(_ column: String) -> String { value(of: column) ?? additional[column] ?? "" }
}
