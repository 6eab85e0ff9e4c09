import Settlement
import Testing

/// 2021-03-01 00:00:00 in Shanghai.
let midnight: Int64 = 1_614_528_000_000

func at(_ hour: Int64, _ minute: Int64, _ second: Int64, _ milliseconds: Int64 = 0) -> Instant {
  let offset = (hour * 3600 + minute * 60 + second) * 1000 + milliseconds
  return Instant(wallMilliseconds: midnight + offset, bootMilliseconds: 5_000_000 + offset)
}

@Suite("R16: window, reserve, both clocks")
struct WindowTests {
  let window = SwipeWindow(
    startMilliseconds: at(6, 0, 0).wallMilliseconds, endMilliseconds: at(7, 0, 0).wallMilliseconds)
  let anchor = ClockAnchor(at(5, 59, 0))

  private func permission(_ now: Instant, budget: Int64 = 0) -> SettlePermission {
    SettlePermission(now: now, anchor: anchor, window: window, reserve: Reserve(), budgetMilliseconds: budget)
  }

  @Test("The reserve is 248 s with the defaults; the last 05 byte is at 06:55:52")
  func reserve() {
    #expect(Reserve().seconds == 248)
    #expect(ShanghaiTime.fullText(Reserve().lastSettleMilliseconds(of: window)) == "2021-03-01 06:55:52")
  }

  @Test("At the limit and one past it")
  func limits() {
    #expect(permission(at(5, 59, 59, 999)) == .tooEarly)
    #expect(permission(at(6, 0, 0)) == .permitted)
    #expect(permission(at(6, 55, 52)) == .permitted)
    #expect(permission(at(6, 55, 52, 1)) == .tooLate)
    #expect(permission(at(6, 55, 53)) == .tooLate)
    #expect(permission(at(6, 54, 22), budget: 90_000) == .permitted)
    #expect(permission(at(6, 54, 23), budget: 90_000) == .tooLate)
  }

  @Test("Clocks 5 s apart pass, one millisecond more does not")
  func clocks() {
    let now = at(6, 30, 0)
    let apart = Instant(
      wallMilliseconds: now.wallMilliseconds + 5000, bootMilliseconds: now.bootMilliseconds)
    #expect(permission(apart) == .permitted)
    let further = Instant(
      wallMilliseconds: now.wallMilliseconds - 5001, bootMilliseconds: now.bootMilliseconds)
    #expect(permission(further) == .clocksDisagree)
  }

  @Test("Both clocks must be inside: a wall clock 4 s slow does not win time at the end")
  func bothInside() {
    let now = at(6, 55, 54)
    let slow = Instant(wallMilliseconds: now.wallMilliseconds - 4000, bootMilliseconds: now.bootMilliseconds)
    #expect(permission(slow) == .tooLate)
  }

  @Test("What has certainly elapsed survives clock changes and a reboot (R9)")
  func elapsed() {
    let first = Instant(wallMilliseconds: 1000, bootMilliseconds: 100_000)
    #expect(Instant(wallMilliseconds: -5, bootMilliseconds: 160_000).certainlyElapsed(since: first) == 60_000)
    #expect(Instant(wallMilliseconds: 9_999_999, bootMilliseconds: 20_000).certainlyElapsed(since: first) == 20_000)
  }
}

@Suite("R15: back-off")
struct BackOffTests {
  @Test(
    "5, 10, 20, 40, 60 s ± 20 % in the window; up to 10 min outside",
    arguments: [
      (1, true, 5), (2, true, 10), (3, true, 20), (4, true, 40), (5, true, 60), (99, true, 60),
      (5, false, 60), (6, false, 120), (9, false, 600), (99, false, 600),
    ])
  func delays(tries: Int, inside: Bool, seconds: Int64) {
    for seed in UInt64(1)...50 {
      let delay = BackOff.milliseconds(afterTries: tries, insideWindow: inside, seed: seed)
      #expect(delay >= seconds * 800)
      #expect(delay <= min(seconds * 1200, 600_000))
    }
  }
}

@Suite("Visit numbers and masking")
struct NumberTests {
  @Test("QZ + yyMMddHHmmss + 4 base-32 characters, 18 in all")
  func number() {
    let number = VisitNumber(wallMilliseconds: at(6, 5, 4).wallMilliseconds, random: 0b11111_00000_00001_01010)
    #expect(number.text == "QZ210301060504Z01A")
    #expect(VisitNumber(number.text) == number)
    #expect(VisitNumber("QZ210301060504ZO1A") == nil)
    #expect(VisitNumber("QZ210301060504Z01") == nil)
    #expect(VisitNumber("MZ210301060504Z01A") == nil)
  }

  @Test("A card shows its last characters, however it is printed (I9)")
  func masked() {
    let card = MaskedText("500101199001011234")
    var dumped = ""
    dump(card, to: &dumped)
    for text in ["\(card)", String(reflecting: card), dumped, String(describing: [card])] {
      #expect(!text.contains("50010119900101"))
    }
    #expect("\(card)" == "****1234")
    #expect("\(MaskedText("12345678"))" == "****78")
    #expect("\(MaskedText("12"))" == "****")
  }
}
