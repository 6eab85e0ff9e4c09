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
      "select \(name) \(from) where row_number() over (order by \(name)) = 1",
      "select sum(rank() over (order by \(name))) \(from)", "select rank() over (order by \(name)), count(*) \(from)",
      "select rank() over (order by nosuch) \(from)", "select \(name) \(from) group by rank() over (order by \(name))",
      "with a as (select \(name) as n \(from)) select m from a", "with a(x, y) as (select 1) select x from a",
      "with a as (select 1 as x) select x from a union select 1, 2",
      "with a as (select 1 as x), a as (select 2 as x) select x from a",
      "select \(name) \(from) except select \(name), 1 \(from)", "select \(name) \(from) intersect select 1, 2 \(from)",
      "select 1 \(from) join \(written(two)) using (nosuch)",
      "select 1 \(from) where (\(name), 1) in (select \(name) \(from))",
      "select 1 \(from) where (\(name), '1') = (\(name), '1', '2')",
      "select 1 \(from) where \(name) = any (select \(name), 1 \(from))",
      "select extract(nosuch from bgsj) \(from)",
      "select count(*) filter (where count(*) > 1) \(from)", "select lag() over (order by \(name)) \(from)",
      "select \(name) \(from) order by 1 limit 1 union select 'x'",
    ])
  }
}
