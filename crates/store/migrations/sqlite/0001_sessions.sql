-- One row per check. Times are milliseconds since 1970-01-01 UTC; records are JSON of the types in records.rs.
CREATE TABLE sessions (
    id              TEXT    NOT NULL PRIMARY KEY,
    owner           TEXT    NOT NULL,
    token           TEXT,
    status          TEXT    NOT NULL,
    failure         TEXT,
    settings        TEXT    NOT NULL,
    challenge       TEXT,
    sdk_type        TEXT,
    result          TEXT,
    created_at_ms   INTEGER NOT NULL,
    expires_at_ms   INTEGER NOT NULL,
    delete_at_ms    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX sessions_token ON sessions (owner, token) WHERE token IS NOT NULL;
CREATE INDEX sessions_status ON sessions (status, expires_at_ms);
CREATE INDEX sessions_delete ON sessions (delete_at_ms);

-- Images of a result; the bytes lie in the image store under `key`.
CREATE TABLE images (
    session_id      TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    place           INTEGER NOT NULL,
    key             TEXT    NOT NULL,
    bounding_box    TEXT,
    PRIMARY KEY (session_id, place)
) STRICT;

CREATE TABLE access_keys (
    id              TEXT    NOT NULL PRIMARY KEY,
    secret          TEXT    NOT NULL,
    enabled         INTEGER NOT NULL,
    created_at_ms   INTEGER NOT NULL
) STRICT;
