CREATE TYPE "public"."consent_giver" AS ENUM('legal_representative', 'client_and_legal_representative', 'client');--> statement-breakpoint
CREATE TYPE "public"."consent_purpose" AS ENUM('zorgkantoor', 'other_oco', 'municipality', 'care_provider');--> statement-breakpoint
CREATE TYPE "public"."law" AS ENUM('wlz', 'wmo');--> statement-breakpoint
CREATE TYPE "public"."contact_channel" AS ENUM('widget', 'telegram', 'phone', 'mail', 'video', 'visit');--> statement-breakpoint
CREATE TYPE "public"."contact_handler" AS ENUM('assistant', 'supporter');--> statement-breakpoint
CREATE TYPE "public"."contact_obstacle" AS ENUM('draft', 'assistant_only', 'anonymous', 'not_wlz', 'wrong_service', 'no_indication');--> statement-breakpoint
CREATE TYPE "public"."report_kind" AS ENUM('month', 'quarter');--> statement-breakpoint
CREATE TYPE "public"."notice_way" AS ENUM('phone', 'mail', 'visit', 'mail_from_here');--> statement-breakpoint
CREATE TYPE "public"."signal_kind" AS ENUM('signal', 'complaint');--> statement-breakpoint
CREATE TYPE "public"."trend_status" AS ENUM('confirmed', 'dismissed');--> statement-breakpoint
CREATE TABLE "client_merges" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"into_id" uuid NOT NULL,
	"sealed_reason" "bytea" NOT NULL,
	"merged_by" uuid,
	"merged_at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_by" uuid,
	"undone_at" timestamp with time zone,
	CONSTRAINT "client_merges_two" CHECK ("client_merges"."client_id" <> "client_merges"."into_id")
);
--> statement-breakpoint
ALTER TABLE "client_merges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "client_terms" (
	"organisation_id" uuid NOT NULL,
	"term" bigint NOT NULL,
	"client_id" uuid NOT NULL,
	CONSTRAINT "client_terms_organisation_id_term_client_id_pk" PRIMARY KEY("organisation_id","term","client_id")
);
--> statement-breakpoint
ALTER TABLE "client_terms" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "clients" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"identity" text NOT NULL,
	"sealed_name" "bytea" NOT NULL,
	"sealed_birth_date" "bytea" NOT NULL,
	"sealed_contact" "bytea",
	"municipality" text,
	"law" "law" NOT NULL,
	"indication_from" date,
	"indication_until" date,
	"sealed_representative" "bytea",
	"unique_client_id" uuid NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clients_of_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "clients_once" UNIQUE("organisation_id","identity"),
	CONSTRAINT "clients_number" UNIQUE("organisation_id","number"),
	CONSTRAINT "clients_indication" CHECK ("clients"."indication_until" is null or "clients"."indication_until" >= "clients"."indication_from")
);
--> statement-breakpoint
ALTER TABLE "clients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"purpose" "consent_purpose" NOT NULL,
	"given_by" "consent_giver" NOT NULL,
	"given_on" date NOT NULL,
	"is_form_on_file" boolean NOT NULL,
	"recorded_by" uuid,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_on" date,
	"withdrawn_by" uuid,
	CONSTRAINT "consents_period" CHECK ("consents"."withdrawn_on" is null or "consents"."withdrawn_on" >= "consents"."given_on")
);
--> statement-breakpoint
ALTER TABLE "consents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "accounting" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"is_assistant_declarable" boolean DEFAULT false NOT NULL,
	"month_layout" jsonb
);
--> statement-breakpoint
ALTER TABLE "accounting" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "budgets" (
	"organisation_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"hourly_rate_cents" integer NOT NULL,
	"maximum_cents" integer NOT NULL,
	CONSTRAINT "budgets_organisation_id_year_pk" PRIMARY KEY("organisation_id","year"),
	CONSTRAINT "budgets_positive" CHECK ("budgets"."hourly_rate_cents" > 0 and "budgets"."maximum_cents" > 0)
);
--> statement-breakpoint
ALTER TABLE "budgets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"organisation_id" uuid NOT NULL,
	"client_id" uuid,
	"unique_client_id" uuid,
	"conversation_id" uuid,
	"through_seq" integer,
	"support_question_id" uuid,
	"handled_by" "contact_handler" NOT NULL,
	"supporter_id" uuid,
	"channel" "contact_channel" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"day" date NOT NULL,
	"minutes" integer NOT NULL,
	"measured_minutes" integer,
	"agreement_id" text,
	"service" text,
	"topic" text,
	"municipality" text,
	"region" text,
	"zorgkantoor" text,
	"result" "conversation_result",
	"sealed_note" "bytea",
	"is_draft" boolean NOT NULL,
	"sealed_reason" "bytea",
	"recorded_by" uuid,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"replaced_at" timestamp with time zone,
	"is_removed" boolean DEFAULT false NOT NULL,
	"obstacle" "contact_obstacle",
	"declarable_minutes" integer DEFAULT 0 NOT NULL,
	"claim_until" date,
	"reported_at" timestamp with time zone,
	CONSTRAINT "contacts_id_version_pk" PRIMARY KEY("id","version"),
	CONSTRAINT "contacts_minutes" CHECK ("contacts"."minutes" between 0 and 1440),
	CONSTRAINT "contacts_declarable" CHECK ("contacts"."declarable_minutes" between 0 and "contacts"."minutes")
);
--> statement-breakpoint
ALTER TABLE "contacts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "support_questions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"supporter_id" uuid,
	"started_on" date NOT NULL,
	"sealed_aim" "bytea" NOT NULL,
	"ended_on" date,
	"sealed_evaluation" "bytea",
	"is_evaluated_with_client" boolean,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "support_questions_of_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "support_questions_period" CHECK ("support_questions"."ended_on" is null or "support_questions"."ended_on" >= "support_questions"."started_on")
);
--> statement-breakpoint
ALTER TABLE "support_questions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "report_reminders" (
	"organisation_id" uuid NOT NULL,
	"period" date NOT NULL,
	"day" date NOT NULL,
	"staff_id" uuid NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now(),
	"sent_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "report_reminders_organisation_id_period_day_staff_id_pk" PRIMARY KEY("organisation_id","period","day","staff_id")
);
--> statement-breakpoint
ALTER TABLE "report_reminders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reported_contacts" (
	"organisation_id" uuid NOT NULL,
	"kind" "report_kind" DEFAULT 'month' NOT NULL,
	"period" date NOT NULL,
	"report_version" integer NOT NULL,
	"contact_id" uuid NOT NULL,
	"contact_version" integer NOT NULL,
	"unique_client_id" uuid NOT NULL,
	"channel" "contact_channel" NOT NULL,
	"region" text,
	"zorgkantoor" text,
	"agreement_id" text,
	"service" text,
	"minutes" integer NOT NULL,
	"declarable_minutes" integer NOT NULL,
	CONSTRAINT "reported_contacts_organisation_id_period_report_version_contact_id_pk" PRIMARY KEY("organisation_id","period","report_version","contact_id")
);
--> statement-breakpoint
ALTER TABLE "reported_contacts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reports" (
	"organisation_id" uuid NOT NULL,
	"kind" "report_kind" NOT NULL,
	"period" date NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"sent_by" uuid,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reports_organisation_id_kind_period_version_pk" PRIMARY KEY("organisation_id","kind","period","version"),
	CONSTRAINT "reports_version" CHECK ("reports"."version" > 0)
);
--> statement-breakpoint
ALTER TABLE "reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	CONSTRAINT "saved_views_name" UNIQUE("staff_id","name")
);
--> statement-breakpoint
ALTER TABLE "saved_views" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "acute_contacts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"zorgkantoor" text NOT NULL,
	"name" text NOT NULL,
	"phone" text,
	"email" text,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "acute_contacts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "acute_notices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"signal_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"way" "notice_way" NOT NULL,
	"given_by" uuid,
	"given_at" timestamp with time zone NOT NULL,
	"is_person_shared" boolean NOT NULL,
	"consent_id" uuid,
	"sealed_note" "bytea",
	"answer" text
);
--> statement-breakpoint
ALTER TABLE "acute_notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signal_categories" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"kind" "signal_kind" NOT NULL,
	"name" text NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "signal_categories_of_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "signal_categories_name" UNIQUE("organisation_id","kind","name")
);
--> statement-breakpoint
ALTER TABLE "signal_categories" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signal_changes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"signal_id" uuid NOT NULL,
	"changed_by" uuid,
	"changed_at" timestamp with time zone NOT NULL,
	"sealed_before" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "signal_changes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"kind" "signal_kind" NOT NULL,
	"category_id" uuid NOT NULL,
	"conversation_id" uuid,
	"client_id" uuid,
	"observed_on" date NOT NULL,
	"region" text,
	"zorgkantoor" text,
	"sealed_provider" "bytea",
	"sealed_facts" "bytea" NOT NULL,
	"sealed_bottleneck" "bytea" NOT NULL,
	"acute_at" timestamp with time zone,
	"made_by" uuid,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone,
	CONSTRAINT "signals_of_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
