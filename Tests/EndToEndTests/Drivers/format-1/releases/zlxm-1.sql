PRAGMA page_size=4096;
BEGIN;
CREATE TABLE zlxm(row INTEGER PRIMARY KEY, lbdm1 TEXT, lbdm2 TEXT, lbdm3 TEXT, lbdm4 TEXT, xmlsh TEXT, xmbm
  TEXT, xmmc TEXT, zjm TEXT, tpj TEXT, ylbzj TEXT, gsbzj TEXT, sybzj TEXT, dw TEXT, ylfydj TEXT, gsfydj TEXT,
  syfydj TEXT, ylzfbl TEXT, gszfbl TEXT, syzfbl TEXT, txbl TEXT, xjfs TEXT, lsf TEXT, bz TEXT, bgsj TEXT, tpxmbz
  TEXT, tqfydj TEXT, tqzfbl TEXT, tqbzdj TEXT, cjfydj TEXT, cjzfbl TEXT, yjyycrzfbl TEXT, ejyycrzfbl TEXT,
  sjyycrzfbl TEXT, yjyyetzfbl TEXT, ejyyetzfbl TEXT, sjyyetzfbl TEXT, yjyydxszfbl TEXT, ejyydxszfbl TEXT,
  sjyydxszfbl TEXT, cjbzdj TEXT, tsytbj TEXT, xmnh TEXT, cwnr TEXT, gsfzqjbj TEXT, gskfxmbj TEXT, gsfpgxxmbj
  TEXT, gsktfbj TEXT, nhycxhc TEXT, jjsm TEXT, zgcfjl TEXT, zgcfyl15 TEXT, zgcfyl20 TEXT, zgcfcb TEXT, zgcfzf
  TEXT, jmcfjl TEXT, jmcfyl15 TEXT, jmcfyl20 TEXT, jmcfcb TEXT, jmcfzf TEXT, gscfjl TEXT, gscfcb TEXT, gscfzf
  TEXT, sycfjl TEXT, sycfyl15 TEXT, sycfyl20 TEXT, sycfcb TEXT, sycfzf TEXT, tqcfjl TEXT, tqcfyl15 TEXT,
  tqcfyl20 TEXT, tqcfcb TEXT, tqcfzf TEXT, zzsj TEXT, jbsj TEXT, zgdebxbz TEXT, jmdebxbz TEXT, ylggxmbj TEXT,
  fydj TEXT, zzbl TEXT, bzj TEXT, gjmldm TEXT);
CREATE TABLE release_info(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO zlxm(row, xmlsh, xmbm, xmmc, zjm, ylbzj, dw, ylfydj, ylzfbl, bgsj, fydj, zzbl, bzj)
  VALUES (1, 'OLDX000001', '99001', '样例检查', 'XM1', '12.50', '次', '1', '0', '2021-01-10 00:00:00', '1', '0',
    '12.50');
INSERT INTO zlxm(row, xmlsh, xmbm, xmmc, zjm, ylbzj, dw, ylfydj, ylzfbl, bgsj, fydj, zzbl, bzj)
  VALUES (2, 'OLDX000002', '99002', '样例治疗', 'XM2', '12.50', '次', '1', '0', '2021-02-11 00:00:00', '1', '0',
    '12.50');
CREATE UNIQUE INDEX zlxm_key ON zlxm(xmlsh);
CREATE INDEX zlxm_bgsj ON zlxm(bgsj);
INSERT OR REPLACE INTO release_info(name, value) VALUES
  ('format_version', '1'), ('catalogue', 'zlxm'), ('release', '1'), ('published_at', '2021-02-27 10:00:00');
COMMIT;
