/// CONNECT BY for the agent and WITH RECURSIVE for PostgreSQL, written from one random tree: PostgreSQL has no CONNECT BY.
///
/// What the second text says of a hierarchy is the rule of Oracle's SQL Language Reference ("Hierarchical Queries"): START
/// WITH chooses the roots, CONNECT BY the rows below a row (PRIOR names that row, LEVEL is one more than its), WHERE drops
/// rows at the end, siblings are ordered among themselves, NOCYCLE leaves out a row that is above itself.
struct HierarchyGenerator {
  private var random: Seeded
  private let names: [String]

  struct Pair {
    let oracle: String
    let postgres: String
    let isOrdered: Bool
  }

  init(seed: UInt64) {
    random = Seeded(seed)
    names = (1...(1 + random.below(12))).map { "n\($0)" }
  }

  /// One part of a statement in both texts; in the second `t` is the row and `h` the row above it.
  private struct Part {
    let oracle: String
    let postgres: String
    init(_ oracle: String, _ postgres: String) {
      self.oracle = oracle
      self.postgres = postgres
    }
  }

  private var anyName: String {
    mutating get { random.pick(names) }
  }

  /// Rows of the tree: a name, the name above it, a text, a number that no other row has.
  private mutating func tree(isCyclic: Bool) -> String {
    let order = names.indices.shuffled(using: &random)
    let rows = names.enumerated().map { index, name in
      let above =
        isCyclic
        ? quoted(anyName)
        : index == 0 || random.oneIn(5) ? random.pick(["'0'", "'0'", "null"]) : quoted(names[random.below(index)])
      let text = random.pick(["'西药'", "'中成药'", "'A'", "'b'", "null"])
      return """
        select cast('\(name)' as varchar(9)) as bh, cast(\(above) as varchar(9)) as fxbh, cast(\(text) as varchar(9)) as mc, \
        cast(\(order[index] + 1) as numeric) as k
        """
    }
    return rows.joined(separator: " union all ")
  }

  private func quoted(_ text: String) -> String { "'\(text)'" }

  private mutating func start() -> Part {
    let name = anyName
    return random.pick([
      Part(" start with fxbh = '0'", "t.fxbh = '0'"), Part(" start with fxbh is null", "t.fxbh is null"),
      Part(" start with fxbh = '0' or fxbh is null", "t.fxbh = '0' or t.fxbh is null"),
      Part(" start with bh = '\(name)'", "t.bh = '\(name)'"), Part(" start with k > 3", "t.k > 3"), Part("", "true"),
    ])
  }

  private mutating func connection(_ isCyclic: Bool) -> Part {
    let name = anyName
    let depth = 1 + random.below(4)
    let link = random.pick([
      Part("prior bh = fxbh", "h.bh = t.fxbh"), Part("fxbh = prior bh", "t.fxbh = h.bh"),
      Part("bh = prior fxbh", "t.bh = h.fxbh"),
    ])
    let more = random.pick([
      Part("", ""), Part("", ""), Part(" and bh <> '\(name)'", " and t.bh <> '\(name)'"),
      Part(" and level <= \(depth)", " and h.lv + 1 <= \(depth)"), Part(" and prior k > 2", " and h.k > 2"),
      Part(" and prior mc is not null", " and h.mc is not null"), Part(" and k < 8", " and t.k < 8"),
      Part(" and k > prior k - 6", " and t.k > h.k - 6"),
    ])
    return Part("\(isCyclic ? "nocycle " : "")\(link.oracle)\(more.oracle)", link.postgres + more.postgres)
  }

  private mutating func items(_ leaf: String, _ cycle: String, isCyclic: Bool) -> [Part] {
    var choices = [
      Part("bh", "h.bh"), Part("level", "cast(h.lv as bigint)"),
      Part("sys_connect_by_path(bh, '/')", "h.path"),
      Part("connect_by_root mc", "h.root"), Part("connect_by_isleaf", "\(leaf)"),
      Part("prior mc", "h.pmc"), Part("k", "h.k"), Part("lpad(' ', 2 * level) || bh", "repeat(' ', 2 * h.lv) || h.bh"),
      Part("upper(prior bh)", "upper(h.pbh)"),
    ]
    if isCyclic { choices.append(Part("connect_by_iscycle", "\(cycle)")) }
    return (0..<(1 + random.below(4))).map { _ in random.pick(choices) }
  }

  private mutating func condition(_ leaf: String) -> Part {
    let name = anyName
    return random.pick([
      Part("", ""), Part("", ""), Part(" where level < 3", " where h.lv < 3"),
      Part(" where bh <> '\(name)'", " where h.bh <> '\(name)'"),
      Part(" where mc is not null", " where h.mc is not null"),
      Part(" where connect_by_isleaf = 1", " where \(leaf) = 1"),
    ])
  }

  mutating func pair() -> Pair {
    let isCyclic = random.oneIn(4)
    let table = tree(isCyclic: isCyclic)
    let start = start()
    let connection = connection(isCyclic)
    let unseen = isCyclic ? " and not t.bh = any (h.seen)" : ""
    let leaf =
      "(case when exists (select 1 from t where \(connection.postgres)\(unseen)) then 0 else 1 end)"
    let cycle =
      "(case when exists (select 1 from t where \(connection.postgres) and t.bh = any (h.seen)) then 1 else 0 end)"
    let descends = random.oneIn(2)
    let key = descends ? "-t.k" : "t.k"
    let walk = """
      with recursive t as (\(table)), h as (select t.*, 1 as lv, '/' || t.bh as path, t.mc as root, \
      cast(null as varchar(9)) as pmc, cast(null as varchar(9)) as pbh, array[\(key)] as sort, array[cast(t.bh as text)] as seen from t \
      where \(start.postgres) union all select t.*, h.lv + 1, h.path || '/' || t.bh, h.root, h.mc, h.bh, \
      h.sort || (\(key)), h.seen || cast(t.bh as text) from h join t on \(connection.postgres)\(unseen))
      """
    let filter = condition(leaf)
    let tail = "\(start.oracle) connect by \(connection.oracle)"
    let isNamed = random.oneIn(2)
    let from = isNamed ? "t" : "(\(table)) t"
    let head = isNamed ? "with t as (\(table)) " : ""
    if random.oneIn(5) {
      let counted = "count(*) as n, max(k) as m"
      return Pair(
        oracle: "\(head)select level as l, \(counted) from \(from)\(filter.oracle)\(tail) group by level order by 1",
        postgres: "\(walk) select cast(lv as bigint) as l, \(counted) from h\(filter.postgres) group by lv order by 1",
        isOrdered: true)
    }
    let items = items(leaf, cycle, isCyclic: isCyclic)
    let ours = items.enumerated().map { "\($1.oracle) as c\($0)" }.joined(separator: ", ")
    let theirs = items.enumerated().map { "\($1.postgres) as c\($0)" }.joined(separator: ", ")
    let isOrdered = random.oneIn(2)
    let (siblings, order) =
      isOrdered ? (" order siblings by k\(descends ? " desc" : "")", " order by h.sort") : ("", "")
    return Pair(
      oracle: "\(head)select \(ours) from \(from)\(filter.oracle)\(tail)\(siblings)",
      postgres: "\(walk) select \(theirs) from h\(filter.postgres)\(order)", isOrdered: isOrdered)
  }
}
