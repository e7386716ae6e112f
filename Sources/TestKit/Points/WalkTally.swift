import Synchronization

/// What walks came to (走查计数), over all seeds: each kind of step with each of its outcomes.
package final class WalkTally: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  package init() {}

  func add(_ step: String, _ outcome: String) {
    counts.withLock { $0["\(step): \(outcome)", default: 0] += 1 }
  }

  /// Every step with its outcome, and how often, in the order of names.
  package var lines: [String] {
    counts.withLock { counts in counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } }
  }

  /// How many steps there were.
  package var steps: Int { counts.withLock { $0.values.reduce(0, +) } }

  /// Those of ``PointsWalk/outcomes`` and ``PointsWalk/refusals`` that never came.
  package var missing: [String] {
    counts.withLock { counts in
      let steps = PointsWalk.outcomes.flatMap { step, outcomes in
        outcomes.map { "\(step): \($0)" }
      }.filter { counts[$0] == nil }
      let anywhere = PointsWalk.refusals.filter { refusal in
        !counts.keys.contains { $0.hasSuffix(": \(refusal)") }
      }
      return (steps + anywhere).sorted()
    }
  }
}

extension PointsWalk {
  /// What each kind of step has to come to at least once, or the walks prove nothing: each outcome where it comes often enough to be
  /// sure of it whichever of two at once is first.
  package static let outcomes: [String: [String]] = [
    "register": ["done", "permission notForRole", "otherEntity", "state"],
    "activate": [
      "done", "permission notYours", "conflict", "state", "problems", "noCycle", "unitObstacle",
    ],
    "changeContact": ["done", "permission notYours", "conflict", "state", "problems"],
    "rotateCode": ["done", "permission notYours", "conflict", "state", "stepUp"],
    "readCode": ["done", "permission notYours"],
    "inviteClerk": ["done", "permission notYours", "stepUp"],
    "handOver": ["done", "fromProvider"],
    "accept": ["done", "invitation", "held", "permission ownCase"],
    "endClerk": ["done", "permission notYours", "state"],
    "expireInvitations": ["done"],
    "check": ["done", "noCycle", "registryUnavailable"],
    "lookUp": ["done", "codeUnknown", "codeAttempts", "unitInactive", "stage", "noCycle"],
    "request": [
      "done", "stepUp", "noCycle", "stage", "eligibilityUnchecked", "personBarred",
      "codeAttempts", "codeUnknown", "unitInactive", "problems", "permission applicantOnly",
      "payerDiffers", "state",
    ],
    "cancel": ["done", "permission notYours", "stage", "conflict", "state"],
    "confirm": ["done", "permission notYours", "permission ownCase", "conflict", "stage", "state"],
    "reject": ["done", "permission notYours", "permission ownCase", "stage", "remarkNeeded"],
    "leave": ["done", "permission notYours", "conflict", "state", "problems"],
    "stay": ["done", "permission notYours", "state"],
    "many": ["done", "permission notYours", "permission ownCase", "conflict", "stage", "state"],
    "list": ["done", "permission notYours", "noCycle"],
    "dispute": [
      "done", "permission notYours", "conflict", "state", "evidenceNeeded", "evidenceUnfit",
    ],
    "uphold": ["done", "permission notYours", "permission ownCase", "state"],
    "dismiss": ["done", "permission notYours", "permission ownCase", "state"],
    "barUnit": ["done", "permission notYours", "permission ownUnit", "state", "problems"],
    "liftUnit": ["done", "permission notYours", "permission ownUnit", "state"],
    "barPerson": ["done", "permission ownCase", "stepUp", "nothingThere"],
    "liftPerson": ["done", "permission notYours", "stepUp", "state"],
    "confirmProposal": [
      "done", "proposal", "permission ownCase", "permission ownUnit", "conflict",
    ],
    "rejectProposal": ["done", "proposal"],
    "withdrawProposal": ["done", "permission notYours", "proposal"],
    "closeCycle": ["done", "conflict", "state"],
    "openCycle": ["done"],
    "catchUp": ["done"],
    "refreshUnits": ["done"],
    "registry": ["away", "back", "cancelled", "restored"],
    "atOnce": ["requests", "answers", "cancelAndConfirm", "rotations", "activations", "proposals"],
  ]

  /// Every refusal that has to come somewhere.
  package static let refusals: Set<String> = Set(outcomes.values.joined())
    .union(["notEligible", "otherAccount"])
}
