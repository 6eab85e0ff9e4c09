import SettlementJournal

/// The head as the money journal has it.
typealias MoneyJournalHead = JournalHead
