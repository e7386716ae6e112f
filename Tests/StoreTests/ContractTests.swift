import Casework
import Foundation
import Store
import TestKit
import Testing
import Units

@Suite("every store keeps the contract")
struct ContractTests {
  @Test("the model keeps it", arguments: StoreContract.checks)
  func model(_ check: ContractCheck) async throws {
    try await check.run { clock in MemoryCases(clock: clock) }
  }

  @Test("SQLite keeps it", arguments: StoreContract.checks)
  func sqlite(_ check: ContractCheck) async throws {
    let workplace = try Workplace()
    try await check.run { clock in try await workplace.cases(clock: clock).0 }
    _ = workplace
  }

  @Test(
    "SQLite and the model answer walks around accounts alike", arguments: [11, 12, 13] as [UInt64])
  func accounts(seed: UInt64) async throws {
    let workplace = try Workplace()
    try await AccountWalk.run(seed: seed, steps: 600) { clock in
      try await workplace.cases(clock: clock).0
    }
    let after = try await Cases.open(
      SQLiteDatabase(workplace.file("store.db"), access: .reading), clock: HandClock().city)
    let verification = try await after.verify()
    #expect(verification.faults == [])
    #expect(verification.events > 200, "a walk does something")
  }

  @Test(
    "SQLite and the model answer random walks alike", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func walk(seed: UInt64) async throws {
    let workplace = try Workplace()
    try await StoreWalk.run(seed: seed, steps: 1500) { clock in
      try await workplace.cases(clock: clock).0
    }
    let after = try await Cases.open(
      SQLiteDatabase(workplace.file("store.db"), access: .reading), clock: HandClock().city)
    let verification = try await after.verify()
    #expect(verification.faults == [])
    #expect(verification.events > 500, "a walk does something")
  }
}
