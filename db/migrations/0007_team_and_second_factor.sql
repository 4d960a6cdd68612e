-- A session belongs to a member from here on.
delete from app.sessions s where not exists (select from app.members m where m.org_id = s.org_id and m.user_id = s.user_id);--> statement-breakpoint
CREATE TABLE "app"."custom_roles" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"name" text NOT NULL,
	"permissions" text[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "custom_roles_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "custom_roles_name" UNIQUE("org_id","name"),
	CONSTRAINT "custom_roles_name_length" CHECK (char_length("app"."custom_roles"."name") between 1 and 40)
);
--> statement-breakpoint
ALTER TABLE "app"."custom_roles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."invitations" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"custom_role_id" uuid,
	"token_hash" "bytea" NOT NULL,
	"invited_by" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "invitations_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "invitations_email" UNIQUE("org_id","email"),
	CONSTRAINT "invitations_token" UNIQUE("org_id","token_hash"),
	CONSTRAINT "invitations_custom_role" CHECK (("app"."invitations"."role" = 'custom') = ("app"."invitations"."custom_role_id" is not null)),
	CONSTRAINT "invitations_email_lower" CHECK ("app"."invitations"."email" = lower("app"."invitations"."email")),
	CONSTRAINT "invitations_email_length" CHECK (char_length("app"."invitations"."email") between 3 and 254)
);
--> statement-breakpoint
ALTER TABLE "app"."invitations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."notices" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"kind" text NOT NULL,
	"conversation_id" uuid,
	"channel_id" uuid,
	"due_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "notices_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "app"."notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."devices" (
	"user_id" uuid NOT NULL,
	"device_hash" "bytea" NOT NULL,
	"trusted_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "devices_user_id_device_hash_pk" PRIMARY KEY("user_id","device_hash")
);
--> statement-breakpoint
ALTER TABLE "app"."devices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "app"."sessions" DROP CONSTRAINT "sessions_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "app"."sessions" DROP CONSTRAINT "sessions_org_id_orgs_id_fk";
--> statement-breakpoint
DROP INDEX "app"."sessions_by_org";--> statement-breakpoint
ALTER TABLE "app"."audit" ADD COLUMN "network" text;--> statement-breakpoint
ALTER TABLE "app"."security_events" ADD COLUMN "org_id" uuid;--> statement-breakpoint
ALTER TABLE "app"."security_events" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "app"."security_events" ADD COLUMN "detail" text;--> statement-breakpoint
ALTER TABLE "app"."members" ADD COLUMN "custom_role_id" uuid;--> statement-breakpoint
ALTER TABLE "app"."members" ADD COLUMN "state" text DEFAULT 'active' NOT NULL;--> statement-breakpoint
ALTER TABLE "app"."users" ADD COLUMN "second_factor" text DEFAULT 'email' NOT NULL;--> statement-breakpoint
ALTER TABLE "app"."users" ADD COLUMN "totp_sealed" text;--> statement-breakpoint
ALTER TABLE "app"."users" ADD COLUMN "totp_step" bigint;--> statement-breakpoint
ALTER TABLE "app"."users" ADD COLUMN "recovery_hashes" "bytea"[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "app"."orgs" ADD COLUMN "requires_second_factor" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "app"."outbox" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "app"."login_tokens" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "app"."login_tokens" ADD COLUMN "method" text;--> statement-breakpoint
ALTER TABLE "app"."login_tokens" ADD COLUMN "asks" text;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD COLUMN "sudo_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD COLUMN "method" text;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD COLUMN "strong" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD COLUMN "device_hash" "bytea";--> statement-breakpoint
ALTER TABLE "app"."custom_roles" ADD CONSTRAINT "custom_roles_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invitations" ADD CONSTRAINT "invitations_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invitations" ADD CONSTRAINT "invitations_org_id_custom_role_id_custom_roles_org_id_id_fk" FOREIGN KEY ("org_id","custom_role_id") REFERENCES "app"."custom_roles"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."invitations" ADD CONSTRAINT "invitations_org_id_invited_by_members_org_id_id_fk" FOREIGN KEY ("org_id","invited_by") REFERENCES "app"."members"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "app"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_org_id_channel_id_channels_org_id_id_fk" FOREIGN KEY ("org_id","channel_id") REFERENCES "app"."channels"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."devices" ADD CONSTRAINT "devices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "app"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitations_by_custom_role" ON "app"."invitations" USING btree ("org_id","custom_role_id");--> statement-breakpoint
CREATE INDEX "invitations_by_inviter" ON "app"."invitations" USING btree ("org_id","invited_by");--> statement-breakpoint
CREATE INDEX "notices_due" ON "app"."notices" USING btree ("due_at") WHERE "app"."notices"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "notices_by_conversation" ON "app"."notices" USING btree ("org_id","conversation_id");--> statement-breakpoint
CREATE INDEX "notices_by_channel" ON "app"."notices" USING btree ("org_id","channel_id");--> statement-breakpoint
ALTER TABLE "app"."security_events" ADD CONSTRAINT "security_events_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."security_events" ADD CONSTRAINT "security_events_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "app"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_org_id_custom_role_id_custom_roles_org_id_id_fk" FOREIGN KEY ("org_id","custom_role_id") REFERENCES "app"."custom_roles"("org_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."outbox" ADD CONSTRAINT "outbox_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "app"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD CONSTRAINT "sessions_org_id_user_id_members_org_id_user_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "app"."members"("org_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "security_events_by_time" ON "app"."security_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "security_events_by_org" ON "app"."security_events" USING btree ("org_id","at");--> statement-breakpoint
CREATE INDEX "security_events_by_user" ON "app"."security_events" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "members_by_custom_role" ON "app"."members" USING btree ("org_id","custom_role_id");--> statement-breakpoint
CREATE INDEX "outbox_by_user" ON "app"."outbox" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "outbox_by_age" ON "app"."outbox" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "sessions_by_member" ON "app"."sessions" USING btree ("org_id","user_id");--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_custom_role" CHECK (("app"."members"."role" = 'custom') = ("app"."members"."custom_role_id" is not null));--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_email_length" CHECK (char_length("app"."members"."email") between 3 and 254);--> statement-breakpoint
CREATE VIEW "app"."conversations_seen" WITH (security_invoker = true) AS (select "app"."conversations"."id", "app"."conversations"."org_id", "app"."conversations"."channel_id", "app"."conversations"."customer_id", case when (select current_setting('app.personal', true)) = 'shown' then "app"."conversations"."chat_id" end as "chat_id", "app"."conversations"."state", case when (select current_setting('app.personal', true)) = 'shown' or "app"."conversations"."attention" is null then "app"."conversations"."attention" else '' end as "attention", "app"."conversations"."human_until", "app"."conversations"."unread", "app"."conversations"."inbound_count", "app"."conversations"."first_unanswered_at", "app"."conversations"."reply_due_at", "app"."conversations"."lease_until", "app"."conversations"."lease_token", "app"."conversations"."attempts", "app"."conversations"."request_id", "app"."conversations"."last_message_at", "app"."conversations"."changed_at", "app"."conversations"."created_at", case when (select current_setting('app.personal', true)) = 'shown' then "app"."customers"."name" end as "customer_name", case when (select current_setting('app.personal', true)) = 'shown' then "app"."customers"."phone" end as "customer_phone" from "app"."conversations" inner join "app"."customers" on "app"."customers"."id" = "app"."conversations"."customer_id");--> statement-breakpoint
CREATE VIEW "app"."customers_seen" WITH (security_invoker = true) AS (select "id", "org_id", case when (select current_setting('app.personal', true)) = 'shown' then "name" end as "name", case when (select current_setting('app.personal', true)) = 'shown' then "phone" end as "phone", "opted_out_at", "created_at" from "app"."customers");--> statement-breakpoint
CREATE VIEW "app"."messages_seen" WITH (security_invoker = true) AS (select "id", "org_id", "seq", "conversation_id", "channel_id", "by", "kind", case when (select current_setting('app.personal', true)) = 'shown' then "text" end as "text", "note", "provider_id", case when (select current_setting('app.personal', true)) = 'shown' then "quotes" end as "quotes", case when (select current_setting('app.personal', true)) = 'shown' then "details" else jsonb_build_object('seconds', "details" -> 'seconds') end as "details", "at", "state", "sending_at", "member_id", "client_id", "answers_id", "answer_id", "intent", case when (select current_setting('app.personal', true)) = 'shown' then "evidence" end as "evidence", "outcome", "outcome_reason", "reaction", "edited_at", "removed_at", "request_id", "changed_at", "created_at" from "app"."messages");--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."custom_roles" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."invitations" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."notices" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_devices" ON "app"."devices" AS PERMISSIVE FOR ALL TO "app_runtime" USING (user_id = nullif((select current_setting('app.user_id', true)), '')::uuid) WITH CHECK (user_id = nullif((select current_setting('app.user_id', true)), '')::uuid);