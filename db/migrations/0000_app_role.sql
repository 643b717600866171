-- The role under which every request runs. Roles are shared by all databases of a server, so it may exist,
-- or another database may be making it at this very moment.
DO $$
BEGIN
  CREATE ROLE wegwijs_app NOLOGIN;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;
--> statement-breakpoint
GRANT wegwijs_app TO CURRENT_USER;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO wegwijs_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wegwijs_app;
