extension Migration {
  /// All steps, oldest first. A landed one is never changed: the next change is a new step.
  package static let all: [Migration] = [
    Migration(number: 1, name: "casework", parts: casework),
    Migration(number: 2, name: "outbox", parts: outbox),
    Migration(number: 3, name: "accounts", parts: accounts),
    Migration(number: 4, name: "search", parts: search),
    Migration(number: 5, name: "renewal", parts: renewal),
  ]

  /// Messages that a person has sent again, and those that rest after a failure: neither is looked at again and again.
  private static let outbox: [Part] = [
    .sql("ALTER TABLE outbox ADD COLUMN excused {integer} NOT NULL DEFAULT 0 CHECK (excused >= 0)"),
    .sql("DROP INDEX outbox_due"),
    .sql(
      """
      CREATE INDEX outbox_due ON outbox (channel, not_before, id, taken_until)
      WHERE state = 'waiting'
      """),
    .sql("CREATE INDEX outbox_delivered ON outbox (recorded_at) WHERE state = 'delivered'"),
  ]

  private static let casework: [Part] = [
    // One row: what serialises units of work, and the counters that they share.
    .sql(
      """
      CREATE TABLE ledger_head (
        id {integer} PRIMARY KEY CHECK (id = 1),
        size {integer} NOT NULL CHECK (size >= 0),
        last_at {integer} NOT NULL,
        last_number {integer} NOT NULL CHECK (last_number >= 0),
        closed TEXT NOT NULL
      ){strict}
      """),
    .sql(
      "INSERT INTO ledger_head (id, size, last_at, last_number, closed) VALUES (1, 0, 0, 0, '')"),
    .sql(
      """
      CREATE TABLE events (
        place {integer} PRIMARY KEY CHECK (place >= 0),
        kind TEXT NOT NULL,
        number {integer} NOT NULL CHECK (number > 0),
        version {integer} NOT NULL CHECK (version > 0),
        name TEXT NOT NULL CHECK (name <> ''),
        party TEXT NOT NULL CHECK (party <> ''),
        role TEXT NOT NULL CHECK (role <> ''),
        at {integer} NOT NULL,
        rules TEXT NOT NULL,
        command_key TEXT NOT NULL CHECK (command_key <> ''),
        body TEXT NOT NULL,
        aftermath TEXT NOT NULL,
        leaf_hash {blob} NOT NULL CHECK (length(leaf_hash) = 32),
        CONSTRAINT events_version UNIQUE (kind, number, version)
      ){strict}
      """),
    .appendOnly("events"),
    .sql(
      """
      CREATE TABLE dossiers (
        kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 47),
        number {integer} NOT NULL CHECK (number > 0),
        version {integer} NOT NULL CHECK (version > 0),
        state TEXT NOT NULL,
        body TEXT NOT NULL,
        keys TEXT NOT NULL,
        changed_at {integer} NOT NULL,
        CONSTRAINT dossiers_id PRIMARY KEY (kind, number),
        CONSTRAINT dossiers_newest_event FOREIGN KEY (kind, number, version)
          REFERENCES events (kind, number, version)
      ){strict}
      """),
    .sql("CREATE INDEX dossiers_by_state ON dossiers (kind, state, number)"),
    .sql(
      """
      CREATE TABLE dossier_keys (
        kind TEXT NOT NULL,
        number {integer} NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        value TEXT NOT NULL,
        is_unique {integer} NOT NULL CHECK (is_unique IN (0, 1)),
        CONSTRAINT dossier_keys_id PRIMARY KEY (kind, name, value, number),
        CONSTRAINT dossier_keys_dossier FOREIGN KEY (kind, number)
          REFERENCES dossiers (kind, number)
      ){keyed}
      """),
    .sql(
      """
      CREATE UNIQUE INDEX dossier_keys_unique ON dossier_keys (kind, name, value)
      WHERE is_unique = 1
      """),
    .sql("CREATE INDEX dossier_keys_by_dossier ON dossier_keys (kind, number)"),
    .sql(
      """
      CREATE TABLE commands (
        party TEXT NOT NULL CHECK (party <> ''),
        command_key TEXT NOT NULL CHECK (length(command_key) BETWEEN 1 AND 100),
        name TEXT NOT NULL CHECK (name <> ''),
        content_hash {blob} NOT NULL CHECK (length(content_hash) = 32),
        answer {blob} NOT NULL,
        first_event {integer} NOT NULL CHECK (first_event >= 0),
        end_event {integer} NOT NULL CHECK (end_event >= first_event),
        done_at {integer} NOT NULL,
        CONSTRAINT commands_id PRIMARY KEY (party, command_key)
      ){keyed}
      """),
    .sql(
      """
      CREATE TABLE series (
        name TEXT NOT NULL CHECK (name <> ''),
        last {integer} NOT NULL CHECK (last > 0),
        CONSTRAINT series_id PRIMARY KEY (name)
      ){keyed}
      """),
    .sql(
      """
      CREATE TABLE outbox (
        id {integer} PRIMARY KEY CHECK (id > 0),
        channel TEXT NOT NULL CHECK (channel <> ''),
        message_key TEXT NOT NULL CHECK (message_key <> ''),
        body TEXT NOT NULL,
        kind TEXT,
        number {integer},
        not_before {integer} NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
        attempts {integer} NOT NULL CHECK (attempts >= 0),
        taken_until {integer} NOT NULL,
        remark TEXT NOT NULL,
        recorded_at {integer},
        CONSTRAINT outbox_message UNIQUE (channel, message_key),
        CONSTRAINT outbox_dossier CHECK ((kind IS NULL) = (number IS NULL))
      ){strict}
      """),
    .sql(
      "CREATE INDEX outbox_due ON outbox (channel, not_before, id) WHERE state = 'waiting'"),
    .sql("CREATE INDEX outbox_left ON outbox (state, channel) WHERE state <> 'delivered'"),
    .sql(
      """
      CREATE TABLE leases (
        name TEXT NOT NULL CHECK (name <> ''),
        holder TEXT NOT NULL,
        number {integer} NOT NULL CHECK (number > 0),
        held_until {integer} NOT NULL,
        CONSTRAINT leases_id PRIMARY KEY (name)
      ){keyed}
      """),
    .sql(
      """
      CREATE TABLE personal_values (
        id {integer} PRIMARY KEY CHECK (id > 0),
        kind TEXT NOT NULL,
        number {integer} NOT NULL,
        field TEXT NOT NULL CHECK (field <> ''),
        key_id TEXT NOT NULL CHECK (key_id <> ''),
        sealed {blob} NOT NULL,
        commitment {blob} NOT NULL,
        blind {blob}
      ){strict}
      """),
    .sql(
      """
      CREATE INDEX personal_values_blind ON personal_values (field, blind, id)
      WHERE blind IS NOT NULL
      """),
    .sql("CREATE INDEX personal_values_dossier ON personal_values (kind, number, id)"),
    .sql("CREATE INDEX personal_values_key ON personal_values (key_id, id)"),
    .sql(
      """
      CREATE TABLE ledger_tiles (
        level {integer} NOT NULL CHECK (level >= 0),
        tile {integer} NOT NULL CHECK (tile >= 0),
        hashes {blob} NOT NULL
          CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
        CONSTRAINT ledger_tiles_id PRIMARY KEY (level, tile)
      ){strict}
      """),
    .sql(
      """
      CREATE TABLE checkpoints (
        size {integer} PRIMARY KEY CHECK (size >= 0),
        note TEXT NOT NULL
      ){strict}
      """),
    .appendOnly("checkpoints"),
  ]
}
