DROP VIEW "app"."messages_seen";--> statement-breakpoint
ALTER TABLE "app"."audit" ADD CONSTRAINT "audit_network_length" CHECK (char_length("app"."audit"."network") <= 60);--> statement-breakpoint
ALTER TABLE "app"."conversations" ADD CONSTRAINT "conversations_chat_id_length" CHECK (char_length("app"."conversations"."chat_id") <= 200);--> statement-breakpoint
ALTER TABLE "app"."conversations" ADD CONSTRAINT "conversations_state" CHECK ("app"."conversations"."state" in ('ai', 'needs_human', 'human', 'closed', 'blocked'));--> statement-breakpoint
ALTER TABLE "app"."security_events" ADD CONSTRAINT "security_events_detail_length" CHECK (char_length("app"."security_events"."detail") <= 120);--> statement-breakpoint
ALTER TABLE "app"."security_events" ADD CONSTRAINT "security_events_network_length" CHECK (char_length("app"."security_events"."network") <= 60);--> statement-breakpoint
ALTER TABLE "app"."custom_roles" ADD CONSTRAINT "custom_roles_permissions" CHECK ("app"."custom_roles"."permissions" <@ '{inbox.read,conversation.answer,personal.read,channel.manage,audit.read,team.manage}'::text[]);--> statement-breakpoint
ALTER TABLE "app"."invitations" ADD CONSTRAINT "invitations_role" CHECK ("app"."invitations"."role" in ('owner', 'manager', 'staff', 'viewer', 'custom'));--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_role" CHECK ("app"."members"."role" in ('owner', 'manager', 'staff', 'viewer', 'custom'));--> statement-breakpoint
ALTER TABLE "app"."members" ADD CONSTRAINT "members_state" CHECK ("app"."members"."state" in ('pending', 'active'));--> statement-breakpoint
ALTER TABLE "app"."users" ADD CONSTRAINT "users_second_factor" CHECK ("app"."users"."second_factor" in ('off', 'email', 'totp'));--> statement-breakpoint
ALTER TABLE "app"."events" ADD CONSTRAINT "events_key_length" CHECK (char_length("app"."events"."key") <= 900);--> statement-breakpoint
ALTER TABLE "app"."events" ADD CONSTRAINT "events_target_length" CHECK (char_length("app"."events"."target") <= 210);--> statement-breakpoint
ALTER TABLE "app"."events" ADD CONSTRAINT "events_value_length" CHECK (char_length("app"."events"."value") <= 8000);--> statement-breakpoint
ALTER TABLE "app"."events" ADD CONSTRAINT "events_raw_length" CHECK (char_length("app"."events"."raw") <= 65536);--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_provider_id_length" CHECK (char_length("app"."messages"."provider_id") <= 210);--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_quotes_length" CHECK (char_length("app"."messages"."quotes") <= 200);--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_reaction_length" CHECK (char_length("app"."messages"."reaction") <= 64);--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_by" CHECK ("app"."messages"."by" in ('customer', 'receptionist', 'member', 'phone', 'integration'));--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_state" CHECK ("app"."messages"."state" in ('queued', 'sending', 'pending', 'sent', 'delivered', 'read', 'played', 'failed', 'deleted', 'dropped'));--> statement-breakpoint
ALTER TABLE "app"."messages" ADD CONSTRAINT "messages_outcome" CHECK ("app"."messages"."outcome" in ('replied', 'handed_off', 'silent', 'human', 'old', 'unsupported', 'dead'));--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_kind" CHECK ("app"."notices"."kind" in ('needs_you', 'disconnected'));--> statement-breakpoint
ALTER TABLE "app"."channels" ADD CONSTRAINT "channels_provider_channel_id_length" CHECK (char_length("app"."channels"."provider_channel_id") <= 200);--> statement-breakpoint
ALTER TABLE "app"."channels" ADD CONSTRAINT "channels_health_text_length" CHECK (char_length("app"."channels"."health_text") <= 200);--> statement-breakpoint
ALTER TABLE "app"."orgs" ADD CONSTRAINT "orgs_email_length" CHECK (char_length("app"."orgs"."email") <= 254);--> statement-breakpoint
ALTER TABLE "app"."orgs" ADD CONSTRAINT "orgs_timezone_length" CHECK (char_length("app"."orgs"."timezone") <= 60);--> statement-breakpoint
ALTER TABLE "app"."login_tokens" ADD CONSTRAINT "login_tokens_email_length" CHECK (char_length("app"."login_tokens"."email") <= 254);--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD CONSTRAINT "sessions_user_agent_length" CHECK (char_length("app"."sessions"."user_agent") <= 200);--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD CONSTRAINT "sessions_network_length" CHECK (char_length("app"."sessions"."network") <= 60);--> statement-breakpoint
CREATE VIEW "app"."messages_seen" WITH (security_invoker = true) AS (select "id", "org_id", "seq", "conversation_id", "channel_id", "by", "kind", case when (select current_setting('app.personal', true)) = 'shown' then "text" end as "text", "note", "provider_id", case when (select current_setting('app.personal', true)) = 'shown' then "quotes" end as "quotes", case when (select current_setting('app.personal', true)) = 'shown' then "details" else jsonb_build_object('seconds', "details" -> 'seconds') end as "details", "at", "state", "sending_at", "member_id", "client_id", "answers_id", "answer_id", "intent", case when (select current_setting('app.personal', true)) = 'shown' then "evidence" end as "evidence", "outcome", "outcome_reason", case when (select current_setting('app.personal', true)) = 'shown' then "reaction" end as "reaction", "edited_at", "removed_at", "request_id", "changed_at", "created_at" from "app"."messages");