extension Migration {
  /// What the search of acts looks in (办理记录查询): who acted, when, and by which key a dossier is found whatever its kind.
  static let search: [Part] = [
    .sql("CREATE INDEX events_by_party ON events (party, place)"),
    .sql("CREATE INDEX events_by_time ON events (at, place)"),
    .sql("CREATE INDEX dossier_keys_by_value ON dossier_keys (name, value)"),
  ]
}
