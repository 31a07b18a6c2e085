-- Access keys live in a file that the command line and a running server share; this table never had a row.
DROP TABLE access_keys;

-- When each key was used last; keys of the environment, too.
CREATE TABLE key_uses (
    key_id          TEXT    NOT NULL PRIMARY KEY,
    used_at_ms      INTEGER NOT NULL
) STRICT;
