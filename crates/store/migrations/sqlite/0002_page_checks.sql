-- Checks on the hosted page: what an application asked for, and what the person may still do.
CREATE TABLE page_checks (
    id              TEXT    NOT NULL PRIMARY KEY,
    owner           TEXT    NOT NULL,
    settings        TEXT    NOT NULL,
    presentation    TEXT    NOT NULL,
    reference       TEXT,
    opened_at_ms    INTEGER,
    cancelled_at_ms INTEGER,
    created_at_ms   INTEGER NOT NULL,
    expires_at_ms   INTEGER NOT NULL,
    delete_at_ms    INTEGER NOT NULL
) STRICT;

CREATE INDEX page_checks_delete ON page_checks (delete_at_ms);

-- Links, each good for one opening, and the passes that openings gave. Only SHA-256 of a token is kept.
CREATE TABLE page_tokens (
    hash            BLOB    NOT NULL PRIMARY KEY,
    check_id        TEXT    NOT NULL REFERENCES page_checks (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL,
    used_at_ms      INTEGER,
    expires_at_ms   INTEGER NOT NULL
) STRICT;

CREATE INDEX page_tokens_check ON page_tokens (check_id);

-- The sessions of a check, in the order in which the person asked for them. A session may be erased before its check.
CREATE TABLE page_attempts (
    session_id      TEXT    NOT NULL PRIMARY KEY,
    check_id        TEXT    NOT NULL REFERENCES page_checks (id) ON DELETE CASCADE,
    created_at_ms   INTEGER NOT NULL
) STRICT;

CREATE INDEX page_attempts_check ON page_attempts (check_id, created_at_ms);
