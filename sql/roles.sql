-- SPDX-License-Identifier: Apache-2.0
-- The group roles, made by a role that may create roles. They belong to the whole server, not to one database.

DO $$
DECLARE
  missing text;
BEGIN
  FOR missing IN
    SELECT name FROM unnest(ARRAY['tlsrpt_loader', 'tlsrpt_operator', 'tlsrpt_reader']) AS name
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)
  LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', missing);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of this server is being migrated at the same moment
    END;
  END LOOP;
END;
$$;
