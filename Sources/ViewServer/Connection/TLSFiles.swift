import NIOSSL

extension ViewServerConfiguration.TLSFiles {
  /// TLS 1.2 at least; clients show no certificate.
  func load() throws -> NIOSSLContext {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
      let privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(privateKey))
      configuration.minimumTLSVersion = .tlsv12
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw ViewServerError(
        code: .tls, problem: "TLS 证书 \(certificate) 和私钥 \(key) 不能使用：\(error)",
        advice: "请检查 [views] tls_certificate 和 tls_key：PEM 格式，私钥没有口令，两者相配")
    }
  }
}
