import CatalogueStore

/// The head as `agent.sqlite` keeps it. (Both modules call theirs `JournalHead`, and a module named like its main type
/// cannot qualify it.)
typealias StoredJournalHead = JournalHead
