/// Where FETCH and MOVE go.
public enum CursorMotion: Sendable, Hashable {
  /// `nil` is ALL.
  case forward(Int?)
  /// `nil` is ALL.
  case backward(Int?)
  /// Row number from 1; from the end when negative; 0 is before the first.
  case absolute(Int)
  case relative(Int)
}
