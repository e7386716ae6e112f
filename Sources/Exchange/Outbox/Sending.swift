import Casework
import Synchronization

/// One sending in a race with its deadline: whichever ends first decides, and nobody waits for the other.
///
/// A channel that does not heed cancellation goes on by itself; what it says later is not heard.
final class Sending: Sendable {
  private struct State {
    var waiting: CheckedContinuation<Delivery?, Never>?
    var isOver = false
    var tasks: [Task<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// - Returns: the channel's answer; `nil` when there was none in time.
  func run(
    _ message: PendingMessage, _ channel: any Channel, _ time: PumpTime, deadline: Int64
  ) async -> Delivery? {
    await withCheckedContinuation { continuation in
      state.withLock { $0.waiting = continuation }
      // Neither inherits the cancellation of the pump: a sending under way may end.
      let tasks = [
        Task { self.end(await channel.send(message)) },
        Task {
          do { try await time.sleep(deadline) } catch { return }
          self.end(nil)
        },
      ]
      let isOver = state.withLock { state in
        state.tasks += tasks
        return state.isOver
      }
      if isOver { tasks.forEach { $0.cancel() } }
    }
  }

  /// Ends the race after a while.
  func giveUp(after milliseconds: Int64, _ time: PumpTime) {
    let task = Task {
      do { try await time.sleep(milliseconds) } catch { return }
      end(nil)
    }
    let isOver = state.withLock { state in
      state.tasks.append(task)
      return state.isOver
    }
    if isOver { task.cancel() }
  }

  /// Ends the race: with an answer, or without.
  private func end(_ delivery: Delivery?) {
    let (waiting, tasks) = state.withLock { state in
      defer {
        state.waiting = nil
        state.isOver = true
        state.tasks = []
      }
      return (state.waiting, state.tasks)
    }
    tasks.forEach { $0.cancel() }
    waiting?.resume(returning: delivery)
  }
}
