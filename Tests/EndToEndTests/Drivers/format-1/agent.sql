-- agent.sqlite as the first version of this program, format 1, left it: its schema to the letter, rows invented.
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
CREATE TABLE release(
  number INTEGER PRIMARY KEY, published_at INTEGER NOT NULL, day TEXT NOT NULL);
CREATE TABLE release_file(
  kind TEXT NOT NULL, release INTEGER NOT NULL REFERENCES release, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
  row_count INTEGER NOT NULL, first_load INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(kind, release)) WITHOUT ROWID;
CREATE TABLE release_set(
  number INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, file_release INTEGER NOT NULL,
  PRIMARY KEY(number, kind)) WITHOUT ROWID;
CREATE TABLE release_batch(
  release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, first_load INTEGER NOT NULL,
  from_day TEXT NOT NULL, through_day TEXT NOT NULL, announced INTEGER NOT NULL, received INTEGER NOT NULL,
  rejected INTEGER NOT NULL, added INTEGER NOT NULL, modified INTEGER NOT NULL,
  PRIMARY KEY(release, kind)) WITHOUT ROWID;
CREATE TABLE change(
  seq INTEGER PRIMARY KEY, release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, verb TEXT NOT NULL,
  key TEXT NOT NULL, before TEXT, after TEXT, change_date TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX change_release ON change(release, kind, seq);
CREATE TABLE row_number(
  kind TEXT NOT NULL, key TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID;
CREATE TABLE next_row(kind TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE subscriber(name TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journal_head(
  name TEXT PRIMARY KEY, length INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE feed(
  kind TEXT PRIMARY KEY, proven_at INTEGER NOT NULL, announced INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE staging(
  kind TEXT PRIMARY KEY, from_day TEXT NOT NULL, through_day TEXT NOT NULL, whole INTEGER NOT NULL,
  started_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE staged_page(
  kind TEXT NOT NULL, page INTEGER NOT NULL, total INTEGER NOT NULL, is_last INTEGER NOT NULL,
  records TEXT NOT NULL, PRIMARY KEY(kind, page));
CREATE TABLE reject(
  number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, place INTEGER NOT NULL, text TEXT NOT NULL,
  code TEXT NOT NULL, reason TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
  accepted_at INTEGER, resolved_at INTEGER, UNIQUE(kind, text));
CREATE TABLE held(
  kind TEXT PRIMARY KEY, reason TEXT NOT NULL, announced INTEGER NOT NULL, received INTEGER NOT NULL,
  rejected INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE log_file(
  name TEXT PRIMARY KEY, day TEXT NOT NULL, encoding TEXT NOT NULL, line_ending TEXT NOT NULL,
  format_version INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE log_piece(
  number INTEGER PRIMARY KEY, release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL,
  file TEXT NOT NULL REFERENCES log_file(name), offset INTEGER NOT NULL, length INTEGER NOT NULL,
  sha256 TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, first_load INTEGER NOT NULL);
CREATE INDEX log_piece_file ON log_piece(file, offset);
PRAGMA user_version = 1;
INSERT INTO grdb_migrations VALUES ('1 releases, journal, feed, log');
INSERT INTO release(number, published_at, day) VALUES (1, 1614391200000, '2021-02-27'), (2, 1614477600000, '2021-02-28');
-- old_directory.py puts size and digest of the files it made.
INSERT INTO release_file(kind, release, bytes, sha256, row_count, first_load) VALUES
  ('ypml', 1, 0, '', 3, 1),
  ('zlxm', 1, 0, '', 2, 1),
  ('bzml', 1, 0, '', 3, 1),
  ('ypml', 2, 0, '', 4, 0),
  ('bzml', 2, 0, '', 4, 0);
INSERT INTO release_set(number, kind, file_release) VALUES
  (1, 'ypml', 1), (1, 'zlxm', 1), (1, 'bzml', 1), (2, 'ypml', 2), (2, 'zlxm', 1), (2, 'bzml', 2);
INSERT INTO release_batch(release, kind, first_load, from_day, through_day, announced, received, rejected, added,
    modified) VALUES
  (1, 'ypml', 1, '1900-01-01', '2999-12-31', 3, 3, 0, 3, 0), (1, 'zlxm', 1, '1900-01-01', '2999-12-31', 3, 3, 1, 2, 0),
  (1, 'bzml', 1, '1900-01-01', '2999-12-31', 3, 3, 0, 3, 0), (2, 'ypml', 0, '2021-02-13', '2021-05-29', 4, 4, 0, 1, 1),
  (2, 'bzml', 0, '2021-01-26', '2021-05-29', 2, 2, 0, 1, 0);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (1, 1, 'ypml', '新增', 'OLD0000001', NULL, NULL, '2021-02-01', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (2, 1, 'ypml', '新增', 'OLD0000002', NULL, NULL, '2021-02-20', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (3, 1, 'ypml', '新增', 'OLD0000003', NULL, NULL, '2021-02-21', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (4, 1, 'zlxm', '新增', 'OLDX000001', NULL, NULL, '2021-01-10', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (5, 1, 'zlxm', '新增', 'OLDX000002', NULL, NULL, '2021-02-11', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (6, 1, 'bzml', '新增', 'OLD1|1||', NULL, NULL, '2021-01-05', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (7, 1, 'bzml', '新增', 'OLD1|2|3|', NULL, NULL, '2021-01-05', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (8, 1, 'bzml', '新增', 'OLD2|1||', NULL, NULL, '2021-02-02', 1614391200000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (9, 2, 'ypml', '修改', 'OLD0000002', 'OLD0000002|旧样2|乙样胶囊|JY2||||||2|||18.00||||0.10|||片剂|24|盒||||||虚构制药厂||2021-02-20|||||||||||||||||||0|||饭后服用，一日三次|||', 'OLD0000002|旧样2|乙样胶囊|JY2||||||2|||16.80||||0.10|||片剂|24|盒||||||虚构制药厂||2021-03-01|||||||||||||||||||0|||饭后服用，一日三次|||', '2021-03-01', 1614477600000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (10, 2, 'ypml', '新增', 'OLD0000004', NULL, 'OLD0000004|旧样4|丁样口服液|JY4||||||2|||25.00||||0.10|||片剂|24|盒||||||虚构制药厂||2021-03-01||||||||||||||||||1|0|||饭后服用，一日三次|||', '2021-03-01', 1614477600000);
INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES
  (11, 2, 'bzml', '新增', 'OLD3|1||', NULL, 'OLD3|样例病三|BZ|1|||2021-03-01||2021-03-01', '2021-03-01', 1614477600000);
INSERT INTO row_number(kind, key, row) VALUES
  ('ypml', 'OLD0000001', 1),
  ('ypml', 'OLD0000002', 2),
  ('ypml', 'OLD0000003', 3),
  ('ypml', 'OLD0000004', 4),
  ('zlxm', 'OLDX000001', 1),
  ('zlxm', 'OLDX000002', 2),
  ('bzml', 'OLD1|1||', 1),
  ('bzml', 'OLD1|2|3|', 2),
  ('bzml', 'OLD2|1||', 3),
  ('bzml', 'OLD3|1||', 4);
INSERT INTO next_row(kind, row) VALUES ('ypml', 5), ('zlxm', 3), ('bzml', 5);
INSERT INTO subscriber(name, seq, at) VALUES ('download-log', 5, 1614477600000);
INSERT INTO feed(kind, proven_at, announced) VALUES ('ypml', 1614477600000, 4), ('zlxm', 1614477600000, 1), ('bzml', 1614477600000, 2);
-- A row a person let stay out, and a download that was cut off a moment ago, after its first page.
INSERT INTO reject(kind, place, text, code, reason, first_seen, last_seen, accepted_at) VALUES
  ('zlxm', 3, 'OLDX000009|99009|缺字段的样例', 'QZ-C101', '字段数不对', 1614391200000, 1614391200000, 1614391200000);
INSERT INTO staging(kind, from_day, through_day, whole, started_at)
  VALUES ('ypml', '2021-02-21', '2021-05-29', 0, CAST(strftime('%s', 'now') AS INTEGER) * 1000);
INSERT INTO staged_page(kind, page, total, is_last, records)
  VALUES ('ypml', 1, 3, 0, 'OLD0000003|旧样3|丙样颗粒|JY3||||||2|||7.20||||0.10|||片剂|24|盒||||||虚构制药厂||2021-02-21|||||||||||||||||||0|||饭后服用，一日三次|||$OLD0000002|旧样2|乙样胶囊|JY2||||||2|||16.80||||0.10|||片剂|24|盒||||||虚构制药厂||2021-03-01|||||||||||||||||||0|||饭后服用，一日三次|||');
INSERT INTO log_file(name, day, encoding, line_ending, format_version, length) VALUES
  ('下载日志-20210227.txt', '2021-02-27', 'utf-8', 'crlf', 1, 1037),
  ('下载日志-20210228.txt', '2021-02-28', 'utf-8', 'crlf', 1, 437);
INSERT INTO log_piece(number, release, kind, file, offset, length, sha256, first_seq, last_seq, first_load) VALUES
  (1, 1, 'ypml', '下载日志-20210227.txt', 0, 541, '5166fd775baa3c12adb32f619d48a5b8b71c8f9208ef8704d4b776d5c29b9a54', 1, 3, 1),
  (2, 1, 'zlxm', '下载日志-20210227.txt', 541, 288, 'f16bcc6859d7b90ac3bcca0c8d0a335f2b537deba1cadcd0d0faabea56d59cb9', 4, 5, 1),
  (3, 1, 'bzml', '下载日志-20210227.txt', 829, 208, '0d2ff435f44bd36befb79096a07c92cc9b16973b7a31f24dc9efe8fed18e868c', 6, 8, 1),
  (4, 2, 'ypml', '下载日志-20210228.txt', 0, 368, '1b3700f2b5e63f90bfb7987e85f2fd07f14fb7b53802517b3975b03cbfd2e79c', 9, 10, 0),
  (5, 2, 'bzml', '下载日志-20210228.txt', 368, 69, '221dacf8621d2a9e1ab3f806c350df78d6c3dbac706c2964902e562b7064dbe4', 11, 11, 0);
COMMIT;
