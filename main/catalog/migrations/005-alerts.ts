/** Version 5: what is wrong, whom it was told, and what was unusual about a backup. */
export const alerts = `
CREATE TABLE channels (
  name TEXT PRIMARY KEY, settings TEXT NOT NULL, origin TEXT NOT NULL, has_secret INTEGER NOT NULL, created_at TEXT NOT NULL,
  failing TEXT, last_sent_at TEXT
) STRICT;

CREATE TABLE alerts (
  id TEXT PRIMARY KEY, rule TEXT NOT NULL, subject TEXT NOT NULL, plan TEXT, severity TEXT NOT NULL, state TEXT NOT NULL,
  since TEXT NOT NULL, resolved_at TEXT, message TEXT NOT NULL, next_step TEXT NOT NULL, run TEXT, backup TEXT,
  acknowledged_at TEXT, acknowledged_by TEXT
) STRICT;
CREATE UNIQUE INDEX alerts_open ON alerts (rule, subject) WHERE state = 'open';
CREATE INDEX alerts_newest ON alerts (since DESC);

/* The outbox: written in the transaction that changes an alert, so that each change is told once however often we are stopped. */
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY, alert TEXT REFERENCES alerts(id) ON DELETE CASCADE, channel TEXT NOT NULL, event TEXT NOT NULL,
  message TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL, due_at TEXT NOT NULL, error TEXT
) STRICT;
CREATE UNIQUE INDEX deliveries_once ON deliveries (alert, channel, event);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state IN ('waiting', 'held');

/* Of a plan, or of all where the name is empty. */
CREATE TABLE thresholds (plan TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE INDEX runs_of_backups ON runs (plan) WHERE kind = 'backup';

CREATE TABLE findings (
  backup TEXT NOT NULL REFERENCES backups(id) ON DELETE CASCADE, rule TEXT NOT NULL, object TEXT NOT NULL, message TEXT NOT NULL,
  next_step TEXT NOT NULL, PRIMARY KEY (backup, rule, object)
) STRICT, WITHOUT ROWID;

/* What was not as usual, told or not; it outlives the backups, so that what happens every month is known to. */
CREATE TABLE swings (
  plan TEXT NOT NULL, rule TEXT NOT NULL, object TEXT NOT NULL, at TEXT NOT NULL, since TEXT NOT NULL, ratio REAL NOT NULL,
  PRIMARY KEY (plan, rule, object, at)
) STRICT, WITHOUT ROWID;
`;