ALTER TABLE "signals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "trend_signals" (
	"trend_id" uuid NOT NULL,
	"signal_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "trend_signals_trend_id_signal_id_pk" PRIMARY KEY("trend_id","signal_id")
);
--> statement-breakpoint
ALTER TABLE "trend_signals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "trends" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"category_id" uuid NOT NULL,
	"quarter" date NOT NULL,
	"status" "trend_status" NOT NULL,
	"sealed_description" "bytea",
	"decided_by" uuid,
	"decided_at" timestamp with time zone NOT NULL,
	"replaced_at" timestamp with time zone,
	CONSTRAINT "trends_of_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
ALTER TABLE "trends" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "bindings" ADD COLUMN "recorded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "knowledge_versions" ADD COLUMN "published_by" uuid;--> statement-breakpoint
ALTER TABLE "knowledge_versions" ADD COLUMN "restores" integer;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "client_id" uuid;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "registered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reply_kind" text;--> statement-breakpoint
ALTER TABLE "handoffs" ADD COLUMN "reaction_minutes" integer;--> statement-breakpoint
ALTER TABLE "handoffs" ADD COLUMN "topic" text;--> statement-breakpoint
ALTER TABLE "client_merges" ADD CONSTRAINT "client_merges_merged_by_staff_id_fk" FOREIGN KEY ("merged_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_merges" ADD CONSTRAINT "client_merges_undone_by_staff_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_merges" ADD CONSTRAINT "client_merges_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_merges" ADD CONSTRAINT "client_merges_into" FOREIGN KEY ("into_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_terms" ADD CONSTRAINT "client_terms_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_recorded_by_staff_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_withdrawn_by_staff_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounting" ADD CONSTRAINT "accounting_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_supporter_id_staff_id_fk" FOREIGN KEY ("supporter_id") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_recorded_by_staff_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_unique_client" FOREIGN KEY ("unique_client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_support_question" FOREIGN KEY ("support_question_id","organisation_id") REFERENCES "public"."support_questions"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_questions" ADD CONSTRAINT "support_questions_supporter_id_staff_id_fk" FOREIGN KEY ("supporter_id") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_questions" ADD CONSTRAINT "support_questions_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_reminders" ADD CONSTRAINT "report_reminders_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_reminders" ADD CONSTRAINT "report_reminders_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reported_contacts" ADD CONSTRAINT "reported_contacts_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reported_contacts" ADD CONSTRAINT "reported_contacts_report" FOREIGN KEY ("organisation_id","kind","period","report_version") REFERENCES "public"."reports"("organisation_id","kind","period","version") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_sent_by_staff_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "acute_contacts" ADD CONSTRAINT "acute_contacts_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "acute_notices" ADD CONSTRAINT "acute_notices_contact_id_acute_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."acute_contacts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "acute_notices" ADD CONSTRAINT "acute_notices_given_by_staff_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "acute_notices" ADD CONSTRAINT "acute_notices_consent_id_consents_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."consents"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "acute_notices" ADD CONSTRAINT "acute_notices_signal" FOREIGN KEY ("signal_id","organisation_id") REFERENCES "public"."signals"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal_categories" ADD CONSTRAINT "signal_categories_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal_changes" ADD CONSTRAINT "signal_changes_changed_by_staff_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal_changes" ADD CONSTRAINT "signal_changes_signal" FOREIGN KEY ("signal_id","organisation_id") REFERENCES "public"."signals"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signals" ADD CONSTRAINT "signals_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signals" ADD CONSTRAINT "signals_made_by_staff_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signals" ADD CONSTRAINT "signals_category" FOREIGN KEY ("category_id","organisation_id") REFERENCES "public"."signal_categories"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signals" ADD CONSTRAINT "signals_client" FOREIGN KEY ("client_id","organisation_id") REFERENCES "public"."clients"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_signals" ADD CONSTRAINT "trend_signals_trend" FOREIGN KEY ("trend_id","organisation_id") REFERENCES "public"."trends"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trend_signals" ADD CONSTRAINT "trend_signals_signal" FOREIGN KEY ("signal_id","organisation_id") REFERENCES "public"."signals"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trends" ADD CONSTRAINT "trends_decided_by_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trends" ADD CONSTRAINT "trends_category" FOREIGN KEY ("category_id","organisation_id") REFERENCES "public"."signal_categories"("id","organisation_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "client_merges_once" ON "client_merges" USING btree ("client_id") WHERE "client_merges"."undone_at" is null;--> statement-breakpoint
CREATE INDEX "client_merges_by_into" ON "client_merges" USING btree ("into_id");--> statement-breakpoint
CREATE INDEX "client_terms_by_client" ON "client_terms" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "clients_by_unique_client" ON "clients" USING btree ("unique_client_id");--> statement-breakpoint
CREATE INDEX "consents_by_client" ON "consents" USING btree ("client_id");--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_one_current" ON "contacts" USING btree ("id") WHERE "contacts"."replaced_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_once_of_conversation" ON "contacts" USING btree ("conversation_id","through_seq") WHERE "contacts"."replaced_at" is null;--> statement-breakpoint
CREATE INDEX "contacts_log" ON "contacts" USING btree ("organisation_id","day" DESC NULLS FIRST,"started_at" DESC NULLS FIRST,"id") WHERE "contacts"."replaced_at" is null;--> statement-breakpoint
CREATE INDEX "contacts_by_unique_client" ON "contacts" USING btree ("unique_client_id","day") WHERE "contacts"."replaced_at" is null;--> statement-breakpoint
CREATE INDEX "contacts_by_client" ON "contacts" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "contacts_by_support_question" ON "contacts" USING btree ("support_question_id");--> statement-breakpoint
CREATE INDEX "contacts_drafts" ON "contacts" USING btree ("organisation_id","supporter_id","started_at") WHERE "contacts"."is_draft" and "contacts"."replaced_at" is null;--> statement-breakpoint
CREATE INDEX "support_questions_by_client" ON "support_questions" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "support_questions_by_organisation" ON "support_questions" USING btree ("organisation_id","started_on");--> statement-breakpoint
CREATE INDEX "report_reminders_pending" ON "report_reminders" USING btree ("due_at") WHERE "report_reminders"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "report_reminders_by_staff" ON "report_reminders" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "reported_contacts_by_contact" ON "reported_contacts" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "acute_contacts_by_organisation" ON "acute_contacts" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "acute_notices_by_signal" ON "acute_notices" USING btree ("signal_id");--> statement-breakpoint
CREATE INDEX "signal_changes_by_signal" ON "signal_changes" USING btree ("signal_id","changed_at");--> statement-breakpoint
CREATE INDEX "signals_by_organisation" ON "signals" USING btree ("organisation_id","observed_on");--> statement-breakpoint
CREATE INDEX "signals_by_conversation" ON "signals" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "signals_by_maker" ON "signals" USING btree ("made_by");--> statement-breakpoint
CREATE INDEX "signals_by_client" ON "signals" USING btree ("client_id");--> statement-breakpoint
CREATE UNIQUE INDEX "trends_once" ON "trends" USING btree ("organisation_id","category_id","quarter") WHERE "trends"."replaced_at" is null;--> statement-breakpoint
ALTER TABLE "knowledge_versions" ADD CONSTRAINT "knowledge_versions_published_by_staff_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."staff"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_by_client" ON "conversations" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "conversations_of_the_assistant" ON "conversations" USING btree ("created_at") WHERE "conversations"."status" = 'assistant' and "conversations"."registered_at" is null;--> statement-breakpoint
CREATE INDEX "messages_without_help" ON "messages" USING btree ("organisation_id","created_at") WHERE "messages"."reply_kind" in ('handoff', 'clarify') or not "messages"."helpful";--> statement-breakpoint
CREATE INDEX "handoffs_without_reaction" ON "handoffs" USING btree ("organisation_id","requested_at") WHERE "handoffs"."reacted_at" is null;--> statement-breakpoint
DROP POLICY "own_bindings" ON "bindings" CASCADE;--> statement-breakpoint
CREATE POLICY "write_own_entries" ON "knowledge_entries" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("knowledge_entries"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "write_own_versions" ON "knowledge_versions" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("knowledge_versions"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_bindings" ON "bindings" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("bindings"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_client_merges" ON "client_merges" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("client_merges"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_client_terms" ON "client_terms" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("client_terms"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_clients" ON "clients" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("clients"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_consents" ON "consents" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("consents"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_accounting" ON "accounting" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("accounting"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_budgets" ON "budgets" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("budgets"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_contacts" ON "contacts" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("contacts"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_support_questions" ON "support_questions" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("support_questions"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_report_reminders" ON "report_reminders" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("report_reminders"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_reported_contacts" ON "reported_contacts" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("reported_contacts"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_reports" ON "reports" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("reports"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_saved_views" ON "saved_views" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("saved_views"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_acute_contacts" ON "acute_contacts" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("acute_contacts"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_acute_notices" ON "acute_notices" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("acute_notices"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_signal_categories" ON "signal_categories" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("signal_categories"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_signal_changes" ON "signal_changes" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("signal_changes"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_signals" ON "signals" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("signals"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_trend_signals" ON "trend_signals" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("trend_signals"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_trends" ON "trends" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("trends"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);