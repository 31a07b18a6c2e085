-- Operators whom an OpenID provider signs in: who they are there. Local operators have neither.
ALTER TABLE operators ADD COLUMN issuer TEXT;
ALTER TABLE operators ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX operators_subject ON operators (issuer, subject) WHERE subject IS NOT NULL;
