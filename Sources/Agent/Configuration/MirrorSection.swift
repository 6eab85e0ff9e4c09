import Mirror

extension ConfigurationSections {
  /// `[[mirror]]`: names are unique; password files are relative to the configuration file.
  static func mirrors(
    _ sections: [ConfigurationSection], configurationDirectory directory: String
  ) throws(ConfigurationError) -> [MirrorConfiguration] {
    var mirrors: [MirrorConfiguration] = []
    for section in sections {
      let mirror = try mirror(section, directory)
      guard !mirrors.contains(where: { $0.name == mirror.name }) else {
        throw section.error("name", "有两个镜像叫“\(mirror.name)”", "请各取一个名称")
      }
      mirrors.append(mirror)
    }
    return mirrors
  }

  private static func mirror(
    _ section: ConfigurationSection, _ directory: String
  ) throws(ConfigurationError) -> MirrorConfiguration {
    let name = try section.requiredString("name", example: "hospital-pg")
    let connection = try section.requiredString(
      "connection", example: "Driver=PostgreSQL Unicode;Server=10.0.0.5;Database=yb;UID=qianzhi")
    if connection.lowercased().contains("pwd=") || connection.lowercased().contains("password=") {
      throw section.error("connection", "连接串里不能写口令", "请写到 password_file 指明的文件，权限 0600")
    }
    var mirror = MirrorConfiguration(name: name, connection: connection)
    for key in ["schema", "reader"] {
      guard let text = try section.string(key) else { continue }
      guard MirrorConfiguration.isIdentifier(text) else {
        throw section.error(key, "“\(text)”不能用作名称", "只用字母、数字和下划线，以字母开头，至多 30 个")
      }
      if key == "schema" { mirror.schema = text } else { mirror.reader = text }
    }
    mirror.passwordFile = try section.string("password_file").map {
      ConfigurationFile.absolute($0, relativeTo: directory)
    }
    mirror.readerPasswordFile = try section.string("reader_password_file").map {
      ConfigurationFile.absolute($0, relativeTo: directory)
    }
    if let engine = try section.string("engine"), engine != "auto" {
      guard MirrorConfiguration.engineNames.contains(engine) else {
        throw section.error(
          "engine", "不认识的引擎“\(engine)”", "可写 auto、" + MirrorConfiguration.engineNames.joined(separator: "、"))
      }
      mirror.engine = engine
    }
    try section.refuseUnknownKeys()
    return mirror
  }
}
