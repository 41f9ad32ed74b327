-- No entry without somebody who acted: the canonical form of every entry begins with the id of its actor, so the store can
-- hold each one to it without reading it as JSON.
ALTER TABLE audit.pending ADD CONSTRAINT audit_actor_named
    CHECK (substr(leaf, 1, 16) = convert_to('{"actor":{"id":"', 'UTF8') AND substr(leaf, 17, 1) NOT IN (''::bytea, '"'::bytea));
