#!/usr/bin/env python3
"""Checks a published ledger or a receipt, with nothing but Python (3.8 or later).

    verify.py [--lang zh|en] [--key LINE]... [--keys FILE] FOLDER
    verify.py [--lang zh|en] [--key LINE]... [--keys FILE] RECEIPT

A folder is what `luohu ledger export` publishes; a receipt is one JSON file. Without keys a folder is
checked with the keys that it brings along: compare them with those on the platform's site. A receipt
brings none, so they have to be given. The exit status is 0 when all is right, 3 when a receipt waits for
a checkpoint, 2 when something is wrong.

What is checked is written in Docs/ledger.md. This program was written apart from the platform's own; both
must say the same of the same files.
"""
import base64
import hashlib
import json
import os
import re
import sys

PER_FILE = 65_536  # events of a file of entries, and hashes of a file of tiles
LONGEST_LINE = 16 << 20
LONGEST_CHECKPOINT = 4096
CHECKPOINTS_PER_FILE = 1000
MOST_EVENTS = 1 << 40


class Fault(Exception):
    """The first thing that is wrong: its kind, the place of its event, and how, in Chinese and English."""

    KINDS = {"event": "事件", "version": "版本", "leaf hash": "叶哈希", "tile": "瓦片", "checkpoint": "检查点",
             "key": "公钥", "receipt": "回执"}

    def __init__(self, kind, index, zh, en):
        super().__init__(en)
        place = "" if index is None else f" {index}"
        self.zh = f"{self.KINDS[kind]}{place}：{zh}"
        self.en = f"{kind}{place}: {en}"


# --- Ed25519 (RFC 8032, section 5.1): is this signature by that key? ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point(encoded):
    """The point of the curve -x² + y² = 1 + d x² y² that 32 bytes stand for, as (X, Y, Z, T)."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    # x² = (y² - 1) / (d y² + 1); a square root modulo P, if there is one.
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return (x, y, 1, x * y % P)


def add(left, right):
    """The sum of two points; with projective coordinates, so that nothing is divided."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % P
    b = (left[1] + left[0]) * (right[1] + right[0]) % P
    c = 2 * left[3] * right[3] * D % P
    d = 2 * left[2] * right[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(factor, base):
    """A point added to itself so many times."""
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, base)
        base = add(base, base)
        factor >>= 1
    return result


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, signature, text):
    """Whether S·B = R + k·A, as the signer alone can make it."""
    public = point(key)
    if public is None or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    # R = S·B - k·A, and its bytes must be those of the signature.
    x, y, z, _ = add(times(s, BASE), times(ORDER - k, public))
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# --- The tree (RFC 6962, section 2.1) ---

def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


EMPTY = hashlib.sha256(b"").digest()


