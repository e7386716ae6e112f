extension Migration {
  /// Sessions, attempts that count in every process, and drafts.
  static let accounts: [Part] = [
    .sql(
      """
      CREATE TABLE sessions (
        number {integer} PRIMARY KEY CHECK (number > 0),
        token_hash {blob} NOT NULL CHECK (length(token_hash) = 32),
        secret {blob} NOT NULL CHECK (length(secret) = 32),
        account {integer} NOT NULL CHECK (account > 0),
        audience TEXT NOT NULL CHECK (audience <> ''),
        role TEXT NOT NULL CHECK (role <> ''),
        scope TEXT NOT NULL CHECK (scope <> ''),
        level TEXT NOT NULL CHECK (level <> ''),
        signed_in_at {integer} NOT NULL,
        proved_at {integer} NOT NULL,
        touched_at {integer} NOT NULL,
        idle {integer} NOT NULL CHECK (idle > 0),
        ends_at {integer} NOT NULL,
        provider TEXT NOT NULL,
        provider_session TEXT,
        place {integer},
        CONSTRAINT sessions_token UNIQUE (token_hash)
      ){strict}
      """),
    .sql("CREATE INDEX sessions_account ON sessions (account, signed_in_at, number)"),
    .sql(
      """
      CREATE INDEX sessions_provider ON sessions (provider, provider_session)
      WHERE provider_session IS NOT NULL
      """),
    .sql("CREATE INDEX sessions_end ON sessions (ends_at)"),
    .sql(
      """
      CREATE TABLE attempts (
        attempt_key TEXT NOT NULL CHECK (attempt_key <> ''),
        full_at {integer} NOT NULL,
        strikes {integer} NOT NULL CHECK (strikes >= 0),
        struck_at {integer} NOT NULL,
        changed_at {integer} NOT NULL,
        CONSTRAINT attempts_id PRIMARY KEY (attempt_key)
      ){keyed}
      """),
    .sql("CREATE INDEX attempts_changed ON attempts (changed_at)"),
    .sql(
      """
      CREATE TABLE drafts (
        id {integer} PRIMARY KEY CHECK (id >= 4611686018427387904),
        account {integer} NOT NULL CHECK (account > 0),
        form TEXT NOT NULL CHECK (length(form) BETWEEN 1 AND 100),
        version {integer} NOT NULL CHECK (version > 0),
        saved_at {integer} NOT NULL,
        key_id TEXT NOT NULL CHECK (key_id <> ''),
        sealed {blob} NOT NULL,
        commitment {blob} NOT NULL,
        CONSTRAINT drafts_form UNIQUE (account, form)
      ){strict}
      """),
    .sql("CREATE INDEX drafts_saved ON drafts (saved_at)"),
    .sql("CREATE INDEX drafts_key ON drafts (key_id, id)"),
  ]

  /// When the provider has to be asked again about a session; of those from before nobody knows.
  static let renewal: [Part] = [.sql("ALTER TABLE sessions ADD COLUMN renew_at {integer}")]
}
