/** Version 1. A migration that has been released is never edited; add the next one. */
export const initial = `
CREATE TABLE connections (
  name TEXT PRIMARY KEY, host TEXT NOT NULL, port INTEGER NOT NULL, user TEXT NOT NULL, database TEXT NOT NULL,
  sslmode TEXT NOT NULL, sslrootcert TEXT, label TEXT, secret TEXT NOT NULL, origin TEXT NOT NULL
) STRICT;

CREATE TABLE plans (
  name TEXT PRIMARY KEY, connection TEXT NOT NULL REFERENCES connections(name), database TEXT NOT NULL,
  schedule TEXT, zone TEXT NOT NULL, format TEXT NOT NULL, content TEXT NOT NULL, compression TEXT NOT NULL, jobs INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, retention TEXT NOT NULL, root TEXT NOT NULL, paused TEXT, stall_limit_ms REAL NOT NULL,
  origin TEXT NOT NULL, created_at TEXT NOT NULL,
  /* Slots up to this instant are in the ledger or were decided not to matter. */
  reconciled_through TEXT NOT NULL,
  /* Number of the newest backup, published or not; order survives a clock that was set back. */
  sequence INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE slots (
  plan TEXT NOT NULL, slot TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, updated_at TEXT NOT NULL,
  PRIMARY KEY (plan, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, plan TEXT, backup TEXT, state TEXT NOT NULL, trigger TEXT NOT NULL, attempt INTEGER NOT NULL,
  slot TEXT, started_at TEXT NOT NULL, ended_at TEXT, duration_ms REAL, error TEXT, warnings TEXT NOT NULL, advisories TEXT NOT NULL,
  owner TEXT NOT NULL, pid INTEGER NOT NULL,
  /* What a start-up after a crash must look at: the partial and final paths, a database being restored. JSON. */
  journal TEXT
) STRICT;
CREATE INDEX runs_by_start ON runs (started_at DESC);
CREATE INDEX runs_by_plan ON runs (plan, slot);
CREATE INDEX runs_open ON runs (state) WHERE state IN ('queued', 'running', 'cancelling');

/* Backups reference plans and connections by name only: history outlives both, and a rebuilt catalog has neither. */
CREATE TABLE backups (
  id TEXT PRIMARY KEY, plan TEXT NOT NULL, connection TEXT NOT NULL, database TEXT NOT NULL, state TEXT NOT NULL, format TEXT NOT NULL,
  created_at TEXT NOT NULL, duration_ms REAL NOT NULL, path TEXT NOT NULL, manifest_path TEXT NOT NULL UNIQUE,
  plain_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, stored_sha256 TEXT NOT NULL, encrypted INTEGER NOT NULL,
  level TEXT NOT NULL, level_at TEXT NOT NULL, pinned INTEGER NOT NULL, server_version TEXT NOT NULL, tool_version TEXT NOT NULL,
  warnings TEXT NOT NULL, sequence INTEGER NOT NULL,
  /* Set before the first file is removed, so that a deletion cut short is finished at the next start. */
  deleting INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX backups_newest ON backups (created_at DESC, sequence DESC);
CREATE INDEX backups_deleting ON backups (deleting) WHERE deleting = 1;
CREATE INDEX backups_by_state ON backups (state, created_at DESC, sequence DESC);
CREATE INDEX backups_by_plan_state ON backups (plan, state, created_at DESC, sequence DESC);
CREATE INDEX backups_by_plan ON backups (plan, created_at DESC, sequence DESC);

CREATE TABLE verifications (
  backup TEXT NOT NULL REFERENCES backups(id) ON DELETE CASCADE, level TEXT NOT NULL, ok INTEGER NOT NULL, at TEXT NOT NULL,
  duration_ms REAL NOT NULL, reason TEXT, PRIMARY KEY (backup, at, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE restores (
  id TEXT PRIMARY KEY, backup TEXT NOT NULL, connection TEXT NOT NULL, database TEXT NOT NULL, state TEXT NOT NULL,
  started_at TEXT NOT NULL, result TEXT
) STRICT;

/* Every folder that was ever a root of backups, for rebuilding. */
CREATE TABLE roots (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE leases (
  resource TEXT NOT NULL, run TEXT NOT NULL, owner TEXT NOT NULL, pid INTEGER NOT NULL, what TEXT NOT NULL, since TEXT NOT NULL,
  shared INTEGER NOT NULL, PRIMARY KEY (resource, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL, door TEXT NOT NULL, action TEXT NOT NULL,
  subject TEXT NOT NULL, outcome TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`;
