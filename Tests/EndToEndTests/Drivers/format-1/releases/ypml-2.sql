BEGIN;
UPDATE ypml SET pfj = '16.80', bgsj = '2021-03-01 00:00:00' WHERE row = 2;
INSERT INTO ypml(row, yplsh, ypbm, tym, tymzjm, ylfydj, pfj, ylzfbl, jx, bzsl, bzdw, ycmc, bgsj, xmzsybz, jcybz,
  bz, fydj, zfbl)
  VALUES (4, 'OLD0000004', '旧样4', '丁样口服液', 'JY4', '2', '25.00', '0.10', '片剂', '24', '盒', '虚构制药厂',
    '2021-03-01 00:00:00', '1', '0', '饭后服用，一日三次', '2', '0.10');
INSERT OR REPLACE INTO release_info(name, value) VALUES
  ('format_version', '1'), ('catalogue', 'ypml'), ('release', '2'), ('published_at', '2021-02-28 10:00:00');
COMMIT;
