/// Statements that both refuse.
extension StatementGenerator {
  mutating func refused() -> String {
    let one = source()
    let two = source(one.table)
    let name = column([one], [.code])
    let bare = one.table.key[0]
    let from = "from \(written(one))"
    return random.pick([
      "select nosuch \(from)", "select \(one.alias).nosuch \(from)", "select zz.\(bare) \(from)",
      "select 1 from nosuch",
      "select 1 from nosuch.ypml", "select nosuch(\(name)) \(from)", "select \(name), count(*) \(from)",
      "select \(name) \(from) where count(*) > 1", "select \(bare) \(from), \(written(two))",
      "select \(name) \(from) order by 3", "select \(name) \(from) group by 2", "select \(name) \(from) where",
      "select \(name) \(from) union select \(name), 1 \(from)", "select \(name) \(from) limit x",
      "selec \(name) \(from)",
      "select \(name) \(from) where \(name) = 'unterminated", "select sum(count(*)) \(from)", "select \(name)) \(from)",
      "select (select \(name), 1 \(from))", "select 1 \(from) having \(name) = 'x'",
      "select upper(\(name), 1, 2) \(from)",
      "select (select \(name) \(from))", "select \(name) \(from) where \(name) in (select \(name), 1 \(from))",
      "select 1.0 / (select count(*) - count(*) \(from))", "select cast('x1' as numeric)",
      "select cast(max(\(name)) || 'x' as numeric) \(from)", "select timestamp '2021-02-30 00:00:00'",
      "select to_char(date '2021-13-01', 'YYYY')", "select case when \(name) then 1 end \(from)",
      "select \(name) \(from) where \(name)", "select sqrt(-1.0)",
      "select distinct \(name) \(from) order by bgsj",
      "select \(name) \(from) group by \(name) order by \(one.alias).bgsj",
      "select \(name) \(from) left join \(written(two))", "select * \(from) join \(written(two)) on nosuch = 1",
      "select \(one.alias).\(bare) \(from) join \(written(one)) on true",
    ])
  }
}
