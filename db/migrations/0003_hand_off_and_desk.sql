CREATE TYPE "public"."staff_role" AS ENUM('supporter', 'coordinator', 'administrator');--> statement-breakpoint
CREATE TYPE "public"."conversation_result" AS ENUM('answered', 'referred', 'withdrawn', 'unreachable', 'other');--> statement-breakpoint
CREATE TYPE "public"."handoff_reason" AS ENUM('asked', 'unanswered', 'two_misses', 'thumb_down', 'crisis', 'failure', 'reopened', 'wrote_again', 'transferred');--> statement-breakpoint
CREATE TYPE "public"."step_kind" AS ENUM('note', 'handed_off', 'claimed', 'transferred', 'handed_back', 'released', 'snoozed', 'woken', 'closed', 'reopened', 'withdrawn', 'warned_half', 'warned_most', 'sign_of_life', 'late', 'referred', 'rated');--> statement-breakpoint
CREATE TABLE "work_calendars" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"hours" jsonb NOT NULL,
	"days_off_added" date[] DEFAULT '{}' NOT NULL,
	"days_off_dropped" date[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "work_calendars" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credentials" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid,
	"email" text,
	"role" "staff_role" NOT NULL,
	"token_digest" text NOT NULL,
	"invited_by" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limits_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "rate_limits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recoveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"loses_second_factor" boolean NOT NULL,
	"token_digest" text NOT NULL,
	"made_by" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "recoveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "second_factors" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"secret" text NOT NULL,
	"backup_codes" text NOT NULL,
	"verified" boolean DEFAULT true NOT NULL,
	"failed_verification_count" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp with time zone,
	"last_used_step" bigint
);
--> statement-breakpoint
ALTER TABLE "second_factors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"organisation_id" uuid,
	"second_factor_at" timestamp with time zone,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"role" "staff_role" NOT NULL,
	"first_name" text NOT NULL,
	"present_until" timestamp with time zone,
	"absent_since" timestamp with time zone,
	"mail_notices" boolean DEFAULT true NOT NULL,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_once" UNIQUE("organisation_id","user_id"),
	CONSTRAINT "staff_of_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
ALTER TABLE "staff" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "team_members" (
	"team_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "team_members_team_id_staff_id_pk" PRIMARY KEY("team_id","staff_id")
);
--> statement-breakpoint
ALTER TABLE "team_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "teams" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "teams_name" UNIQUE("organisation_id","name")
);
--> statement-breakpoint
ALTER TABLE "teams" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"two_factor_enabled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "conversation_terms" (
	"organisation_id" uuid NOT NULL,
	"term" bigint NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"conversation_id" uuid NOT NULL,
	CONSTRAINT "conversation_terms_newest_first" PRIMARY KEY("organisation_id","term","begun_at","conversation_id")
);
--> statement-breakpoint
ALTER TABLE "conversation_terms" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "canned_replies" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"shortcut" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "canned_replies_shortcut" UNIQUE("organisation_id","shortcut")
);
--> statement-breakpoint
ALTER TABLE "canned_replies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "drafts" (
	"conversation_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"sealed_text" "bytea" NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drafts_conversation_id_staff_id_pk" PRIMARY KEY("conversation_id","staff_id")
);
--> statement-breakpoint
ALTER TABLE "drafts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "handoffs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"reason" "handoff_reason" NOT NULL,
	"urgent" boolean NOT NULL,
	"sealed_summary" "bytea" NOT NULL,
	"seq" integer NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"calendar" jsonb NOT NULL,
	"next_moment_at" timestamp with time zone,
	"reacted_at" timestamp with time zone,
	"reacted_by" uuid,
	"withdrawn_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"referred_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "handoffs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mail_notices" (
	"step_id" bigint NOT NULL,
	"staff_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now(),
	"sent_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "mail_notices_step_id_staff_id_pk" PRIMARY KEY("step_id","staff_id")
);
--> statement-breakpoint
ALTER TABLE "mail_notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "steps" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "steps_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"kind" "step_kind" NOT NULL,
	"staff_id" uuid,
	"concerns" uuid[] DEFAULT '{}' NOT NULL,
	"sealed_text" "bytea",
	"until" timestamp with time zone,
	"after_seq" integer NOT NULL,
	"noticed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "steps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "misses" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "sealed_question" "bytea";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "supporter_id" uuid;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "team_id" uuid;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "sealed_contact" "bytea";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "urgent_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "snoozed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "last_message_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "result" "conversation_result";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "rating" smallint;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "sealed_rating_comment" "bytea";--> statement-breakpoint
