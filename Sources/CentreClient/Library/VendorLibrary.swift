import Glibc

/// A vendor's interface library: a shared object with `int INIT(char *err)` (or without argument) and
/// `int BUSINESS_HANDLE(char *in, char *out)` (centre.md, transport 2). Only the child process loads one.
final class VendorLibrary {
  /// Room for one answer; a page of 24 overflows the 1,024 bytes of old callers.
  static let answerBytes = 16 << 20
  static let messageBytes = 64 << 10

  struct Failure: Error {
    let text: String
  }

  private typealias InitWithMessage = @convention(c) (UnsafeMutablePointer<CChar>?) -> Int32
  private typealias InitWithoutArgument = @convention(c) () -> Int32
  private typealias BusinessHandle =
    @convention(c) (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?) -> Int32

  private let handle: BusinessHandle
  private let output: GuardedBuffer

  /// Loads and initialises the library. Its own folder becomes the working directory: such libraries look for their
  /// settings there (*ours*).
  init(path: String, takesMessage: Bool) throws(Failure) {
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex, chdir(String(path[..<slash])) != 0 {
      throw Failure(text: "厂商接口库所在的文件夹进不去：\(String(cString: strerror(errno)))")
    }
    guard let object = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw Failure(text: "厂商接口库装不上：\(dlerror().map { String(cString: $0) } ?? path)")
    }
    guard let initSymbol = dlsym(object, "INIT") else { throw Failure(text: "厂商接口库没有 INIT 函数") }
    guard let handleSymbol = dlsym(object, "BUSINESS_HANDLE") else {
      throw Failure(text: "厂商接口库没有 BUSINESS_HANDLE 函数")
    }
    handle = unsafeBitCast(handleSymbol, to: BusinessHandle.self)
    output = try GuardedBuffer(byteCount: Self.answerBytes)
    let message = try GuardedBuffer(byteCount: Self.messageBytes)
    let result =
      takesMessage
      ? unsafeBitCast(initSymbol, to: InitWithMessage.self)(message.text)
      : unsafeBitCast(initSymbol, to: InitWithoutArgument.self)()
    guard result >= 0 else {
      let text = LibraryText.shown(message.bytes ?? [])
      throw Failure(text: "厂商接口库初始化失败（INIT 返回 \(result)）\(text.isEmpty ? "" : "：\(text)")")
    }
  }

  /// Calls `BUSINESS_HANDLE` once.
  ///
  /// - Parameter request: in GB18030, without NUL.
  /// - Returns: its result and what it wrote before the NUL; `nil` text when there was no NUL.
  func call(_ request: [UInt8]) -> (result: Int32, answer: [UInt8]?) {
    output.clear()
    var input = request.map { CChar(bitPattern: $0) } + [0]
    let result = input.withUnsafeMutableBufferPointer { handle($0.baseAddress, output.text) }
    return (result, output.bytes)
  }
}

/// Memory that ends at a page nobody may touch: a library that writes past it dies at once instead of writing elsewhere.
private final class GuardedBuffer {
  private let base: UnsafeMutableRawPointer
  private let byteCount: Int

  init(byteCount: Int) throws(VendorLibrary.Failure) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    precondition(byteCount % page == 0, "a buffer is whole pages")
    guard let base = mmap(nil, byteCount + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED, mprotect(base + byteCount, page, PROT_NONE) == 0
    else { throw VendorLibrary.Failure(text: "内存不足") }
    self.base = base
    self.byteCount = byteCount
  }

  var text: UnsafeMutablePointer<CChar> { base.assumingMemoryBound(to: CChar.self) }

  /// All zeros again.
  func clear() { _ = madvise(base, byteCount, Int32(MADV_DONTNEED)) }

  /// What stands before the first NUL; `nil` without one.
  var bytes: [UInt8]? {
    let length = strnlen(text, byteCount)
    return length == byteCount ? nil : [UInt8](UnsafeRawBufferPointer(start: base, count: length))
  }
}
