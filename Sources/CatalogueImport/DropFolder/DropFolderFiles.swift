import Foundation

/// The drop folder on disk: looking, moving, leaving the reason.
struct DropFolderFiles: Sendable {
  static let taken = "已导入"
  static let refused = "未导入"
  /// Files looked at in one round; more wait for the next.
  static let roundLimit = 1000

  let directory: String
  /// Asks whether a file is being written; tests answer themselves.
  var writing: @Sendable (_ path: String) -> DropWatch.Writing = { WriterProbe.writing($0) }

  /// Makes the folder and its two sub-folders, for a group of their own besides the agent's user.
  func prepare() throws {
    for path in [directory, "\(directory)/\(Self.taken)", "\(directory)/\(Self.refused)"]
    where !FileManager.default.fileExists(atPath: path) {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o770])
    }
  }

  /// What a look found.
  struct Found {
    var files: [String: DropWatch.Look] = [:]
    /// Files whose names are no UTF-8, as a person may know them, in order. They are not imported.
    var unreadableNames: [String] = []
  }

  /// Everything in the folder that is no folder and no temporary file.
  func look() throws -> Found {
    var found = Found()
    let listing = try FolderListing(directory)
    for name in listing.others where isFile(name) {
      let readable = FolderListing.readable(name)
      if !DropWatch.isTemporary(readable) { found.unreadableNames.append(readable) }
    }
    found.unreadableNames.sort()
    for name in listing.names.sorted().filter({ !DropWatch.isTemporary($0) }).prefix(Self.roundLimit) {
      var status = stat()
      // A file that was taken away since the listing is not there.
      guard lstat("\(directory)/\(name)", &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { continue }
      let modified = Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
      found.files[name] = DropWatch.Look(
        bytes: Int(status.st_size), modifiedAt: modified, writing: writing("\(directory)/\(name)"))
    }
    return found
  }

  private func isFile(_ name: [UInt8]) -> Bool {
    let path = (Array("\(directory)/".utf8) + name + [0]).map { CChar(bitPattern: $0) }
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Moves a file and writes what became of it beside it; a name that is taken gets the time.
  ///
  /// - Returns: the file's new name.
  @discardableResult func move(_ name: String, to folder: String, reason: [String], time: String) throws -> String {
    let target = "\(directory)/\(folder)"
    var free = Self.name(name, with: nil)
    var number = 1
    while FileManager.default.fileExists(atPath: "\(target)/\(free)") {
      free = Self.name(name, with: number == 1 ? time : "\(time)-\(number)")
      number += 1
    }
    let text = (["\(name)  \(time)"] + reason).joined(separator: "\r\n") + "\r\n"
    // For Windows' editors.
    let told = "\(target)/\(free)\(DropFolder.reasonSuffix)"
    do {
      try (Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8)).write(to: URL(fileURLWithPath: told))
      try FileManager.default.moveItem(atPath: "\(directory)/\(name)", toPath: "\(target)/\(free)")
    } catch {
      // No reason without its file; a folder that takes nothing may not give it back either.
      unlink(told)
      throw error
    }
    return free
  }

  /// `药品.xlsx`, `20210226-120000` → `药品-20210226-120000.xlsx`. A name that would leave no room for the reason's name
  /// loses the end of its stem.
  static func name(_ name: String, with mark: String?) -> String {
    var stem = name
    var ending = ""
    if let dot = name.lastIndex(of: "."), dot != name.startIndex, name[dot...].utf8.count <= longestEnding {
      stem = String(name[..<dot])
      ending = String(name[dot...])
    }
    ending = (mark.map { "-\($0)" } ?? "") + ending
    while stem.utf8.count > nameBytes - ending.utf8.count - DropFolder.reasonSuffix.utf8.count { stem.removeLast() }
    return stem + ending
  }

  /// Bytes of a file's name that Linux allows.
  static let nameBytes = 255
  /// More than this after the last dot is no ending.
  private static let longestEnding = 20
}
