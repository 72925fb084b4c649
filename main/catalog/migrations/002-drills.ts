/** Version 2: rehearsed restores. */
export const drills = `
ALTER TABLE plans ADD COLUMN drill_every TEXT NOT NULL DEFAULT 'week';

/* Drills that came to a result; the runs of the same id have their course. */
CREATE TABLE drills (
  id TEXT PRIMARY KEY, backup TEXT NOT NULL, plan TEXT NOT NULL, state TEXT NOT NULL, started_at TEXT NOT NULL,
  /* The measured time to restore; null when the restore did not end. */
  rto_ms REAL,
  result TEXT NOT NULL
) STRICT;
CREATE INDEX drills_by_plan ON drills (plan, started_at DESC);
CREATE INDEX drills_by_backup ON drills (backup, started_at DESC);
CREATE INDEX drills_by_start ON drills (started_at DESC);
CREATE INDEX runs_of_drills ON runs (plan) WHERE kind = 'drill';
CREATE INDEX verifications_restored ON verifications (at DESC) WHERE level = 'restored';
`;
