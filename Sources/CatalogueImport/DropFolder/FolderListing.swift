import Glibc
import TextEncoding

/// The names in a folder, byte for byte. Foundation's listing has U+FFFD in place of bytes that are no UTF-8, and nothing
/// of such a name is found.
struct FolderListing {
  private(set) var names: [String] = []
  /// Names that are no UTF-8: what an FTP client of a Chinese Windows writes.
  private(set) var others: [[UInt8]] = []

  init(_ directory: String) throws(ImportError) {
    guard let stream = opendir(directory) else { throw Self.failure(directory) }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw Self.failure(directory) }
        break
      }
      // The entry may be shorter than its type says.
      let place = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \dirent.d_name)!
      let name = place.assumingMemoryBound(to: CChar.self)
      let bytes = Array(UnsafeRawBufferPointer(start: place, count: strlen(name)))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        others.append(bytes)
        continue
      }
      if text != ".", text != ".." { names.append(text) }
    }
  }

  private static func failure(_ directory: String) -> ImportError {
    ImportError(.cannotRead, "无法读取文件夹 \(directory)：\(String(cString: strerror(errno)))")
  }

  /// A name that is no UTF-8, as a person may know it: in GB18030 where it is that, else with what is readable of it.
  static func readable(_ name: [UInt8]) -> String {
    do {
      return try GB18030.decode(name)
    } catch {
      // Of no encoding in use here.
      return String(decoding: name, as: UTF8.self)
    }
  }
}
