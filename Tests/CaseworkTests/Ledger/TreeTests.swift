import Casework
import Testing

/// Protects the tree itself: hashes and proofs are those of RFC 6962, so that anybody's program can check them.
@Suite("The ledger's tree")
struct TreeTests {
  // MARK: Known answers

  /// The leaves and roots that implementations of certificate transparency test themselves with.
  static let known: [(leaf: String, root: String)] = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (
      "606162636465666768696a6b6c6d6e6f",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    ),
  ]

  static func knownLeaves() throws -> [LedgerHash] {
    try known.map { LedgerHash.leaf(try #require(LedgerText.bytes(hexadecimal: $0.leaf))) }
  }

  static func hash(_ text: String) throws -> LedgerHash {
    try #require(LedgerHash(hexadecimal: text))
  }

  @Test("the root of no leaves is the hash of nothing, and eight known leaves have the known roots")
  func knownRoots() throws {
    #expect(
      Frontier().root.description
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    var frontier = Frontier()
    for (leaf, known) in zip(try Self.knownLeaves(), Self.known) {
      frontier.append(leaf)
      #expect(frontier.root.description == known.root)
    }
  }

  @Test(
    "known proofs that a leaf is in a tree",
    arguments: [
      (0, 1, []),
      (
        0, 8,
        [
          "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
      ),
      (
        5, 8,
        [
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
      ),
      (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
      (
        1, 5,
        [
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
      ),
    ] as [(Int, Int, [String])])
  func knownInclusion(index: Int, size: Int, proof: [String]) throws {
    let tree = NaiveTree(try Self.knownLeaves())
    let made = try TreeProof(of: index, in: size).hashes(tree.tiles(size))
    #expect(made.map(\.description) == proof)
    let root = TreeCheck.root(of: tree.leaves[index], at: index, in: size, made)
    #expect(root?.description == Self.known[size - 1].root)
  }

  @Test(
    "known proofs that a tree begins with another",
    arguments: [
      (1, 1, []),
      (
        1, 8,
        [
          "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
      ),
      (
        6, 8,
        [
          "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
      ),
      (
        2, 5,
        [
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
      ),
    ] as [(Int, Int, [String])])
  func knownConsistency(old: Int, new: Int, proof: [String]) throws {
    let tree = NaiveTree(try Self.knownLeaves())
    let made = try TreeProof(from: old, to: new).hashes(tree.tiles(new))
    #expect(made.map(\.description) == proof)
    #expect(
      TreeCheck.isConsistent(
        (old, try Self.hash(Self.known[old - 1].root)),
        (new, try Self.hash(Self.known[new - 1].root)), made))
  }

  // MARK: Against the definition

  @Test("for all sizes up to 600 the root, the tiles and all proofs are those of the definition")
  func small() async throws {
    let tree = NaiveTree(600)
    var growth = try await TreeGrowth(size: 0) { _ in nil }
    var frontier = Frontier()
    var dice = Dice(6962)
    for size in 0...600 {
      let root = tree.root(size)
      #expect(frontier.root == root && growth.frontier == frontier)
      let tiles = tree.tiles(size)
      #expect(growth.tiles == tiles)
      #expect(try TreeProof(rootOf: size).hashes(tiles) == [root])
      // Every place of a few sizes around the borders of tiles, some places of all.
      let isBorder = [1, 2, 3, 255, 256, 257, 511, 512, 513, 600].contains(size)
      let places =
        isBorder ? Array(0..<size) : (0..<min(size, 6)).map { _ in dice.number(0...size - 1) }
      for index in places {
        let proof = try TreeProof(of: index, in: size).hashes(tiles)
        #expect(proof == tree.inclusion(of: index, in: 0..<size))
        #expect(TreeCheck.root(of: tree.leaves[index], at: index, in: size, proof) == root)
        let old = index + 1
        let growing = try TreeProof(from: old, to: size).hashes(tiles)
        #expect(growing == tree.consistency(from: old, in: 0..<size))
        #expect(TreeCheck.isConsistent((old, tree.root(old)), (size, root), growing))
      }
      if size < 600 {
        frontier.append(tree.leaves[size])
        growth.append(tree.leaves[size])
      }
    }
  }

  @Test(
    "so they are for larger trees, grown piece by piece from stored tiles",
    arguments: [(65_535, 1), (65_536, 2), (65_537, 3), (70_001, 4), (1_300, 5)])
  func large(size: Int, seed: Int) async throws {
    let tree = NaiveTree(size)
    var dice = Dice(UInt64(seed))
    var stored: [TilePlace: [UInt8]] = [:]
    var frontier = Frontier()
    while frontier.size < size {
      var growth = try await TreeGrowth(size: frontier.size) { stored[$0] }
      let step = min(dice.number(1...9_000), size - frontier.size)
      for leaf in tree.leaves[frontier.size..<frontier.size + step] {
        growth.append(leaf)
        frontier.append(leaf)
      }
      for (place, hashes) in growth.tiles { stored[place] = LedgerHash.bytes(hashes) }
      #expect(growth.frontier == frontier)
    }
    let root = tree.root(size)
    #expect(frontier.root == root)
    #expect(stored == tree.tiles(size).mapValues { LedgerHash.bytes($0) })
    #expect(Set(Tile.all(size: size).map(\.place)) == Set(stored.keys))
    #expect(Tile.all(size: size).allSatisfy { stored[$0.place]?.count == 32 * $0.count })
    for _ in 0..<20 {
      let index = dice.number(0...size - 1)
      let plan = TreeProof(of: index, in: size)
      #expect(plan.tiles.count <= 6, "a proof reads few tiles")
      let proof = try await plan.hashes { stored[$0] }
      #expect(proof == tree.inclusion(of: index, in: 0..<size))
      #expect(TreeCheck.root(of: tree.leaves[index], at: index, in: size, proof) == root)
      // The tiles of today prove what a smaller tree of the past held.
      let past = dice.number(index + 1...size)
      let then = try await TreeProof(of: index, in: past).hashes { stored[$0] }
      #expect(
        TreeCheck.root(of: tree.leaves[index], at: index, in: past, then) == tree.root(past))
      let growing = try await TreeProof(from: past, to: size).hashes { stored[$0] }
      #expect(TreeCheck.isConsistent((past, tree.root(past)), (size, root), growing))
    }
  }

  @Test("a completed hash of a higher level is told with its place")
  func completed() {
    let tree = NaiveTree(65_536)
    var frontier = Frontier()
    var told: [Int: [LedgerHash]] = [:]
    for (index, leaf) in tree.leaves.enumerated() {
      frontier.append(leaf) { level, hash in
        #expect(index >> (8 * level) == told[level, default: []].count)
        told[level, default: []].append(hash)
      }
    }
    #expect(told[1] == (0..<256).map { tree.root($0 * 256..<($0 + 1) * 256) })
    #expect(told[2] == [tree.root(65_536)])
    #expect(told.count == 2)
  }

  // MARK: Refusals

  @Test("no bit of a proof, leaf or root can be turned, no place or size be exchanged")
  func mutations() throws {
    for (index, size) in [(0, 1), (0, 2), (6, 7), (4, 7), (200, 300), (299, 300)] {
      let tree = NaiveTree(size)
      let root = tree.root(size)
      let proof = tree.inclusion(of: index, in: 0..<size)
      func isAccepted(_ leaf: LedgerHash, _ index: Int, _ size: Int, _ proof: [LedgerHash]) -> Bool
      {
        TreeCheck.root(of: leaf, at: index, in: size, proof) == root
      }
      let leaf = tree.leaves[index]
      #expect(isAccepted(leaf, index, size, proof))
      for place in 0..<256 * proof.count {
        #expect(!isAccepted(leaf, index, size, Self.turned(proof, place)))
      }
      for place in 0..<256 {
        #expect(!isAccepted(Self.turned([leaf], place)[0], index, size, proof))
      }
      for other in 0..<size where other != index {
        #expect(!isAccepted(leaf, other, size, proof))
      }
      #expect(!isAccepted(leaf, index, size, proof + [root]))
      #expect(!isAccepted(leaf, index, size, proof + proof.suffix(1)) || proof.isEmpty)
      if !proof.isEmpty {
        #expect(!isAccepted(leaf, index, size, Array(proof.dropLast())))
        #expect(!isAccepted(leaf, index, size, Array(proof.dropFirst())))
      }
      #expect(TreeCheck.root(of: leaf, at: -1, in: size, proof) == nil)
      #expect(TreeCheck.root(of: leaf, at: size, in: size, proof) == nil)
    }
  }

  @Test("no bit of a consistency proof can be turned, and a smaller tree is never a larger one")
  func consistencyMutations() {
    for (old, new) in [(1, 2), (2, 3), (4, 7), (6, 8), (255, 300), (256, 300), (257, 300)] {
      let tree = NaiveTree(new)
      let proof = tree.consistency(from: old, in: 0..<new)
      let (before, after) = ((old, tree.root(old)), (new, tree.root(new)))
      #expect(TreeCheck.isConsistent(before, after, proof))
      for place in 0..<256 * proof.count {
        #expect(!TreeCheck.isConsistent(before, after, Self.turned(proof, place)))
      }
      for place in 0..<256 {
        let roots = Self.turned([before.1, after.1], place * 2)
        #expect(!TreeCheck.isConsistent((old, roots[0]), (new, roots[1]), proof))
      }
      #expect(!TreeCheck.isConsistent(before, after, proof + [after.1]))
      #expect(!TreeCheck.isConsistent(before, after, Array(proof.dropLast())))
      #expect(!TreeCheck.isConsistent(before, after, []))
      #expect(!TreeCheck.isConsistent(after, before, proof))
      #expect(!TreeCheck.isConsistent((old - 1, before.1), after, proof))
      #expect(!TreeCheck.isConsistent(before, (new, before.1), proof))
    }
    let root = NaiveTree(5).root(5)
    #expect(TreeCheck.isConsistent((5, root), (5, root), []))
    #expect(!TreeCheck.isConsistent((5, root), (5, .empty), []))
    #expect(!TreeCheck.isConsistent((5, root), (5, root), [root]))
    #expect(TreeCheck.isConsistent((0, .empty), (5, root), []))
    #expect(!TreeCheck.isConsistent((0, root), (5, root), []))
    #expect(!TreeCheck.isConsistent((0, .empty), (5, root), [root]))
  }

  /// One bit turned.
  static func turned(_ hashes: [LedgerHash], _ place: Int) -> [LedgerHash] {
    var bytes = LedgerHash.bytes(hashes)
    bytes[place / 8] ^= 1 << UInt8(place % 8)
    return LedgerHash.list(bytes)
  }

  @Test("a tile that is missing or too short is named")
  func missingTiles() async throws {
    let tree = NaiveTree(600)
    var tiles = tree.tiles(600)
    tiles[TilePlace(level: 0, index: 1)] = Array(tree.leaves[256..<300])
    #expect(throws: LedgerFault.missing(level: 0, 300)) {
      _ = try TreeProof(of: 301, in: 600).hashes(tiles)
    }
    tiles[TilePlace(level: 1, index: 0)] = nil
    #expect(throws: LedgerFault.missing(level: 1, 0)) {
      _ = try TreeProof(of: 599, in: 600).hashes(tiles)
    }
    await #expect(throws: LedgerFault.missing(level: 0, 512)) {
      _ = try await TreeGrowth(size: 600) { _ in nil }
    }
  }
}

@Suite("Texts of the ledger")
struct LedgerTextTests {
  @Test("all bytes survive as hexadecimal digits")
  func bytes() {
    for count in 0..<260 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
      #expect(LedgerText.bytes(hexadecimal: LedgerText.hexadecimal(bytes)) == bytes)
    }
    #expect(LedgerText.bytes(hexadecimal: "0A") == nil)
    #expect(LedgerText.bytes(hexadecimal: "0") == nil)
    #expect(LedgerText.bytes(hexadecimal: "0g") == nil)
  }

  @Test("numbers have one way to be written and a most")
  func numbers() {
    #expect(LedgerText.number("0") == 0)
    #expect(LedgerText.number("10") == 10)
    #expect(LedgerText.number("1099511627776") == 1 << 40)
    for text in [
      "", "00", "01", "-1", "+1", " 1", "1 ", "1e3", "１", "1099511627777", "99999999999999",
    ] {
      #expect(LedgerText.number(text) == nil, "\(text)")
    }
  }
}
