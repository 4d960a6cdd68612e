CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "app"."audit" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "app"."audit_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"request_id" text,
	"table_name" text NOT NULL,
	"row_id" uuid,
	"action" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "audit_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "app"."audit" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."conversations" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"chat_id" text NOT NULL,
	"state" text DEFAULT 'ai' NOT NULL,
	"attention" text,
	"human_until" timestamp (3) with time zone,
	"unread" integer DEFAULT 0 NOT NULL,
	"inbound_count" integer DEFAULT 0 NOT NULL,
	"first_unanswered_at" timestamp (3) with time zone,
	"reply_due_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"lease_token" bigint DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"request_id" text,
	"last_message_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "conversations_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "conversations_thread" UNIQUE("org_id","channel_id","customer_id"),
	CONSTRAINT "conversations_attention_length" CHECK (char_length("app"."conversations"."attention") <= 200)
);
--> statement-breakpoint
ALTER TABLE "app"."conversations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."customer_chats" (
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"chat_id" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "customer_chats_org_id_channel_id_chat_id_pk" PRIMARY KEY("org_id","channel_id","chat_id"),
	CONSTRAINT "customer_chats_length" CHECK (char_length("app"."customer_chats"."chat_id") <= 200)
);
--> statement-breakpoint
ALTER TABLE "app"."customer_chats" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."customers" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"name" text,
	"phone" text,
	"opted_out_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "customers_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "customers_phone" UNIQUE("org_id","phone"),
	CONSTRAINT "customers_phone_e164" CHECK ("app"."customers"."phone" ~ '^\+[1-9][0-9]{6,14}$'),
	CONSTRAINT "customers_name_length" CHECK (char_length("app"."customers"."name") <= 80)
);
--> statement-breakpoint
ALTER TABLE "app"."customers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."facts" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"kind" text DEFAULT 'faq' NOT NULL,
	"question" text NOT NULL,
	"variants" text[] DEFAULT '{}' NOT NULL,
	"answer" text NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "facts_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "facts_question_length" CHECK (char_length("app"."facts"."question") between 1 and 300),
	CONSTRAINT "facts_answer_length" CHECK (char_length("app"."facts"."answer") between 1 and 1000)
);
--> statement-breakpoint
ALTER TABLE "app"."facts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."members" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "members_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "members_user" UNIQUE("org_id","user_id"),
	CONSTRAINT "members_name_length" CHECK (char_length("app"."members"."name") between 1 and 80)
);
--> statement-breakpoint
ALTER TABLE "app"."members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "users_email" UNIQUE("email"),
	CONSTRAINT "users_email_lower" CHECK ("app"."users"."email" = lower("app"."users"."email")),
	CONSTRAINT "users_email_length" CHECK (char_length("app"."users"."email") between 3 and 254)
);
--> statement-breakpoint
ALTER TABLE "app"."users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."events" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"key" text NOT NULL,
	"type" text NOT NULL,
	"target" text,
	"value" text,
	"at" timestamp (3) with time zone NOT NULL,
	"raw" text,
	"request_id" text DEFAULT nullif(current_setting('app.request_id', true), ''),
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "events_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "events_once" UNIQUE("org_id","channel_id","key")
);
--> statement-breakpoint
ALTER TABLE "app"."events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."messages" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "app"."messages_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"by" text NOT NULL,
	"kind" text DEFAULT 'text' NOT NULL,
	"text" text,
	"note" boolean DEFAULT false NOT NULL,
	"provider_id" text,
	"quotes" text,
	"details" jsonb,
	"at" timestamp (3) with time zone NOT NULL,
	"state" text,
	"sending_at" timestamp (3) with time zone,
	"member_id" uuid,
	"client_id" uuid,
	"answers_id" uuid,
	"answer_id" uuid,
	"intent" text,
	"evidence" jsonb,
	"outcome" text,
	"outcome_reason" text,
	"reaction" text,
	"edited_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	"request_id" text DEFAULT nullif(current_setting('app.request_id', true), ''),
	"changed_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "messages_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "messages_provider" UNIQUE("org_id","channel_id","provider_id"),
	CONSTRAINT "messages_answer" UNIQUE("org_id","answers_id"),
	CONSTRAINT "messages_client" UNIQUE("org_id","conversation_id","client_id"),
	CONSTRAINT "messages_text_length" CHECK (char_length("app"."messages"."text") <= 8000)
);
--> statement-breakpoint
ALTER TABLE "app"."messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."channels" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"auth_mode" text DEFAULT 'static_header' NOT NULL,
	"provider_channel_id" text,
	"hook_generation" integer DEFAULT 1 NOT NULL,
	"previous_until" timestamp (3) with time zone,
	"token_sealed" text NOT NULL,
	"phone" text,
	"health" text DEFAULT 'linking' NOT NULL,
	"health_text" text,
	"health_at" timestamp (3) with time zone,
	"connected_at" timestamp (3) with time zone,
	"marks_read" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "channels_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "channels_provider" UNIQUE("org_id","provider_channel_id"),
	CONSTRAINT "channels_phone_e164" CHECK ("app"."channels"."phone" ~ '^\+[1-9][0-9]{6,14}$')
);
--> statement-breakpoint
ALTER TABLE "app"."channels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."closures" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"reason" text,
	"opens" text,
	"closes" text,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "closures_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "closures_order" CHECK ("app"."closures"."ends_on" >= "app"."closures"."starts_on"),
	CONSTRAINT "closures_both_times" CHECK (("app"."closures"."opens" is null) = ("app"."closures"."closes" is null)),
	CONSTRAINT "closures_reason_length" CHECK (char_length("app"."closures"."reason") <= 120)
);
--> statement-breakpoint
ALTER TABLE "app"."closures" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."opening_hours" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"weekday" smallint NOT NULL,
	"opens" text NOT NULL,
	"closes" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "opening_hours_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "opening_hours_once" UNIQUE("org_id","weekday","opens"),
	CONSTRAINT "opening_hours_weekday" CHECK ("app"."opening_hours"."weekday" between 1 and 7),
	CONSTRAINT "opening_hours_opens" CHECK ("app"."opening_hours"."opens" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
	CONSTRAINT "opening_hours_closes" CHECK ("app"."opening_hours"."closes" ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$')
);
--> statement-breakpoint
ALTER TABLE "app"."opening_hours" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."orgs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"owner_name" text NOT NULL,
	"timezone" text DEFAULT 'Africa/Johannesburg' NOT NULL,
	"phone" text,
	"email" text,
	"website" text,
	"address" text,
	"on_public_holidays" text DEFAULT 'closed' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "orgs_name_length" CHECK (char_length("app"."orgs"."name") between 1 and 120),
	CONSTRAINT "orgs_owner_name_length" CHECK (char_length("app"."orgs"."owner_name") between 1 and 80),
	CONSTRAINT "orgs_phone_e164" CHECK ("app"."orgs"."phone" ~ '^\+[1-9][0-9]{6,14}$'),
	CONSTRAINT "orgs_address_length" CHECK (char_length("app"."orgs"."address") <= 300),
	CONSTRAINT "orgs_website_http" CHECK ("app"."orgs"."website" ~ '^https?://' and char_length("app"."orgs"."website") <= 300)
);
--> statement-breakpoint
ALTER TABLE "app"."orgs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."services" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"name" text NOT NULL,
	"aliases" text[] DEFAULT '{}' NOT NULL,
	"price_cents" integer,
	"price_from" boolean DEFAULT false NOT NULL,
	"duration_minutes" integer,
	"description" text,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "services_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "services_name" UNIQUE("org_id","name"),
	CONSTRAINT "services_name_length" CHECK (char_length("app"."services"."name") between 1 and 80),
	CONSTRAINT "services_description_length" CHECK (char_length("app"."services"."description") <= 500),
	CONSTRAINT "services_price" CHECK ("app"."services"."price_cents" between 0 and 100000000),
	CONSTRAINT "services_duration" CHECK ("app"."services"."duration_minutes" between 1 and 100000)
);
--> statement-breakpoint
ALTER TABLE "app"."services" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."login_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"browser_hash" "bytea",
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL
);
--> statement-breakpoint
ALTER TABLE "app"."login_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."sessions" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "app"."sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "app"."audit" ADD CONSTRAINT "audit_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."conversations" ADD CONSTRAINT "conversations_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."conversations" ADD CONSTRAINT "conversations_org_id_channel_id_channels_org_id_id_fk" FOREIGN KEY ("org_id","channel_id") REFERENCES "app"."channels"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."conversations" ADD CONSTRAINT "conversations_org_id_customer_id_customers_org_id_id_fk" FOREIGN KEY ("org_id","customer_id") REFERENCES "app"."customers"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."customer_chats" ADD CONSTRAINT "customer_chats_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."customer_chats" ADD CONSTRAINT "customer_chats_org_id_channel_id_channels_org_id_id_fk" FOREIGN KEY ("org_id","channel_id") REFERENCES "app"."channels"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."customer_chats" ADD CONSTRAINT "customer_chats_org_id_customer_id_customers_org_id_id_fk" FOREIGN KEY ("org_id","customer_id") REFERENCES "app"."customers"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."customers" ADD CONSTRAINT "customers_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."facts" ADD CONSTRAINT "facts_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "app"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."events" ADD CONSTRAINT "events_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."events" ADD CONSTRAINT "events_org_id_channel_id_channels_org_id_id_fk" FOREIGN KEY ("org_id","channel_id") REFERENCES "app"."channels"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "app"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_org_id_channel_id_channels_org_id_id_fk" FOREIGN KEY ("org_id","channel_id") REFERENCES "app"."channels"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."channels" ADD CONSTRAINT "channels_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."closures" ADD CONSTRAINT "closures_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."opening_hours" ADD CONSTRAINT "opening_hours_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."services" ADD CONSTRAINT "services_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."login_tokens" ADD CONSTRAINT "login_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "app"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "app"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD CONSTRAINT "sessions_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_by_time" ON "app"."audit" USING btree ("org_id","seq");--> statement-breakpoint
CREATE INDEX "conversations_by_customer" ON "app"."conversations" USING btree ("org_id","customer_id");--> statement-breakpoint
CREATE INDEX "conversations_by_time" ON "app"."conversations" USING btree ("org_id","last_message_at","id");--> statement-breakpoint
CREATE INDEX "conversations_by_change" ON "app"."conversations" USING btree ("org_id","changed_at");--> statement-breakpoint
CREATE INDEX "conversations_due" ON "app"."conversations" USING btree ("reply_due_at") WHERE "app"."conversations"."reply_due_at" is not null;--> statement-breakpoint
CREATE INDEX "customer_chats_by_customer" ON "app"."customer_chats" USING btree ("org_id","customer_id");--> statement-breakpoint
CREATE INDEX "facts_by_org" ON "app"."facts" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "members_by_user" ON "app"."members" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "events_by_target" ON "app"."events" USING btree ("org_id","channel_id","target") WHERE "app"."events"."target" is not null;--> statement-breakpoint
CREATE INDEX "messages_by_thread" ON "app"."messages" USING btree ("org_id","conversation_id","seq");--> statement-breakpoint
CREATE INDEX "messages_by_change" ON "app"."messages" USING btree ("org_id","conversation_id","changed_at");--> statement-breakpoint
CREATE INDEX "messages_unsettled" ON "app"."messages" USING btree ("org_id","conversation_id") WHERE "app"."messages"."state" in ('queued', 'sending') or ("app"."messages"."by" = 'customer' and "app"."messages"."outcome" is null);--> statement-breakpoint
CREATE INDEX "closures_by_day" ON "app"."closures" USING btree ("org_id","ends_on");--> statement-breakpoint
CREATE INDEX "login_tokens_by_user" ON "app"."login_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_by_user" ON "app"."sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_by_org" ON "app"."sessions" USING btree ("org_id");--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."audit" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."conversations" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."customer_chats" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."customers" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."facts" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."members" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."events" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."messages" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."channels" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."closures" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."opening_hours" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."orgs" AS PERMISSIVE FOR ALL TO "app_runtime" USING (id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."services" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);