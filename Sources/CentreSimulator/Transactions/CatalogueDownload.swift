extension BusinessDesk {
  /// 24 目录下载: 类别 · 起始 · 截止 · 续传. Both dates are inclusive; an empty one is no bound.
  mutating func catalogue(_ request: RequestText) -> Decision {
    switch window(request) {
    case .success(let window): .page(shelf.page(window, after: request[4], limit: pageSize))
    case .failure(let refusal): .refused(refusal.reason)
    }
  }

  /// The same page of another catalogue, in place of the one that was asked for.
  mutating func otherCatalogue(_ request: RequestText) -> Decision {
    switch window(request) {
    case .success(let asked):
      let window = CatalogueWindow(layout: asked.layout.other, from: asked.from, to: asked.to)
      return .page(shelf.page(window, after: "", limit: pageSize))
    case .failure(let refusal): return .refused(refusal.reason)
    }
  }

  private struct Refusal: Error { let reason: String }

  private func window(_ request: RequestText) -> Result<CatalogueWindow, Refusal> {
    guard let number = Int(request[1]), let layout = CatalogueLayout(rawValue: number) else {
      return .failure(Refusal(reason: "the catalogue is not 1, 2 or 3"))
    }
    var bounds: [String] = []
    for position in [2, 3] {
      if request[position].isEmpty {
        bounds.append("")
      } else if let date = CentreTime.canonicalDate(request[position]) {
        bounds.append(date)
      } else {
        return .failure(Refusal(reason: "field \(position) is no date"))
      }
    }
    guard bounds[0].isEmpty || bounds[1].isEmpty || bounds[0] <= bounds[1] else {
      return .failure(Refusal(reason: "the window ends before it starts"))
    }
    return .success(CatalogueWindow(layout: layout, from: bounds[0], to: bounds[1]))
  }
}
