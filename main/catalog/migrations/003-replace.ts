/** Databases that changed places: replacements and their undoing. A migration that has been released is never edited; add the next one. */
export const replace = `
/* new: into a database of its own. replace, undo: two databases changed places. */
ALTER TABLE restores ADD COLUMN kind TEXT NOT NULL DEFAULT 'new';

/* The journal of each exchange, written before each step on the server, and afterwards the record of it. */
CREATE TABLE swaps (
  run TEXT PRIMARY KEY REFERENCES restores(id), connection TEXT NOT NULL, database TEXT NOT NULL,
  /* open: something of it may be left on the server. swapped: they have changed places. reverted: nothing of it is left. */
  state TEXT NOT NULL,
  /* The exchange that this one undoes. */
  undoes TEXT, safety_backup TEXT,
  /* The database that comes in, under the name it has before; the one it takes the place of. Numbers stay with a database whatever it is called. */
  incoming TEXT NOT NULL, incoming_oid INTEGER, original_oid INTEGER NOT NULL,
  /* The name that the original gets, the comment that it had, and how the incoming one stood when it came in (JSON). */
  aside TEXT, comment TEXT, mark TEXT,
  keep_ms INTEGER NOT NULL, swapped_at TEXT, keep_until TEXT,
  /* Set once the original is no longer set aside: back in its place, or dropped. */
  aside_gone TEXT
) STRICT;
CREATE INDEX swaps_open ON swaps (state) WHERE state = 'open';
CREATE INDEX swaps_of_database ON swaps (connection, database);
`;
