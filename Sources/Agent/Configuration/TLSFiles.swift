/// `[views] tls_certificate` and `tls_key`.
extension ConfigurationSections {
  /// Absolute paths; relative ones are meant from the data directory. Empty is none.
  ///
  /// - Throws: when only one of the two is there.
  static func tlsFiles(
    _ section: ConfigurationSection, dataDirectory: String
  ) throws(ConfigurationError) -> (certificate: String?, key: String?) {
    var paths: [String?] = []
    for name in ["tls_certificate", "tls_key"] {
      let path = try section.string(name) ?? ""
      paths.append(path.isEmpty ? nil : ConfigurationFile.absolute(path, relativeTo: dataDirectory))
    }
    if (paths[0] == nil) != (paths[1] == nil) {
      throw section.error(
        paths[0] == nil ? "tls_certificate" : "tls_key", "TLS 需要证书和私钥两个文件", "请同时写 tls_certificate 和 tls_key")
    }
    return (paths[0], paths[1])
  }
}
