CREATE TYPE "public"."channel" AS ENUM('widget', 'telegram');--> statement-breakpoint
CREATE TYPE "public"."delivery_state" AS ENUM('pending', 'sent', 'failed');--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid,
	"telegram_chat_id" uuid NOT NULL,
	"conversation_id" uuid,
	"seq" integer,
	"sealed_call" "bytea",
	"state" "delivery_state" DEFAULT 'pending' NOT NULL,
	"parts_sent" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"uncertain_attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp with time zone,
	"failure" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "deliveries_one_content" CHECK (("deliveries"."seq" is null) <> ("deliveries"."sealed_call" is null))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "telegram_chats" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bot" text NOT NULL,
	"address_digest" text NOT NULL,
	"sealed_address" "bytea" NOT NULL,
	"organisation_id" uuid,
	"locale" text NOT NULL,
	"consented_at" timestamp with time zone,
	"sealed_waiting" "bytea",
	"closed_at" timestamp with time zone,
	"forgotten_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "telegram_chats" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "telegram_updates" (
	"bot" text NOT NULL,
	"update_id" bigint NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "telegram_updates_bot_update_id_pk" PRIMARY KEY("bot","update_id")
);
--> statement-breakpoint
ALTER TABLE "telegram_updates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "conversations" ALTER COLUMN "token_digest" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "channel" "channel" DEFAULT 'widget' NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "telegram_chat_id" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "in_reply_to" integer;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "helpful" boolean;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "allowed_origins" text[];--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_telegram_chat_id_telegram_chats_id_fk" FOREIGN KEY ("telegram_chat_id") REFERENCES "public"."telegram_chats"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_message" FOREIGN KEY ("conversation_id","seq") REFERENCES "public"."messages"("conversation_id","seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telegram_chats" ADD CONSTRAINT "telegram_chats_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_once" ON "deliveries" USING btree ("conversation_id","seq");--> statement-breakpoint
CREATE INDEX "deliveries_pending" ON "deliveries" USING btree ("telegram_chat_id","id") WHERE "deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "deliveries_by_organisation" ON "deliveries" USING btree ("organisation_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "telegram_chats_address" ON "telegram_chats" USING btree ("bot","address_digest");--> statement-breakpoint
CREATE INDEX "telegram_chats_by_organisation" ON "telegram_chats" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "telegram_updates_by_age" ON "telegram_updates" USING btree ("received_at");--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_telegram_chat_id_telegram_chats_id_fk" FOREIGN KEY ("telegram_chat_id") REFERENCES "public"."telegram_chats"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_by_telegram_chat" ON "conversations" USING btree ("telegram_chat_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_one_reply" ON "messages" USING btree ("conversation_id","in_reply_to");--> statement-breakpoint
CREATE POLICY "own_deliveries" ON "deliveries" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("deliveries"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_telegram_chats" ON "telegram_chats" AS PERMISSIVE FOR ALL TO "wegwijs_app" USING ("telegram_chats"."organisation_id" = nullif(current_setting('wegwijs.organisation', true), '')::uuid);