class Frontier:
    """The complete subtrees that the leaves so far come to, the largest first."""

    def __init__(self, size=0, nodes=()):
        self.size, self.nodes = size, list(nodes)

    def append(self, leaf):
        """Appends a leaf; gives (level, place, hash) of each hash of a higher level that is complete now."""
        completed, height, rest = [], 0, self.size
        while rest & 1:
            leaf = node_hash(self.nodes.pop(), leaf)
            height += 1
            rest >>= 1
            if height % 8 == 0:
                completed.append((height // 8, self.size >> height, leaf))
        self.nodes.append(leaf)
        self.size += 1
        return completed

    def root(self):
        if not self.nodes:
            return EMPTY
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root


def proven_root(leaf, index, size, proof):
    """The root to which a leaf and its proof lead (RFC 9162, section 2.1.3.2); None: wrong length."""
    place, last = index, size - 1
    for other in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            leaf = node_hash(other, leaf)
            while place & 1 == 0:
                place >>= 1
                last >>= 1
        else:
            leaf = node_hash(leaf, other)
        place >>= 1
        last >>= 1
    return leaf if last == 0 else None


# --- Texts ---

def from_base64(text):
    """The bytes, or None unless it is base64 in its one proper form."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def from_number(text):
    """The number, or None unless it is digits without leading zeros, at most 2^40."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,12}", text) or int(text) > MOST_EVENTS:
        return None
    return int(text)


def is_name(text):
    return re.fullmatch(r"[!-*,-~]{1,100}", text) is not None


class Key:
    """A public key: `name+id+key`, and after a space the size where it ended."""

    def __init__(self, line):
        words = line.split(" ")
        parts = words[0].split("+", 2)
        data = from_base64(parts[2]) if len(parts) == 3 else None
        self.until = from_number(words[1]) if len(words) == 2 else None
        if (len(words) > 2 or (len(words) == 2 and self.until is None) or data is None or len(data) != 33
                or data[0] != 1 or not is_name(parts[0])):
            raise ValueError
        self.name, self.bytes = parts[0], data[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if self.id.hex() != parts[1]:
            raise ValueError
        self.short = f"{self.name}+{self.id.hex()}"


def read_keys(data):
    keys = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line and not line.startswith(b"#"):
            try:
                keys.append(Key(line.decode()))
            except ValueError:
                raise Fault("key", None, f"第{number}行不是公钥", f"line {number} is not a public key")
    if not keys:
        raise Fault("key", None, "没有公钥", "there is none")
    return keys


def read_checkpoint(text, keys):
    """Size and root of a checkpoint, and the first known key that signed it."""

    def wrong(number, zh, en):
        return Fault("checkpoint", None, f"第{number}行应为{zh}", f"line {number} has to be {en}")

    if len(text.encode()) > LONGEST_CHECKPOINT:
        raise Fault("checkpoint", None, f"超过{LONGEST_CHECKPOINT}字节",
                    f"it is longer than {LONGEST_CHECKPOINT} bytes")
    lines = text.split("\n")
    name, size_line, root_line = (lines + ["", ""])[:3]
    size, root = from_number(size_line), from_base64(root_line)
    if not is_name(name):
        raise wrong(1, "账本名称", "the ledger's name")
    if size is None:
        raise wrong(2, "事件数", "how many events")
    if root is None or len(root) != 32:
        raise wrong(3, "根的base64", "the root in base64")
    if len(lines) <= 3 or lines[3]:
        raise wrong(4, "空行", "empty")
    if len(lines) <= 5:
        raise wrong(5, "签名", "a signature")
    if lines[-1]:
        raise wrong(len(lines), "以换行结束", "ended by a line feed")
    signatures = []
    for number, line in enumerate(lines[4:-1], 5):
        words = line.split(" ")
        data = from_base64(words[2]) if len(words) == 3 else None
        if data is None or len(data) <= 4 or words[0] != "\u2014" or not is_name(words[1]):
            raise wrong(number, "签名", "a signature")
        signatures.append((words[1], data[:4], data[4:]))
    body = "\n".join(lines[:3]).encode() + b"\n"
    signer = None
    for key in (key for key in keys if key.name == name):
        for _, _, signature in (s for s in signatures if s[:2] == (key.name, key.id)):
            if not is_signed(key.bytes, signature, body):
                raise Fault("checkpoint", size, f"{key.short}的签名有误",
                            f"the signature of {key.short} is wrong")
            if key.until is not None and size > key.until:
                raise Fault("checkpoint", size, f"{key.short}只签到{key.until}为止",
                            f"{key.short} signs only up to {key.until}")
            signer = signer or key
    if signer is None:
        raise Fault("checkpoint", size, "没有已知公钥的签名", "no known key has signed it")
    return size, root, signer


# --- A folder ---

class Folder:
    """Reads the files of a folder and checks them in the order of events."""

    def __init__(self, path, keys=None):
        self.path = path
        if keys is None:
            data = self.read("keys.txt", 1 << 16)
            if data is None or len(data) > 1 << 16:
                raise Fault("key", None, "没有公钥文件", "there is no file of keys")
            keys = read_keys(data)
        self.keys = keys
        self.tiles = {}

    def read(self, name, limit, offset=0):
        """At most limit + 1 bytes of a file; None: there is no such file."""
        try:
            with open(os.path.join(self.path, name), "rb") as file:
                file.seek(offset)
                return file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def text(self, data):
        try:
            return data.decode()
        except UnicodeDecodeError:
            return None

    def checkpoints(self):
        """All checkpoints as (size, root), and the key of the newest."""
        data = self.read("checkpoint", LONGEST_CHECKPOINT)
        if data is None:
            raise Fault("checkpoint", None, "缺失", "it is missing")
        text = self.text(data)
        if text is None:
            raise Fault("checkpoint", None, "不是UTF-8文本", "it is not text in UTF-8")
        size, root, key = read_checkpoint(text, self.keys)
        found, number = [], 0
        limit = CHECKPOINTS_PER_FILE * (LONGEST_CHECKPOINT + 1)
        while (data := self.read(f"checkpoints/{number:06}.txt", limit)) is not None:
            text = self.text(data)
            # Each note has one empty line inside it and one after it.
            parts = [""]
            for line in (text or "").split("\n"):
                if line:
                    parts[-1] += line + "\n"
                else:
                    parts.append("")
            if text is None or len(data) > limit or len(parts) % 2 or parts[-1] or parts[-2]:
                raise Fault("checkpoint", None, f"第{number}个文件不是检查点列表",
                            f"file {number} is not a list of checkpoints")
            for body, signed in zip(parts[:-2:2], parts[1:-2:2]):
                this, its_root, _ = read_checkpoint(body + "\n" + signed, self.keys)
                if found and this <= found[-1][0]:
                    raise Fault("checkpoint", this, "不大于前一个检查点",
                                "it is not larger than the one before it")
                found.append((this, its_root))
            number += 1
        if not found or found[-1] != (size, root):
            raise Fault("checkpoint", size, "不是检查点列表的最后一个",
                        "it is not the last in the list of checkpoints")
        return found, key

    def hash(self, level, place):
        """One stored hash; None: missing."""
        number, offset = divmod(place, PER_FILE)
        if self.tiles.get(level, (None,))[0] != number:
            data = self.read(f"tiles/{level}/{number:06}.bin", PER_FILE * 32) or b""
            self.tiles[level] = (number, data)
        found = self.tiles[level][1][offset * 32:offset * 32 + 32]
        return found if len(found) == 32 else None

    HEAD = re.compile(rb'\{"dossier": "([A-Za-z0-9-]{1,64})/(0|[1-9][0-9]{0,18})", "version": (0|[1-9][0-9]{0,18}), "')

    def entries(self, number, size):
        """The lines of a file as (place, line, match); a fault where it stops being as it has to be."""
        place = number * PER_FILE
        end = min(place + PER_FILE, size)
        try:
            with open(os.path.join(self.path, f"entries/{number:06}.jsonl"), "rb") as file:
                while line := file.readline(LONGEST_LINE + 2):
                    if line.endswith(b"\n") and place >= end:
                        raise Fault("event", place, "多出一行", "there is a line too many")
                    match = self.HEAD.match(line)
                    if (not line.endswith(b"\n") or len(line) > LONGEST_LINE + 1 or not match
                            or any(int(match[group]) >= 1 << 63 for group in (2, 3))):
                        raise Fault("event", place, "不是事件的写法", "it is not written as an event")
                    yield place, line[:-1], match
                    place += 1
        except (FileNotFoundError, NotADirectoryError):
            pass
        if place < end:
            raise Fault("event", place, "缺失", "it is missing")

    def culprit(self, index, frontier, checkpoint):
        """Which of event and stored hash is wrong: events are right when they lead to the signed root."""
        size, root = checkpoint
        events = Frontier(frontier.size, frontier.nodes)
        changed = Fault("event", index, "与已签名内容不符", "it is not what was signed")
        while events.size < size:
            number = events.size // PER_FILE
            try:
                for place, line, _ in self.entries(number, self.size):
                    if events.size == place < size:
                        events.append(leaf_hash(line))
            except Fault:
                if events.size < min(size, (number + 1) * PER_FILE):
                    return changed
        if events.root() == root:
            return Fault("leaf hash", index, "不是该事件的哈希", "it is not the hash of the event")
        return changed

    def verify(self):
        checkpoints, key = self.checkpoints()
        self.size = size = checkpoints[-1][0]
        frontier, versions, grown, left = Frontier(), {}, [], list(reversed(checkpoints))
        if left[-1][0] == 0:
            left.pop()
        for number in range((size + PER_FILE - 1) // PER_FILE):
            for index, line, match in self.entries(number, size):
                leaf, stored = leaf_hash(line), self.hash(0, index)
                if stored is None:
                    raise Fault("leaf hash", index, "缺失", "it is missing")
                if stored != leaf:
                    raise self.culprit(index, frontier, left[-1])
                self.follow(versions, index, match)
                grown += frontier.append(leaf)
                if index + 1 == left[-1][0]:
                    self.compare(frontier, grown, left.pop())
        self.end(checkpoints)
        root = checkpoints[-1][1].hex()
        return (f"正确：{size}个事件，{len(checkpoints)}个检查点，根{root}，由{key.short}签名",
                f"right: {size} events, {len(checkpoints)} checkpoints, root {root}, signed by {key.short}")

    def follow(self, versions, index, match):
        """A dossier's versions go 1, 2, 3."""
        kind, number, version = match[1].decode(), int(match[2]), int(match[3])
        before = versions.get((kind, number), 0)
        if version != before + 1:
            raise Fault("version", index, f"案卷{kind}/{number}的版本由{before}变为{version}",
                        f"{kind}/{number} goes from version {before} to {version}")
        versions[kind, number] = version

    def compare(self, frontier, grown, checkpoint):
        """The events so far lead to the signed root, and the hashes above them are those that are stored."""
        size, root = checkpoint
        if frontier.root() != root:
            raise Fault("checkpoint", size, "其前的事件得不出它的根",
                        "the events before it do not lead to its root")
        for level, place, made in grown:
            stored = self.hash(level, place)
            if stored is None:
                raise Fault("tile", place << 8 * level, f"第{level}层第{place}个哈希缺失",
                            f"hash {place} of level {level} is missing")
            if stored != made:
                raise Fault("tile", place << 8 * level, f"第{level}层第{place}个哈希与其下的叶不符",
                            f"hash {place} of level {level} does not follow from the leaves")
        grown.clear()

    def end(self, checkpoints):
        """Nothing may stand beyond the newest checkpoint."""
        size = checkpoints[-1][0]
        if checkpoints[0][0] == 0 and checkpoints[0][1] != EMPTY:
            raise Fault("checkpoint", 0, "其前的事件得不出它的根",
                        "the events before it do not lead to its root")
        if self.read(f"entries/{(size + PER_FILE - 1) // PER_FILE:06}.jsonl", 0) is not None:
            raise Fault("event", size, "多出一行", "there is a line too many")
        level = 0
        while True:
            count = size >> 8 * level
            number, rest = divmod(count, PER_FILE)
            name = "tiles/{}/{:06}.bin".format
            more = self.read(name(level, number), 0, rest * 32)
            if more or (more is not None and rest == 0) or (
                    rest and self.read(name(level, number + 1), 0) is not None):
                raise Fault("tile", count << 8 * level, f"第{level}层有最新检查点之外的哈希",
                            f"level {level} has hashes beyond the newest checkpoint")
            if count == 0:
                return
            level += 1


# --- A receipt ---

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def product(left, right):
    """The product of two of the 32 elements, polynomials modulo x^5 + x^2 + 1."""
    result = 0
    for bit in (4, 3, 2, 1, 0):
        result <<= 1
        if result & 32:
            result ^= 0b100101
        if right >> bit & 1:
            result ^= left
    return result


def reference(index, leaf):
    """The sixteen letters of a reference: place, first 30 bits of the hash, two check letters."""
    number = index << 30 | int.from_bytes(leaf[:4], "big") >> 2
    symbols = [number >> shift & 31 for shift in range(65, -1, -5)]
    high = low = 0
    for symbol in symbols:
        factor = symbol ^ high
        high, low = low ^ product(factor, 6), product(factor, 8)
    return "".join(LETTERS[symbol] for symbol in symbols + [high, low])


def normal(text):
    """A reference as people write it, in its letters; None: it is none, or has a mistake."""
    text = re.sub("[ -]", "", text)
    if not re.fullmatch(r"[0-9A-Za-z]{16}", text):
        return None
    text = text.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    if "U" in text:
        return None
    number = 0
    for letter in text[:14]:
        number = number << 5 | LETTERS.index(letter)
    made = reference(number >> 30, (number << 2 & 0xFFFFFFFF).to_bytes(4, "big"))
    return text if text == made else None


FIELDS = ("receipt", "reference", "index", "hash", "event", "proof", "checkpoint")
LONGEST_RECEIPT = 1 << 20


class Number(str):
    """A JSON number by its digits."""


def read_receipt(data):
    """The fields of a receipt, each in form."""

    def wrong(zh, en):
        return Fault("receipt", None, zh, en)

    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            return dict(pairs, **{"": None})
        return dict(pairs)

    if len(data) > LONGEST_RECEIPT:
        raise wrong(f"超过{LONGEST_RECEIPT}字节", f"it is longer than {LONGEST_RECEIPT} bytes")
    def refuse(_):
        raise ValueError

    def depth(value):
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    try:
        fields = json.loads(data.decode(), parse_int=Number, parse_float=Number, parse_constant=refuse,
                            object_pairs_hook=unique)
        json.dumps(fields, ensure_ascii=False).encode()
        if depth(fields) > 32:
            raise ValueError
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise wrong("不是JSON对象", "it is not a JSON object")
    if any(name not in FIELDS for name in fields):
        raise wrong("有多余的字段", "it has a field that does not belong there")

    def text(name):
        value = fields.get(name)
        return value if isinstance(value, str) and not isinstance(value, Number) else None

    def number(name):
        value = fields.get(name)
        return from_number(value) if isinstance(value, Number) else None

    def form(name):
        return wrong(f"字段{name}不合写法", f"field {name} is not in form")

    def hash_of(value):
        found = from_base64(value) if isinstance(value, str) and not isinstance(value, Number) else None
        return found if found is not None and len(found) == 32 else None

    if number("receipt") != 1:
        raise form("receipt")
    if text("reference") is None or normal(text("reference")) is None:
        raise form("reference")
    index = number("index")
    if index is None or index >= MOST_EVENTS:
        raise form("index")
    if text("hash") is None or not re.fullmatch(r"[0-9a-f]{64}", text("hash")):
        raise form("hash")
    if "event" in fields and text("event") is None:
        raise form("event")
    if "proof" in fields or "checkpoint" in fields:
        proof = fields.get("proof")
        if not isinstance(proof, list) or len(proof) > 64 or any(hash_of(item) is None for item in proof):
            raise form("proof")
        fields["proof"] = [hash_of(item) for item in proof]
        if text("checkpoint") is None:
            raise form("checkpoint")
    fields.update(index=index, hash=bytes.fromhex(text("hash")), reference=normal(text("reference")))
    return fields


def check_receipt(data, keys):
    receipt = read_receipt(data)
    index, leaf = receipt["index"], receipt["hash"]
    if receipt["reference"] != reference(index, leaf):
        raise Fault("receipt", None, "编号与序号或哈希不符", "the reference is not that of the place and hash")
    if "event" in receipt and leaf_hash(receipt["event"].encode()) != leaf:
        raise Fault("event", index, "与已签名内容不符", "it is not what was signed")
    if "checkpoint" not in receipt:
        return 3, (f"等待：尚无检查点包含事件{index}", f"waiting: no checkpoint covers event {index} yet")
    size, root, key = read_checkpoint(receipt["checkpoint"], keys)
    if index >= size:
        raise Fault("receipt", None, "检查点不包含它", "its checkpoint does not cover it")
    if proven_root(leaf, index, size, receipt["proof"]) != root:
        raise Fault("receipt", None, "证明得不出检查点的根", "the proof does not lead to the root of its checkpoint")
    return 0, (f"正确：事件{index}在账本中，检查点{size}，由{key.short}签名",
               f"right: event {index} is in the ledger, checkpoint {size}, signed by {key.short}")


# --- The command ---

def main(arguments):
    language, known, paths = 1, b"", []
    while arguments:
        argument = arguments.pop(0)
        if argument == "--lang" and arguments and arguments[0] in ("zh", "en"):
            language = ("zh", "en").index(arguments.pop(0))
        elif argument == "--key" and arguments:
            known += arguments.pop(0).encode() + b"\n"
        elif argument == "--keys" and arguments:
            with open(arguments.pop(0), "rb") as file:
                known += file.read() + b"\n"
        else:
            paths.append(argument)
    if len(paths) != 1 or paths[0].startswith("-") or (not os.path.isdir(paths[0]) and not known):
        sys.exit(__doc__)
    try:
        keys = read_keys(known) if known else None
        if os.path.isdir(paths[0]):
            status, words = 0, Folder(paths[0], keys).verify()
        else:
            with open(paths[0], "rb") as file:
                status, words = check_receipt(file.read(LONGEST_RECEIPT + 1), keys)
    except Fault as fault:
        status, words = 2, (f"有误：{fault.zh}", f"wrong: {fault.en}")
    sys.stdout.buffer.write(words[language].encode() + b"\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
