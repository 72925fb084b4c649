/** Version 4: encrypted plans, the keys that are known, and whose signature a backup has. */
export const encryption = `
ALTER TABLE plans ADD COLUMN encryption TEXT;
ALTER TABLE backups ADD COLUMN signature TEXT NOT NULL DEFAULT 'unsigned';

/* Recipients only: identities are in the secret store, and those of recovery keys nowhere but in their kit. */
CREATE TABLE keys (
  recipient TEXT PRIMARY KEY, role TEXT NOT NULL, form TEXT NOT NULL, created_at TEXT NOT NULL,
  /* Of a recovery key: when a drill with its kit alone ended well. */
  proved_at TEXT,
  /* Set once another key has taken its place; it still opens what was sealed for it. */
  retired_at TEXT
) STRICT, WITHOUT ROWID;

/* Ed25519 public keys (base64) whose manifests are believed: this machine's own, and those it was told of. */
CREATE TABLE signers (key TEXT PRIMARY KEY, added_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