ALTER TABLE "work_calendars" ADD CONSTRAINT "work_calendars_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_staff_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoveries" ADD CONSTRAINT "recoveries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoveries" ADD CONSTRAINT "recoveries_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoveries" ADD CONSTRAINT "recoveries_made_by_staff_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_factors" ADD CONSTRAINT "second_factors_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation_terms" ADD CONSTRAINT "conversation_terms_conversation" FOREIGN KEY ("conversation_id","organisation_id") REFERENCES "public"."conversations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "canned_replies" ADD CONSTRAINT "canned_replies_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_conversation" FOREIGN KEY ("conversation_id","organisation_id") REFERENCES "public"."conversations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoffs" ADD CONSTRAINT "handoffs_reacted_by_staff_id_fk" FOREIGN KEY ("reacted_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handoffs" ADD CONSTRAINT "handoffs_conversation" FOREIGN KEY ("conversation_id","organisation_id") REFERENCES "public"."conversations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_notices" ADD CONSTRAINT "mail_notices_step_id_steps_id_fk" FOREIGN KEY ("step_id") REFERENCES "public"."steps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_notices" ADD CONSTRAINT "mail_notices_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_notices" ADD CONSTRAINT "mail_notices_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_conversation" FOREIGN KEY ("conversation_id","organisation_id") REFERENCES "public"."conversations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credentials_by_user" ON "credentials" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_token" ON "invitations" USING btree ("token_digest");--> statement-breakpoint
CREATE INDEX "invitations_by_organisation" ON "invitations" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "recoveries_token" ON "recoveries" USING btree ("token_digest");--> statement-breakpoint
CREATE INDEX "recoveries_by_staff" ON "recoveries" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "second_factors_by_user" ON "second_factors" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_by_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "staff_by_user" ON "staff" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "team_members_by_staff" ON "team_members" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "verifications_by_identifier" ON "verifications" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "conversation_terms_by_conversation" ON "conversation_terms" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "handoffs_of_conversation" ON "handoffs" USING btree ("conversation_id","requested_at");--> statement-breakpoint
CREATE INDEX "handoffs_by_organisation" ON "handoffs" USING btree ("organisation_id","requested_at");--> statement-breakpoint
CREATE INDEX "handoffs_next_moment" ON "handoffs" USING btree ("next_moment_at") WHERE "handoffs"."next_moment_at" is not null;--> statement-breakpoint
CREATE INDEX "mail_notices_pending" ON "mail_notices" USING btree ("due_at") WHERE "mail_notices"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "mail_notices_by_staff" ON "mail_notices" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "steps_of_conversation" ON "steps" USING btree ("conversation_id","id");--> statement-breakpoint
CREATE INDEX "steps_by_organisation" ON "steps" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "steps_not_noticed" ON "steps" USING btree ("created_at") WHERE "steps"."noticed_at" is null;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_supporter_id_staff_id_fk" FOREIGN KEY ("supporter_id") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_waiting" ON "conversations" USING btree ("organisation_id","urgent" DESC NULLS FIRST,"due_at","id") WHERE "conversations"."status" = 'waiting';--> statement-breakpoint
CREATE INDEX "conversations_urgent" ON "conversations" USING btree ("organisation_id","urgent" DESC NULLS FIRST,"due_at","id") WHERE "conversations"."urgent" and "conversations"."due_at" is not null and "conversations"."status" <> 'closed';--> statement-breakpoint
CREATE INDEX "conversations_open" ON "conversations" USING btree ("organisation_id","urgent" DESC NULLS FIRST,"due_at","created_at" DESC NULLS FIRST,"id") WHERE "conversations"."status" <> 'closed';--> statement-breakpoint
CREATE INDEX "conversations_closed" ON "conversations" USING btree ("organisation_id","closed_at" DESC NULLS FIRST,"id") WHERE "conversations"."status" = 'closed';--> statement-breakpoint
CREATE INDEX "conversations_open_of" ON "conversations" USING btree ("organisation_id","supporter_id","urgent" DESC NULLS FIRST,"due_at","created_at" DESC NULLS FIRST,"id") WHERE "conversations"."status" <> 'closed';--> statement-breakpoint
CREATE INDEX "conversations_closed_of" ON "conversations" USING btree ("organisation_id","supporter_id","closed_at" DESC NULLS FIRST,"id") WHERE "conversations"."status" = 'closed';--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_rating" CHECK ("conversations"."rating" between 1 and 5);--> statement-breakpoint
CREATE POLICY "own_work_calendar" ON "work_calendars" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("work_calendars"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_invitations" ON "invitations" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("invitations"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_recoveries" ON "recoveries" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("recoveries"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_staff" ON "staff" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("staff"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_team_members" ON "team_members" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("team_members"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_teams" ON "teams" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("teams"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_conversation_terms" ON "conversation_terms" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("conversation_terms"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_canned_replies" ON "canned_replies" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("canned_replies"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_drafts" ON "drafts" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("drafts"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_handoffs" ON "handoffs" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("handoffs"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_mail_notices" ON "mail_notices" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("mail_notices"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_steps" ON "steps" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("steps"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);