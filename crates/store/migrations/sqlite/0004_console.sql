-- What the console lists, sorts and filters checks by, taken out of the records beside which it stands.
ALTER TABLE sessions ADD COLUMN challenge_kind TEXT;
ALTER TABLE sessions ADD COLUMN confidence REAL;
ALTER TABLE sessions ADD COLUMN signal TEXT;
ALTER TABLE sessions ADD COLUMN direction TEXT;
ALTER TABLE sessions ADD COLUMN reason TEXT;
ALTER TABLE sessions ADD COLUMN feedback TEXT;
ALTER TABLE sessions ADD COLUMN review TEXT;
ALTER TABLE sessions ADD COLUMN review_decision TEXT;
ALTER TABLE sessions ADD COLUMN reviewed_by TEXT;
ALTER TABLE sessions ADD COLUMN started_at_ms INTEGER;
ALTER TABLE sessions ADD COLUMN ended_at_ms INTEGER;
-- What the client told about itself, and what it was asked to do: JSON of the types in details.rs.
ALTER TABLE sessions ADD COLUMN client TEXT;
ALTER TABLE sessions ADD COLUMN plan TEXT;

UPDATE sessions SET challenge_kind = json_extract(challenge, '$.kind') WHERE challenge IS NOT NULL;
UPDATE sessions SET
    confidence = json_extract(result, '$.confidence'),
    feedback = (SELECT group_concat(code.value, ' ') FROM json_each(sessions.result, '$.feedback') AS code)
    WHERE result IS NOT NULL;
-- The reading that moved the answer most in its own direction, else the one that moved it most.
WITH moved AS (
    SELECT
        sessions.id AS id,
        json_extract(one.value, '$.signal') AS signal,
        json_extract(one.value, '$.reason') AS reason,
        json_extract(one.value, '$.log_likelihood_ratio') * json_extract(one.value, '$.weight') AS added,
        json_extract(sessions.result, '$.confidence') >= 50 AS passed
    FROM sessions, json_each(sessions.result, '$.contributions') AS one
    WHERE sessions.result IS NOT NULL
), ranked AS (
    SELECT
        id, signal, reason, added,
        row_number() OVER (PARTITION BY id ORDER BY (added > 0) = passed DESC, abs(added) DESC) AS place
    FROM moved WHERE abs(added) >= 0.2
)
UPDATE sessions SET
    signal = ranked.signal,
    direction = CASE WHEN ranked.added > 0 THEN 'live' ELSE 'attack' END,
    reason = ranked.reason
    FROM ranked WHERE ranked.id = sessions.id AND ranked.place = 1;

-- What a new session lacks has no entry: creating one is what has to be cheap.
CREATE INDEX sessions_created ON sessions (created_at_ms, id);
CREATE INDEX sessions_status_created ON sessions (status, created_at_ms, id);
CREATE INDEX sessions_owner_created ON sessions (owner, created_at_ms, id);
CREATE INDEX sessions_challenge_created ON sessions (challenge_kind, created_at_ms, id) WHERE challenge_kind IS NOT NULL;
CREATE INDEX sessions_signal_created ON sessions (signal, created_at_ms, id) WHERE signal IS NOT NULL;
CREATE INDEX sessions_review_created ON sessions (review, created_at_ms, id) WHERE review IS NOT NULL;
CREATE INDEX sessions_confidence ON sessions (confidence, id) WHERE confidence IS NOT NULL;
CREATE INDEX sessions_answered ON sessions (created_at_ms, confidence) WHERE confidence IS NOT NULL;

-- One row per feedback code of a check.
CREATE TABLE session_feedback (
    code            TEXT    NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    session_id      TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    PRIMARY KEY (code, created_at_ms, session_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_feedback_session ON session_feedback (session_id);

INSERT OR IGNORE INTO session_feedback (code, created_at_ms, session_id)
    SELECT code.value, sessions.created_at_ms, sessions.id
    FROM sessions, json_each(sessions.result, '$.feedback') AS code
    WHERE sessions.result IS NOT NULL;

-- What the console draws of a check: JSON of the types in details.rs.
CREATE TABLE session_details (
    session_id      TEXT    NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    record          TEXT    NOT NULL
) STRICT;

-- What people said that checks really were.
CREATE TABLE reviews (
    id              INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    session_id      TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    at_ms           INTEGER NOT NULL,
    operator        TEXT    NOT NULL,
    decision        TEXT    NOT NULL,
    species         TEXT,
    note            TEXT    NOT NULL
) STRICT;

CREATE INDEX reviews_session ON reviews (session_id, id);

CREATE INDEX page_checks_reference ON page_checks (reference) WHERE reference IS NOT NULL;
