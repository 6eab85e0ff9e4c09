PRAGMA page_size=4096;
BEGIN;
CREATE TABLE bzml(row INTEGER PRIMARY KEY, bzbm TEXT, bzmc TEXT, zjm TEXT, bzfl TEXT, jmbzfl TEXT, tjm TEXT,
  bgsj TEXT, sybzfl TEXT, kssj TEXT, zzsj TEXT, gjmldm TEXT);
CREATE TABLE release_info(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO bzml(row, bzbm, bzmc, zjm, bzfl, bgsj, kssj)
  VALUES (1, 'OLD1', '样例病一', 'BZ', '1', '2021-01-05 00:00:00', '2021-01-05 00:00:00');
INSERT INTO bzml(row, bzbm, bzmc, zjm, bzfl, jmbzfl, bgsj, kssj)
  VALUES (2, 'OLD1', '样例病一', 'BZ', '2', '3', '2021-01-05 00:00:00', '2021-01-05 00:00:00');
INSERT INTO bzml(row, bzbm, bzmc, zjm, bzfl, bgsj, kssj)
  VALUES (3, 'OLD2', '样例病二', 'BZ', '1', '2021-02-02 00:00:00', '2021-02-02 00:00:00');
CREATE UNIQUE INDEX bzml_key ON bzml(bzbm, bzfl, jmbzfl, sybzfl);
CREATE INDEX bzml_bgsj ON bzml(bgsj);
CREATE INDEX bzml_kssj ON bzml(kssj);
INSERT OR REPLACE INTO release_info(name, value) VALUES
  ('format_version', '1'), ('catalogue', 'bzml'), ('release', '1'), ('published_at', '2021-02-27 10:00:00');
COMMIT;
