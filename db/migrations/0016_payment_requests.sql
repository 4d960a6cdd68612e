CREATE TABLE "app"."merchant_accounts" (
	"org_id" uuid PRIMARY KEY DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"merchant_id" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "merchant_accounts_merchant_id" CHECK ("app"."merchant_accounts"."merchant_id" ~ '^[0-9]{8}$'),
	CONSTRAINT "merchant_accounts_sealed_length" CHECK (char_length("app"."merchant_accounts"."sealed") <= 1000)
);
--> statement-breakpoint
ALTER TABLE "app"."merchant_accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."payment_requests" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"cents" integer NOT NULL,
	"purpose" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "payment_requests_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "payment_requests_state" CHECK ("app"."payment_requests"."state" in ('open', 'paid', 'cancelled')),
	CONSTRAINT "payment_requests_cents" CHECK ("app"."payment_requests"."cents" between 500 and 10000000),
	CONSTRAINT "payment_requests_purpose_length" CHECK (char_length("app"."payment_requests"."purpose") between 1 and 100)
);
--> statement-breakpoint
ALTER TABLE "app"."payment_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."request_payments" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"merchant_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"status" text NOT NULL,
	"request_id" uuid,
	"gross_cents" integer,
	"raw" text NOT NULL,
	"source" text NOT NULL,
	"is_listed" boolean NOT NULL,
	"verdict" text NOT NULL,
	"ask_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "request_payments_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "request_payments_once" UNIQUE("org_id","merchant_id","provider_id","status"),
	CONSTRAINT "request_payments_merchant_id_length" CHECK (char_length("app"."request_payments"."merchant_id") <= 20),
	CONSTRAINT "request_payments_provider_id_length" CHECK (char_length("app"."request_payments"."provider_id") <= 100),
	CONSTRAINT "request_payments_status_length" CHECK (char_length("app"."request_payments"."status") <= 30),
	CONSTRAINT "request_payments_raw_length" CHECK (char_length("app"."request_payments"."raw") <= 65536),
	CONSTRAINT "request_payments_source_length" CHECK (char_length("app"."request_payments"."source") <= 60),
	CONSTRAINT "request_payments_verdict" CHECK ("app"."request_payments"."verdict" in ('applied', 'surplus', 'noted', 'unconfirmed', 'amount', 'request', 'invalid'))
);
--> statement-breakpoint
ALTER TABLE "app"."request_payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "app"."custom_roles" DROP CONSTRAINT "custom_roles_permissions";--> statement-breakpoint
ALTER TABLE "app"."notices" DROP CONSTRAINT "notices_kind";--> statement-breakpoint
ALTER TABLE "app"."notices" ADD COLUMN "payment_request_id" uuid;--> statement-breakpoint
ALTER TABLE "app"."merchant_accounts" ADD CONSTRAINT "merchant_accounts_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payment_requests" ADD CONSTRAINT "payment_requests_org_id_merchant_accounts_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."merchant_accounts"("org_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payment_requests" ADD CONSTRAINT "payment_requests_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "app"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."request_payments" ADD CONSTRAINT "request_payments_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."request_payments" ADD CONSTRAINT "request_payments_org_id_request_id_payment_requests_org_id_id_fk" FOREIGN KEY ("org_id","request_id") REFERENCES "app"."payment_requests"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payment_requests_by_id" ON "app"."payment_requests" USING btree ("id");--> statement-breakpoint
CREATE INDEX "payment_requests_by_conversation" ON "app"."payment_requests" USING btree ("org_id","conversation_id");--> statement-breakpoint
CREATE INDEX "payment_requests_by_time" ON "app"."payment_requests" USING btree ("org_id","created_at","id");--> statement-breakpoint
CREATE INDEX "request_payments_by_request" ON "app"."request_payments" USING btree ("org_id","request_id");--> statement-breakpoint
CREATE INDEX "request_payments_to_ask" ON "app"."request_payments" USING btree ("ask_at") WHERE "app"."request_payments"."ask_at" is not null;--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_org_id_payment_request_id_payment_requests_org_id_id_fk" FOREIGN KEY ("org_id","payment_request_id") REFERENCES "app"."payment_requests"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notices_by_payment_request" ON "app"."notices" USING btree ("org_id","payment_request_id");--> statement-breakpoint
ALTER TABLE "app"."custom_roles" ADD CONSTRAINT "custom_roles_permissions" CHECK ("app"."custom_roles"."permissions" <@ '{inbox.read,conversation.answer,payment.request,personal.read,channel.manage,audit.read,team.manage}'::text[]);--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_kind" CHECK ("app"."notices"."kind" in ('needs_you', 'disconnected', 'receipt', 'payment_failed', 'resting', 'request_paid', 'request_paid_twice'));--> statement-breakpoint
CREATE VIEW "app"."payment_requests_seen" WITH (security_invoker = true) AS (select "id", "org_id", "conversation_id", "cents", case when (select current_setting('app.personal', true)) = 'shown' then "purpose" end as "purpose", "state", "expires_at", "paid_at", "created_at" from "app"."payment_requests");--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."merchant_accounts" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."payment_requests" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."request_payments" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);