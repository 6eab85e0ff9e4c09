/// One `[[mirror]]` of the configuration.
public struct MirrorConfiguration: Sendable, Equatable {
  public var name: String
  /// ODBC connection string, without the password where ``passwordFile`` has it.
  public var connection: String
  /// Schema (PostgreSQL and kin), database (MariaDB) or user (Oracle, 达梦) the tables stand in.
  public var schema: String
  /// Absolute; a file of mode 0600 with the password of the connection.
  public var passwordFile: String?
  /// Named engine; `nil` asks the driver.
  public var engine: String?
  /// Who reads: gets SELECT on the views and nothing else.
  public var reader: String
  /// Absolute; a file of mode 0600 with the reader's password. Without it a new reader gets the notice's password.
  public var readerPasswordFile: String?

  /// What ``engine`` may be.
  public static var engineNames: [String] { Engines.names }

  /// Identifiers are written without quotes, because HIS writes them so.
  public static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 30 else { return false }
    func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 }
    return isLetter(first) && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) }
  }

  public init(
    name: String, connection: String, schema: String = "his_interface", passwordFile: String? = nil,
    engine: String? = nil, reader: String = "his_interface", readerPasswordFile: String? = nil
  ) {
    self.name = name
    self.connection = connection
    self.schema = schema
    self.passwordFile = passwordFile
    self.engine = engine
    self.reader = reader
    self.readerPasswordFile = readerPasswordFile
  }

  /// The connection string a driver gets.
  ///
  /// - Throws: `MirrorError` QZ-M010 when a password file is missing, readable by others, or empty.
  func connectionString() throws(MirrorError) -> String {
    guard let passwordFile else { return connection }
    let password = try SecretFile.read(passwordFile)
    let separator = connection.hasSuffix(";") || connection.isEmpty ? "" : ";"
    return connection + separator + "PWD={" + password.replacing("}", with: "}}") + "}"
  }

  /// The password a reader that does not exist yet is made with: the notice's own unless another is configured.
  func readerPassword() throws(MirrorError) -> String {
    guard let readerPasswordFile else { return "his_interface" }
    return try SecretFile.read(readerPasswordFile)
  }
}
