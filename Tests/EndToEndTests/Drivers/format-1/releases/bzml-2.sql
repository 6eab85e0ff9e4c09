BEGIN;
INSERT INTO bzml(row, bzbm, bzmc, zjm, bzfl, bgsj, kssj)
  VALUES (4, 'OLD3', '样例病三', 'BZ', '1', '2021-03-01 00:00:00', '2021-03-01 00:00:00');
INSERT OR REPLACE INTO release_info(name, value) VALUES
  ('format_version', '1'), ('catalogue', 'bzml'), ('release', '2'), ('published_at', '2021-02-28 10:00:00');
COMMIT;
