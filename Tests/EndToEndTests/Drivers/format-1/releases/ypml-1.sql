PRAGMA page_size=4096;
BEGIN;
CREATE TABLE ypml(row INTEGER PRIMARY KEY, yplsh TEXT, ypbm TEXT, tym TEXT, tymzjm TEXT, spm TEXT, spmzjm TEXT,
  ywm TEXT, lbdm TEXT, cfybz TEXT, ylfydj TEXT, gsfydj TEXT, syfydj TEXT, pfj TEXT, ylbzdj TEXT, gsbzdj TEXT,
  sybzdj TEXT, ylzfbl TEXT, gszfbl TEXT, syzfbl TEXT, jx TEXT, bzsl TEXT, bzdw TEXT, hl TEXT, hldw TEXT, rl
  TEXT, rldw TEXT, gmp TEXT, ycmc TEXT, ypxjfs TEXT, bgsj TEXT, tqfydj TEXT, tqzfbl TEXT, tqbzdj TEXT, cjfydj
  TEXT, cjzfbl TEXT, yjyycrzfbl TEXT, ejyycrzfbl TEXT, sjyycrzfbl TEXT, yjyyetzfbl TEXT, ejyyetzfbl TEXT,
  sjyyetzfbl TEXT, yjyydxszfbl TEXT, ejyydxszfbl TEXT, sjyydxszfbl TEXT, cjbzdj TEXT, wsssybz TEXT, xetsybz
  TEXT, xmzsybz TEXT, jcybz TEXT, zzsjbz TEXT, zzsjsbjg TEXT, bz TEXT, gsfzqjbj TEXT, gskfxmbj TEXT, gsfpgxxmbj
  TEXT, gsfpgxxmbl TEXT, fydj TEXT, zfbl TEXT, bzdj TEXT, gjmldm TEXT, tpbz TEXT, xzzffw TEXT, kssj TEXT, zzsj
  TEXT);
CREATE TABLE release_info(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO ypml(row, yplsh, ypbm, tym, tymzjm, ylfydj, pfj, ylzfbl, jx, bzsl, bzdw, ycmc, bgsj, jcybz, bz,
  fydj, zfbl)
  VALUES (1, 'OLD0000001', '旧样1', '甲样片', 'JY1', '2', '3.50', '0.10', '片剂', '24', '盒', '虚构制药厂',
    '2021-02-01 00:00:00', '0', '饭后服用，一日三次', '2', '0.10');
INSERT INTO ypml(row, yplsh, ypbm, tym, tymzjm, ylfydj, pfj, ylzfbl, jx, bzsl, bzdw, ycmc, bgsj, jcybz, bz,
  fydj, zfbl)
  VALUES (2, 'OLD0000002', '旧样2', '乙样胶囊', 'JY2', '2', '18.00', '0.10', '片剂', '24', '盒', '虚构制药厂',
    '2021-02-20 00:00:00', '0', '饭后服用，一日三次', '2', '0.10');
INSERT INTO ypml(row, yplsh, ypbm, tym, tymzjm, ylfydj, pfj, ylzfbl, jx, bzsl, bzdw, ycmc, bgsj, jcybz, bz,
  fydj, zfbl)
  VALUES (3, 'OLD0000003', '旧样3', '丙样颗粒', 'JY3', '2', '7.20', '0.10', '片剂', '24', '盒', '虚构制药厂',
    '2021-02-21 00:00:00', '0', '饭后服用，一日三次', '2', '0.10');
CREATE UNIQUE INDEX ypml_key ON ypml(yplsh);
CREATE INDEX ypml_bgsj ON ypml(bgsj);
INSERT OR REPLACE INTO release_info(name, value) VALUES
  ('format_version', '1'), ('catalogue', 'ypml'), ('release', '1'), ('published_at', '2021-02-27 10:00:00');
COMMIT;
