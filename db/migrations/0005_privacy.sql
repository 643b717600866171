CREATE TYPE "public"."access_action" AS ENUM('C', 'R', 'U', 'D', 'E');--> statement-breakpoint
CREATE TYPE "public"."access_actor" AS ENUM('staff', 'client', 'product', 'command');--> statement-breakpoint
CREATE TYPE "public"."access_outcome" AS ENUM('succeeded', 'refused', 'failed');--> statement-breakpoint
CREATE TABLE "access_log" (
	"organisation_id" uuid NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"event" text NOT NULL,
	"action" "access_action" NOT NULL,
	"outcome" "access_outcome" NOT NULL,
	"actor" "access_actor" NOT NULL,
	"staff_id" uuid,
	"actor_name" text,
	"role" text,
	"responsible_staff_id" uuid,
	"purpose" text NOT NULL,
	"client_ids" uuid[] DEFAULT '{}' NOT NULL,
	"object_kind" text,
	"object_id" text,
	"address" text,
	"source" text NOT NULL,
	"request_id" text,
	"is_emergency" boolean DEFAULT false NOT NULL,
	"previous_hash" "bytea" DEFAULT ''::bytea NOT NULL,
	"hash" "bytea" DEFAULT ''::bytea NOT NULL,
	CONSTRAINT "access_log_pk" PRIMARY KEY("organisation_id","seq")
);
--> statement-breakpoint
ALTER TABLE "access_log" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "access_log_clients" (
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "access_log_clients_pk" PRIMARY KEY("organisation_id","client_id","seq")
);
--> statement-breakpoint
ALTER TABLE "access_log_clients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "access_log_heads" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "access_log_heads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "access_log_seals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"sealed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"key_name" text NOT NULL,
	"mac" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "access_log_seals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "access_reviews" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"period_from" date NOT NULL,
	"period_until" date NOT NULL,
	"sealed_note" "bytea" NOT NULL,
	"looked_into" text[] NOT NULL,
	"seq" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"is_whole" boolean NOT NULL,
	"signed_by" uuid NOT NULL,
	"signed_by_name" text NOT NULL,
	"signed_by_role" text NOT NULL,
	"signed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "access_reviews_of_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "access_reviews_period" CHECK ("access_reviews"."period_until" >= "access_reviews"."period_from")
);
--> statement-breakpoint
ALTER TABLE "access_reviews" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "access_log_by_time" ON "access_log" USING btree ("organisation_id","at","seq");--> statement-breakpoint
CREATE INDEX "access_log_by_staff" ON "access_log" USING btree ("organisation_id","staff_id","at","seq");--> statement-breakpoint
CREATE INDEX "access_log_unusual" ON "access_log" USING btree ("organisation_id","at") WHERE "access_log"."outcome" <> 'succeeded' or "access_log"."is_emergency";--> statement-breakpoint
CREATE INDEX "access_log_seals_by_line" ON "access_log_seals" USING btree ("organisation_id","seq");--> statement-breakpoint
CREATE INDEX "access_reviews_by_period" ON "access_reviews" USING btree ("organisation_id","period_until");--> statement-breakpoint
CREATE POLICY "own_access_log" ON "access_log" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("access_log"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_access_log_clients" ON "access_log_clients" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("access_log_clients"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_access_log_seals" ON "access_log_seals" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("access_log_seals"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_access_reviews" ON "access_reviews" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("access_reviews"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
-- From here on what the schema cannot say. Requests add lines and read them, and can do nothing else to them.
REVOKE UPDATE, DELETE, TRUNCATE ON "access_log", "access_log_seals", "access_reviews" FROM wegwijs_app;--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "access_log_clients" FROM wegwijs_app;--> statement-breakpoint
REVOKE ALL ON "access_log_heads" FROM wegwijs_app;--> statement-breakpoint
-- One field of a line as it goes into the hash: its length comes first, so that no two lines read the same.
CREATE FUNCTION access_log_field(value text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN value IS NULL THEN '-' ELSE octet_length(value) || ':' || value END
$$;--> statement-breakpoint
-- Gives a line its number and its hash over all that it says and over the line before it. Whoever writes a line waits
-- here for who wrote one just before, until that one is stored: so write it last in a transaction.
CREATE FUNCTION access_log_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head public.access_log_heads%ROWTYPE;
  said text;
BEGIN
  SELECT * INTO head FROM public.access_log_heads WHERE organisation_id = NEW.organisation_id FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.access_log_heads VALUES (NEW.organisation_id, 0, decode(repeat('00', 32), 'hex'))
      ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM public.access_log_heads WHERE organisation_id = NEW.organisation_id FOR UPDATE;
  END IF;
  NEW.seq := head.seq + 1;
  NEW.previous_hash := head.hash;
  SELECT string_agg(public.access_log_field(field), '' ORDER BY place) INTO said
    FROM unnest(ARRAY[
      NEW.organisation_id::text,
      NEW.seq::text,
      to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      NEW.event,
      NEW.action::text,
      NEW.outcome::text,
      NEW.actor::text,
      NEW.staff_id::text,
      NEW.actor_name,
      NEW.role,
      NEW.responsible_staff_id::text,
      NEW.purpose,
      array_to_string(NEW.client_ids, ','),
      NEW.object_kind,
      NEW.object_id,
      NEW.address,
      NEW.source,
      NEW.request_id,
      NEW.is_emergency::text
    ]) WITH ORDINALITY AS fields(field, place);
  NEW.hash := sha256(NEW.previous_hash || convert_to(said, 'UTF8'));
  UPDATE public.access_log_heads SET seq = NEW.seq, hash = NEW.hash WHERE organisation_id = NEW.organisation_id;
  INSERT INTO public.access_log_clients (organisation_id, client_id, seq)
    SELECT DISTINCT NEW.organisation_id, each, NEW.seq FROM unnest(NEW.client_ids) AS each;
  RETURN NEW;
END
$$;--> statement-breakpoint
CREATE TRIGGER access_log_chain BEFORE INSERT ON "access_log" FOR EACH ROW EXECUTE FUNCTION access_log_chain();--> statement-breakpoint
-- Nobody changes or removes a line, the owner of the tables neither. What is past the term of five years alone may go,
-- through expire_access_log.
CREATE FUNCTION access_log_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('wegwijs.expiring_access_log', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
CREATE TRIGGER access_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON "access_log" FOR EACH STATEMENT EXECUTE FUNCTION access_log_stays();--> statement-breakpoint
CREATE TRIGGER access_log_clients_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON "access_log_clients" FOR EACH STATEMENT EXECUTE FUNCTION access_log_stays();--> statement-breakpoint
CREATE TRIGGER access_log_seals_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON "access_log_seals" FOR EACH STATEMENT EXECUTE FUNCTION access_log_stays();--> statement-breakpoint
-- What a review says is sealed anew when the organisation's key is changed; nothing else of it ever changes.
CREATE TRIGGER access_reviews_stay BEFORE UPDATE OF "id", "organisation_id", "period_from", "period_until", "looked_into", "seq", "hash", "is_whole", "signed_by", "signed_by_name", "signed_by_role", "signed_at" OR DELETE OR TRUNCATE ON "access_reviews" FOR EACH STATEMENT EXECUTE FUNCTION access_log_stays();--> statement-breakpoint
-- Destroys the oldest lines, as far as they are past the term; the newest line always stays, to chain the next one to.
CREATE FUNCTION expire_access_log(organisation uuid, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last bigint;
  gone bigint;
BEGIN
  -- It runs as the owner of the tables, so it holds the wall of its caller itself.
  IF current_setting('role') = 'wegwijs_app'
    AND organisation IS DISTINCT FROM nullif(current_setting('wegwijs.organisation', true), '')::uuid THEN
    RAISE EXCEPTION 'the access log of another organisation' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF before > now() - interval '5 years' THEN
    RAISE EXCEPTION 'the access log is kept for five years' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT min(seq) - 1 INTO last FROM public.access_log WHERE organisation_id = organisation AND at >= before;
  IF last IS NULL THEN
    SELECT max(seq) - 1 INTO last FROM public.access_log WHERE organisation_id = organisation;
  END IF;
  PERFORM set_config('wegwijs.expiring_access_log', 'on', true);
  DELETE FROM public.access_log_clients WHERE organisation_id = organisation AND seq <= last;
  DELETE FROM public.access_log WHERE organisation_id = organisation AND seq <= last;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('wegwijs.expiring_access_log', '', true);
  -- A line of its own says until which line, so that a beginning that was cut off otherwise shows.
  IF gone > 0 THEN
    INSERT INTO public.access_log (organisation_id, event, action, outcome, actor, purpose, object_kind, object_id, source)
      VALUES (organisation, 'access_log.expired', 'D', 'succeeded', 'product', 'management', 'access_log', last, 'server');
  END IF;
  RETURN gone;
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION access_log_chain(), access_log_stays(), access_log_field(text), expire_access_log(uuid, timestamptz) FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION expire_access_log(uuid, timestamptz) TO wegwijs_app;
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid,
	"kind" text NOT NULL,
	"version" integer NOT NULL,
	"wrapped_key" "bytea",
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seals_from" timestamp with time zone,
	"retired_at" timestamp with time zone,
	CONSTRAINT "data_keys_once" UNIQUE NULLS NOT DISTINCT("organisation_id","kind","version"),
	CONSTRAINT "data_keys_retired" CHECK (("data_keys"."wrapped_key" is null) = ("data_keys"."retired_at" is not null)),
	CONSTRAINT "data_keys_version" CHECK ("data_keys"."version" between 1 and 65535)
);
--> statement-breakpoint
ALTER TABLE "data_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "data_keys" ADD CONSTRAINT "data_keys_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "own_data_keys" ON "data_keys" AS PERMISSIVE FOR SELECT TO "wegwijs_app" USING ("data_keys"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
-- By hand: the keys so far are the first versions, and every sealed text says from now on which version sealed it.
REVOKE INSERT, UPDATE, DELETE ON "data_keys" FROM "wegwijs_app";--> statement-breakpoint
INSERT INTO "data_keys" ("organisation_id", "kind", "version", "wrapped_key", "made_at", "seals_from")
SELECT "id", 'texts', 1, "sealed_key", "created_at", "created_at" FROM "organisations";--> statement-breakpoint
ALTER TABLE "organisations" DROP COLUMN "sealed_key";--> statement-breakpoint
UPDATE "acute_notices" SET "sealed_note" = '\x0001'::bytea || "sealed_note";--> statement-breakpoint
UPDATE "client_merges" SET "sealed_reason" = '\x0001'::bytea || "sealed_reason";--> statement-breakpoint
UPDATE "clients" SET "sealed_name" = '\x0001'::bytea || "sealed_name", "sealed_birth_date" = '\x0001'::bytea || "sealed_birth_date", "sealed_contact" = '\x0001'::bytea || "sealed_contact", "sealed_representative" = '\x0001'::bytea || "sealed_representative";--> statement-breakpoint
UPDATE "contacts" SET "sealed_note" = '\x0001'::bytea || "sealed_note", "sealed_reason" = '\x0001'::bytea || "sealed_reason";--> statement-breakpoint
UPDATE "conversations" SET "sealed_question" = '\x0001'::bytea || "sealed_question", "sealed_contact" = '\x0001'::bytea || "sealed_contact", "sealed_rating_comment" = '\x0001'::bytea || "sealed_rating_comment";--> statement-breakpoint
UPDATE "deliveries" SET "sealed_call" = '\x0001'::bytea || "sealed_call";--> statement-breakpoint
UPDATE "drafts" SET "sealed_text" = '\x0001'::bytea || "sealed_text";--> statement-breakpoint
UPDATE "handoffs" SET "sealed_summary" = '\x0001'::bytea || "sealed_summary";--> statement-breakpoint
UPDATE "messages" SET "sealed_content" = '\x0001'::bytea || "sealed_content";--> statement-breakpoint
UPDATE "signal_changes" SET "sealed_before" = '\x0001'::bytea || "sealed_before";--> statement-breakpoint
UPDATE "signals" SET "sealed_provider" = '\x0001'::bytea || "sealed_provider", "sealed_facts" = '\x0001'::bytea || "sealed_facts", "sealed_bottleneck" = '\x0001'::bytea || "sealed_bottleneck";--> statement-breakpoint
UPDATE "steps" SET "sealed_text" = '\x0001'::bytea || "sealed_text";--> statement-breakpoint
UPDATE "support_questions" SET "sealed_aim" = '\x0001'::bytea || "sealed_aim", "sealed_evaluation" = '\x0001'::bytea || "sealed_evaluation";--> statement-breakpoint
UPDATE "telegram_chats" SET "sealed_address" = '\x0001'::bytea || "sealed_address", "sealed_waiting" = '\x0001'::bytea || "sealed_waiting";--> statement-breakpoint
UPDATE "trends" SET "sealed_description" = '\x0001'::bytea || "sealed_description";--> statement-breakpoint
UPDATE "reports"
SET "content" = jsonb_set("content", '{sealedTexts}', to_jsonb(translate(encode('\x0001'::bytea || decode("content" ->> 'sealedTexts', 'base64'), 'base64'), E'\n', '')))
WHERE "content" ? 'sealedTexts';--> statement-breakpoint
CREATE TABLE "emergency_accesses" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"staff_id" uuid,
	"sealed_reason" "bytea" NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"reviewed_by" uuid,
	"reviewed_at" timestamp with time zone,
	"is_justified" boolean,
	"sealed_judgement" "bytea",
	CONSTRAINT "emergency_accesses_period" CHECK ("emergency_accesses"."until" > "emergency_accesses"."opened_at")
);
--> statement-breakpoint
ALTER TABLE "emergency_accesses" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE TABLE "sharings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"conversation_id" uuid,
	"recipient" "consent_purpose" NOT NULL,
	"sealed_to" "bytea" NOT NULL,
	"sealed_what" "bytea" NOT NULL,
	"consent_id" uuid,
	"sealed_vital_interest" "bytea",
	"shared_by" uuid,
	"shared_at" timestamp with time zone NOT NULL,
	"reviewed_by" uuid,
	"reviewed_at" timestamp with time zone,
	"is_justified" boolean,
	"sealed_judgement" "bytea",
	CONSTRAINT "sharings_one_right" CHECK ("sharings"."consent_id" is null or "sharings"."sealed_vital_interest" is null)
);
--> statement-breakpoint
ALTER TABLE "sharings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "emergency_accesses" ADD CONSTRAINT "emergency_accesses_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "emergency_accesses" ADD CONSTRAINT "emergency_accesses_reviewed_by_staff_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "emergency_accesses" ADD CONSTRAINT "emergency_accesses_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sharings" ADD CONSTRAINT "sharings_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sharings" ADD CONSTRAINT "sharings_consent_id_consents_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."consents"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sharings" ADD CONSTRAINT "sharings_shared_by_staff_id_fk" FOREIGN KEY ("shared_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sharings" ADD CONSTRAINT "sharings_reviewed_by_staff_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sharings" ADD CONSTRAINT "sharings_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "emergency_accesses_by_organisation" ON "emergency_accesses" USING btree ("organisation_id","opened_at");
--> statement-breakpoint
CREATE INDEX "emergency_accesses_by_client" ON "emergency_accesses" USING btree ("client_id");
--> statement-breakpoint
CREATE INDEX "emergency_accesses_open" ON "emergency_accesses" USING btree ("staff_id","client_id") WHERE "emergency_accesses"."ended_at" is null;
--> statement-breakpoint
CREATE INDEX "sharings_by_client" ON "sharings" USING btree ("client_id","shared_at");
--> statement-breakpoint
CREATE INDEX "sharings_without_consent" ON "sharings" USING btree ("organisation_id","shared_at") WHERE "sharings"."sealed_vital_interest" is not null;
--> statement-breakpoint
CREATE INDEX "clients_by_maker" ON "clients" USING btree ("created_by");
--> statement-breakpoint
CREATE INDEX "conversations_with_client_of" ON "conversations" USING btree ("supporter_id","client_id") WHERE "conversations"."client_id" is not null;
--> statement-breakpoint
CREATE INDEX "steps_claimed" ON "steps" USING btree ("staff_id","conversation_id") WHERE "steps"."kind" = 'claimed';
--> statement-breakpoint
CREATE INDEX "steps_given" ON "steps" USING gin ("concerns") WHERE "steps"."kind" = 'transferred';
--> statement-breakpoint
CREATE INDEX "contacts_by_supporter" ON "contacts" USING btree ("supporter_id","unique_client_id") WHERE "contacts"."replaced_at" is null and not "contacts"."is_removed";
--> statement-breakpoint
CREATE INDEX "contacts_by_recorder" ON "contacts" USING btree ("recorded_by","unique_client_id") WHERE "contacts"."replaced_at" is null and not "contacts"."is_removed" and "contacts"."recorded_by" is distinct from "contacts"."supporter_id";
--> statement-breakpoint
-- Written by hand from here to the policies. These look past the walls on behalf of the policies that call them, which
-- would otherwise ask each other in a circle; they run as the owner of the tables and see one organisation alone.
CREATE FUNCTION involved_clients(asker uuid) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  organisation uuid := nullif(current_setting('wegwijs.organisation', true), '')::uuid;
BEGIN
  IF asker IS NULL OR organisation IS NULL THEN
    RETURN;
  END IF;
  -- Who works or worked with a client, as himself or under what was merged into him: who made him, registered a contact
  -- with him, has or had his conversation, or has emergency access now.
  RETURN QUERY
    SELECT member.id FROM public.clients AS member
    WHERE member.organisation_id = organisation AND member.unique_client_id IN (
      SELECT made.unique_client_id FROM public.clients AS made WHERE made.created_by = asker
      UNION
      SELECT helped.unique_client_id FROM public.contacts AS helped
        WHERE helped.supporter_id = asker AND helped.replaced_at IS NULL AND NOT helped.is_removed
      UNION
      SELECT recorded.unique_client_id FROM public.contacts AS recorded
        WHERE recorded.recorded_by = asker AND recorded.replaced_at IS NULL AND NOT recorded.is_removed
          AND recorded.recorded_by IS DISTINCT FROM recorded.supporter_id
      UNION
      SELECT known.unique_client_id FROM public.clients AS known
        JOIN public.conversations AS linked ON linked.client_id = known.id
        WHERE linked.supporter_id = asker AND linked.client_id IS NOT NULL
      UNION
      SELECT known.unique_client_id FROM public.clients AS known
        JOIN public.conversations AS linked ON linked.client_id = known.id
        WHERE linked.id IN (
          SELECT taken.conversation_id FROM public.steps AS taken
            WHERE taken.kind = 'claimed' AND taken.staff_id = asker
          UNION
          SELECT given.conversation_id FROM public.steps AS given
            WHERE given.kind = 'transferred' AND given.concerns @> ARRAY[asker]
        )
      UNION
      SELECT opened.unique_client_id FROM public.clients AS opened
        JOIN public.emergency_accesses AS access ON access.client_id = opened.id
        WHERE access.staff_id = asker AND access.ended_at IS NULL AND access.until > now()
    );
END
$$;
--> statement-breakpoint
CREATE FUNCTION took_part(asker uuid, conversation uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  -- Who did something in it before, or is mentioned in it, may go on reading it.
  RETURN EXISTS (
    SELECT 1 FROM public.steps AS step
    WHERE step.conversation_id = conversation AND (step.staff_id = asker OR step.concerns @> ARRAY[asker])
      AND step.organisation_id = nullif(current_setting('wegwijs.organisation', true), '')::uuid
  );
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION involved_clients(uuid), took_part(uuid, uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION involved_clients(uuid), took_part(uuid, uuid) TO wegwijs_app;
--> statement-breakpoint
CREATE POLICY "own_emergency_accesses" ON "emergency_accesses" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("emergency_accesses"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "emergency_accesses"."staff_id" = nullif(current_setting('wegwijs.supporter', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "own_sharings" ON "sharings" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("sharings"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "sharings"."client_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));
--> statement-breakpoint
ALTER POLICY "own_client_merges" ON "client_merges" TO wegwijs_app USING ("client_merges"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "client_merges"."client_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid)) or "client_merges"."into_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));
--> statement-breakpoint
ALTER POLICY "own_client_terms" ON "client_terms" TO wegwijs_app USING ("client_terms"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "client_terms"."client_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));
--> statement-breakpoint
ALTER POLICY "own_clients" ON "clients" TO wegwijs_app USING ("clients"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "clients"."created_by" = nullif(current_setting('wegwijs.supporter', true), '')::uuid or "clients"."id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));
--> statement-breakpoint
ALTER POLICY "own_consents" ON "consents" TO wegwijs_app USING ("consents"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "consents"."client_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));
--> statement-breakpoint
ALTER POLICY "own_conversations" ON "conversations" TO wegwijs_app USING ("conversations"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "conversations"."supporter_id" is null or "conversations"."supporter_id" = nullif(current_setting('wegwijs.supporter', true), '')::uuid
        or ("conversations"."urgent" and "conversations"."due_at" is not null) or took_part(nullif(current_setting('wegwijs.supporter', true), '')::uuid, "conversations"."id")));
--> statement-breakpoint
ALTER POLICY "own_messages" ON "messages" TO wegwijs_app USING ("messages"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or exists (select 1 from "conversations" where "conversations"."id" = "messages"."conversation_id")));
--> statement-breakpoint
ALTER POLICY "own_drafts" ON "drafts" TO wegwijs_app USING ("drafts"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "drafts"."staff_id" = nullif(current_setting('wegwijs.supporter', true), '')::uuid));
--> statement-breakpoint
ALTER POLICY "own_handoffs" ON "handoffs" TO wegwijs_app USING ("handoffs"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or exists (select 1 from "conversations" where "conversations"."id" = "handoffs"."conversation_id")));
--> statement-breakpoint
ALTER POLICY "own_steps" ON "steps" TO wegwijs_app USING ("steps"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or exists (select 1 from "conversations" where "conversations"."id" = "steps"."conversation_id")));
--> statement-breakpoint
ALTER POLICY "own_contacts" ON "contacts" TO wegwijs_app USING ("contacts"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "contacts"."supporter_id" = nullif(current_setting('wegwijs.supporter', true), '')::uuid or "contacts"."recorded_by" = nullif(current_setting('wegwijs.supporter', true), '')::uuid or "contacts"."client_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));
--> statement-breakpoint
ALTER POLICY "own_support_questions" ON "support_questions" TO wegwijs_app USING ("support_questions"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "support_questions"."client_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));
--> statement-breakpoint
ALTER POLICY "own_acute_notices" ON "acute_notices" TO wegwijs_app USING ("acute_notices"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or exists (select 1 from "signals" where "signals"."id" = "acute_notices"."signal_id")));
--> statement-breakpoint
ALTER POLICY "own_signal_changes" ON "signal_changes" TO wegwijs_app USING ("signal_changes"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or exists (select 1 from "signals" where "signals"."id" = "signal_changes"."signal_id")));
--> statement-breakpoint
ALTER POLICY "own_signals" ON "signals" TO wegwijs_app USING ("signals"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "signals"."made_by" = nullif(current_setting('wegwijs.supporter', true), '')::uuid));
--> statement-breakpoint
CREATE TYPE "public"."retention_kind" AS ENUM('chats', 'clients', 'contacts', 'signals', 'requests', 'access_log', 'notices', 'invitations');--> statement-breakpoint
CREATE TYPE "public"."rights_answer_way" AS ENUM('conversation', 'phone', 'letter', 'mail', 'visit');--> statement-breakpoint
CREATE TYPE "public"."rights_decision" AS ENUM('granted', 'partly', 'refused', 'withdrawn');--> statement-breakpoint
CREATE TYPE "public"."rights_kind" AS ENUM('access', 'copy', 'correction', 'erasure', 'objection', 'stop');--> statement-breakpoint
CREATE TYPE "public"."rights_via" AS ENUM('widget', 'telegram', 'phone', 'letter', 'mail', 'visit');--> statement-breakpoint
CREATE TABLE "destructions" (
	"organisation_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"kind" "retention_kind" NOT NULL,
	"cause" text NOT NULL,
	"months" integer,
	"before" date,
	"request_id" uuid,
	"counts" jsonb NOT NULL,
	"ids_digest" text NOT NULL,
	"staff_id" uuid,
	"destroyed_at" timestamp with time zone NOT NULL,
	"previous_digest" text NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "destructions_organisation_id_seq_pk" PRIMARY KEY("organisation_id","seq"),
	CONSTRAINT "destructions_cause" CHECK ("destructions"."cause" in ('term', 'request', 'client'))
);--> statement-breakpoint
ALTER TABLE "destructions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "retention_periods" (
	"organisation_id" uuid NOT NULL,
	"kind" "retention_kind" NOT NULL,
	"months" integer NOT NULL,
	"changed_by" uuid,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retention_periods_organisation_id_kind_pk" PRIMARY KEY("organisation_id","kind"),
	CONSTRAINT "retention_periods_months" CHECK ("retention_periods"."months" between 1 and 1200)
);--> statement-breakpoint
ALTER TABLE "retention_periods" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rights_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"kind" "rights_kind" NOT NULL,
	"via" "rights_via" NOT NULL,
	"conversation_id" uuid,
	"asked_seq" integer,
	"client_id" uuid,
	"sealed_asked" "bytea",
	"received_on" date NOT NULL,
	"due_on" date NOT NULL,
	"agreement_id" text,
	"sealed_identity" "bytea",
	"identified_by" uuid,
	"identified_at" timestamp with time zone,
	"decision" "rights_decision",
	"sealed_reason" "bytea",
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"executed_at" timestamp with time zone,
	"executed_by" uuid,
	"sealed_answer" "bytea",
	"answered_via" "rights_answer_way",
	"answered_by" uuid,
	"answered_at" timestamp with time zone,
	"recorded_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rights_requests_number" UNIQUE("organisation_id","number"),
	CONSTRAINT "rights_requests_term" CHECK ("rights_requests"."due_on" >= "rights_requests"."received_on"),
	CONSTRAINT "rights_requests_decided" CHECK (("rights_requests"."decision" is null) = ("rights_requests"."decided_at" is null)),
	CONSTRAINT "rights_requests_answered" CHECK ("rights_requests"."answered_at" is null or "rights_requests"."decision" is not null)
);--> statement-breakpoint
ALTER TABLE "rights_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "client_merges" ALTER COLUMN "sealed_reason" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "clients" ALTER COLUMN "sealed_name" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "clients" ALTER COLUMN "sealed_birth_date" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "handoffs" ALTER COLUMN "sealed_summary" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "support_questions" ALTER COLUMN "sealed_aim" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "stopped_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "destructions" ADD CONSTRAINT "destructions_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_periods" ADD CONSTRAINT "retention_periods_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_periods" ADD CONSTRAINT "retention_periods_changed_by_staff_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_identified_by_staff_id_fk" FOREIGN KEY ("identified_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_decided_by_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_executed_by_staff_id_fk" FOREIGN KEY ("executed_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_answered_by_staff_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_recorded_by_staff_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "rights_requests_open_once" ON "rights_requests" USING btree ("conversation_id","kind") WHERE "rights_requests"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "rights_requests_open" ON "rights_requests" USING btree ("organisation_id","due_on") WHERE "rights_requests"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "rights_requests_by_client" ON "rights_requests" USING btree ("client_id");--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_erased" CHECK (case when "clients"."erased_at" is null then "clients"."sealed_name" is not null and "clients"."sealed_birth_date" is not null else num_nonnulls("clients"."sealed_name", "clients"."sealed_birth_date", "clients"."sealed_contact", "clients"."sealed_representative", "clients"."municipality") = 0 end);--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_erased" CHECK ("conversations"."erased_at" is null or ("conversations"."status" = 'closed' and num_nonnulls("conversations"."token_digest", "conversations"."telegram_chat_id", "conversations"."municipality", "conversations"."sealed_question", "conversations"."sealed_contact", "conversations"."sealed_rating_comment") = 0));--> statement-breakpoint
CREATE POLICY "own_destructions" ON "destructions" AS PERMISSIVE FOR SELECT TO "wegwijs_app" USING ("destructions"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "add_destructions" ON "destructions" AS PERMISSIVE FOR INSERT TO "wegwijs_app" WITH CHECK ("destructions"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_retention_periods" ON "retention_periods" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("retention_periods"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_rights_requests" ON "rights_requests" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("rights_requests"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid and ((select nullif(current_setting('wegwijs.supporter', true), '')::uuid is null) or "rights_requests"."recorded_by" = nullif(current_setting('wegwijs.supporter', true), '')::uuid or "rights_requests"."client_id" in (select involved_clients(nullif(current_setting('wegwijs.supporter', true), '')::uuid))));--> statement-breakpoint
-- Proof of what was destroyed is only ever added to.
REVOKE UPDATE, DELETE, TRUNCATE ON "destructions" FROM "wegwijs_app";
