import CatalogueStore
import Logging

extension CatalogueStore {
  /// Tells an operator what was made again beside a publication, once.
  public func tellRebuiltFiles(_ logger: Logger) {
    for path in takeRebuiltFiles() { logger.error("\(FileInspection.text(ofRebuilt: path))") }
  }
}
