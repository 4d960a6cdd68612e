CREATE TABLE "app"."charge_runs" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"token" text NOT NULL,
	"checkout_id" uuid NOT NULL,
	"until" date,
	"ending" text DEFAULT 'no' NOT NULL,
	"is_paused" boolean DEFAULT false NOT NULL,
	"dated_until" date,
	"dated_payments" integer,
	"checked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "charge_runs_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "charge_runs_token" UNIQUE("org_id","token"),
	CONSTRAINT "charge_runs_token_length" CHECK (char_length("app"."charge_runs"."token") <= 100),
	CONSTRAINT "charge_runs_ending" CHECK ("app"."charge_runs"."ending" in ('no', 'asked', 'ended'))
);
--> statement-breakpoint
ALTER TABLE "app"."charge_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."checkouts" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"first_cents" integer NOT NULL,
	"month_cents" integer NOT NULL,
	"starts_from" date NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "checkouts_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "app"."checkouts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."payments" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"merchant_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"status" text NOT NULL,
	"token" text,
	"checkout_id" uuid,
	"gross_cents" integer,
	"raw" text NOT NULL,
	"source" text NOT NULL,
	"is_listed" boolean NOT NULL,
	"verdict" text NOT NULL,
	"ask_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "payments_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "payments_once" UNIQUE("org_id","merchant_id","provider_id","status"),
	CONSTRAINT "payments_merchant_id_length" CHECK (char_length("app"."payments"."merchant_id") <= 20),
	CONSTRAINT "payments_provider_id_length" CHECK (char_length("app"."payments"."provider_id") <= 100),
	CONSTRAINT "payments_status_length" CHECK (char_length("app"."payments"."status") <= 30),
	CONSTRAINT "payments_token_length" CHECK (char_length("app"."payments"."token") <= 100),
	CONSTRAINT "payments_raw_length" CHECK (char_length("app"."payments"."raw") <= 65536),
	CONSTRAINT "payments_source_length" CHECK (char_length("app"."payments"."source") <= 60),
	CONSTRAINT "payments_verdict" CHECK ("app"."payments"."verdict" in ('applied', 'noted', 'unconfirmed', 'amount', 'checkout', 'invalid'))
);
--> statement-breakpoint
ALTER TABLE "app"."payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."subscriptions" (
	"org_id" uuid PRIMARY KEY DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"state" text NOT NULL,
	"trial_ends_at" timestamp (3) with time zone NOT NULL,
	"past_due_at" timestamp (3) with time zone,
	"paid_until" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "subscriptions_state" CHECK ("app"."subscriptions"."state" in ('trial', 'active', 'past_due', 'cancelled', 'lapsed'))
);
--> statement-breakpoint
ALTER TABLE "app"."subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "app"."usage" (
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"month" date NOT NULL,
	"answers" integer DEFAULT 0 NOT NULL,
	"rested_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "usage_org_id_month_pk" PRIMARY KEY("org_id","month")
);
--> statement-breakpoint
ALTER TABLE "app"."usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "app"."notices" DROP CONSTRAINT "notices_kind";--> statement-breakpoint
ALTER TABLE "app"."notices" ADD COLUMN "payment_id" uuid;--> statement-breakpoint
ALTER TABLE "app"."orgs" ADD COLUMN "vat_number" text;--> statement-breakpoint
ALTER TABLE "app"."charge_runs" ADD CONSTRAINT "charge_runs_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."charge_runs" ADD CONSTRAINT "charge_runs_org_id_checkout_id_checkouts_org_id_id_fk" FOREIGN KEY ("org_id","checkout_id") REFERENCES "app"."checkouts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."checkouts" ADD CONSTRAINT "checkouts_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payments" ADD CONSTRAINT "payments_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."payments" ADD CONSTRAINT "payments_org_id_checkout_id_checkouts_org_id_id_fk" FOREIGN KEY ("org_id","checkout_id") REFERENCES "app"."checkouts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."subscriptions" ADD CONSTRAINT "subscriptions_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."usage" ADD CONSTRAINT "usage_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "charge_runs_by_checkout" ON "app"."charge_runs" USING btree ("org_id","checkout_id");--> statement-breakpoint
CREATE INDEX "charge_runs_to_check" ON "app"."charge_runs" USING btree ("checked_at") WHERE "app"."charge_runs"."ending" <> 'ended';--> statement-breakpoint
CREATE INDEX "payments_by_run" ON "app"."payments" USING btree ("org_id","token");--> statement-breakpoint
CREATE INDEX "payments_by_checkout" ON "app"."payments" USING btree ("org_id","checkout_id");--> statement-breakpoint
CREATE INDEX "payments_to_ask" ON "app"."payments" USING btree ("ask_at") WHERE "app"."payments"."ask_at" is not null;--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_org_id_payment_id_payments_org_id_id_fk" FOREIGN KEY ("org_id","payment_id") REFERENCES "app"."payments"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notices_by_payment" ON "app"."notices" USING btree ("org_id","payment_id");--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_kind" CHECK ("app"."notices"."kind" in ('needs_you', 'disconnected', 'receipt', 'payment_failed', 'resting'));--> statement-breakpoint
ALTER TABLE "app"."orgs" ADD CONSTRAINT "orgs_vat_number" CHECK ("app"."orgs"."vat_number" ~ '^4[0-9]{9}$');--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."charge_runs" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."checkouts" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."payments" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."subscriptions" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."usage" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);