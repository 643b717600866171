CREATE TYPE "public"."conversation_status" AS ENUM('assistant', 'waiting', 'assigned', 'closed');--> statement-breakpoint
CREATE TYPE "public"."message_author" AS ENUM('client', 'assistant', 'supporter');--> statement-breakpoint
CREATE TYPE "public"."organisation_kind" AS ENUM('care_provider', 'client_support');--> statement-breakpoint
CREATE TABLE "agreements" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"valid_from" date,
	"valid_to" date
);
--> statement-breakpoint
CREATE TABLE "bindings" (
	"organisation_id" uuid NOT NULL,
	"agreement_id" text NOT NULL,
	"binds_from" date NOT NULL,
	"binds_to" date,
	CONSTRAINT "bindings_organisation_id_agreement_id_binds_from_pk" PRIMARY KEY("organisation_id","agreement_id","binds_from"),
	CONSTRAINT "bindings_period" CHECK ("bindings"."binds_to" is null or "bindings"."binds_to" >= "bindings"."binds_from")
);
--> statement-breakpoint
ALTER TABLE "bindings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"status" "conversation_status" DEFAULT 'assistant' NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"locale" text NOT NULL,
	"token_digest" text NOT NULL,
	"agreement_id" text,
	"municipality" text,
	"last_seq" integer DEFAULT 0 NOT NULL,
	"handoff_requested_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversations_of_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
ALTER TABLE "conversations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "knowledge_entries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid,
	"name" text NOT NULL,
	"current_version" integer NOT NULL,
	CONSTRAINT "knowledge_entries_name" UNIQUE NULLS NOT DISTINCT("organisation_id","name")
);
--> statement-breakpoint
ALTER TABLE "knowledge_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "knowledge_versions" (
	"entry_id" uuid NOT NULL,
	"organisation_id" uuid,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"digest" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "knowledge_versions_entry_id_version_pk" PRIMARY KEY("entry_id","version")
);
--> statement-breakpoint
ALTER TABLE "knowledge_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "messages" (
	"conversation_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"organisation_id" uuid NOT NULL,
	"author" "message_author" NOT NULL,
	"client_message_id" text,
	"sealed_content" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "messages_conversation_id_seq_pk" PRIMARY KEY("conversation_id","seq")
);
--> statement-breakpoint
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" "organisation_kind" NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organisations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "organisations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_entries" ADD CONSTRAINT "knowledge_entries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_versions" ADD CONSTRAINT "knowledge_versions_entry_id_knowledge_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."knowledge_entries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_versions" ADD CONSTRAINT "knowledge_versions_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_conversation" FOREIGN KEY ("conversation_id","organisation_id") REFERENCES "public"."conversations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_token" ON "conversations" USING btree ("token_digest");--> statement-breakpoint
CREATE INDEX "conversations_by_organisation" ON "conversations" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_once" ON "messages" USING btree ("conversation_id","client_message_id");--> statement-breakpoint
CREATE INDEX "messages_by_organisation" ON "messages" USING btree ("organisation_id");--> statement-breakpoint
CREATE POLICY "own_bindings" ON "bindings" AS PERMISSIVE FOR SELECT TO "wegwijs_app" USING ("bindings"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_conversations" ON "conversations" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("conversations"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "common_and_own_entries" ON "knowledge_entries" AS PERMISSIVE FOR SELECT TO "wegwijs_app" USING ("knowledge_entries"."organisation_id" is null or "knowledge_entries"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "common_and_own_versions" ON "knowledge_versions" AS PERMISSIVE FOR SELECT TO "wegwijs_app" USING ("knowledge_versions"."organisation_id" is null or "knowledge_versions"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_messages" ON "messages" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("messages"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_organisation" ON "organisations" AS PERMISSIVE FOR SELECT TO "wegwijs_app" USING ("organisations"."id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);