-- People who use the console. Only a salted hash of a password is kept, and SHA-256 of every token.
CREATE TABLE operators (
    id              TEXT    NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL UNIQUE,
    role            TEXT    NOT NULL,
    password        TEXT,
    enabled         INTEGER NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    signed_in_at_ms INTEGER
) STRICT;

CREATE TABLE operator_sessions (
    hash            BLOB    NOT NULL PRIMARY KEY,
    operator_id     TEXT    NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    way             TEXT    NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    seen_at_ms      INTEGER NOT NULL,
    ends_at_ms      INTEGER NOT NULL
) STRICT;

CREATE INDEX operator_sessions_operator ON operator_sessions (operator_id);
CREATE INDEX operator_sessions_end ON operator_sessions (ends_at_ms);

CREATE TABLE sign_in_links (
    hash            BLOB    NOT NULL PRIMARY KEY,
    operator_id     TEXT    NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    expires_at_ms   INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_links_end ON sign_in_links (expires_at_ms);

-- Who did what. Rows name operators by their names, so that they stay true when an operator is gone.
CREATE TABLE audit (
    id              INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at_ms           INTEGER NOT NULL,
    operator        TEXT,
    action          TEXT    NOT NULL,
    subject         TEXT,
    detail          TEXT,
    address         TEXT
) STRICT;

CREATE INDEX audit_operator ON audit (operator, id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_subject ON audit (subject, id);
