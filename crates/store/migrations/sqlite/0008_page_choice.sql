-- Whether the person chose the check without flashing colours (1) or with them (0); NULL until they choose.
ALTER TABLE page_checks ADD COLUMN movement_only INTEGER;
