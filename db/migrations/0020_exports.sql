CREATE TABLE "app"."exports" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"org_id" uuid DEFAULT nullif(current_setting('app.org_id', true), '')::uuid NOT NULL,
	"actor" text DEFAULT current_setting('app.actor', true) NOT NULL,
	"what" text NOT NULL,
	"filter" jsonb NOT NULL,
	"rows" integer NOT NULL,
	"upto" text,
	"created_at" timestamp (3) with time zone DEFAULT nullif(current_setting('app.at', true), '')::timestamptz NOT NULL,
	CONSTRAINT "exports_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "app"."exports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "app"."custom_roles" DROP CONSTRAINT "custom_roles_permissions";--> statement-breakpoint
ALTER TABLE "app"."exports" ADD CONSTRAINT "exports_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "app"."orgs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "messages_by_time" ON "app"."messages" USING btree ("org_id","at","seq");--> statement-breakpoint
ALTER TABLE "app"."custom_roles" ADD CONSTRAINT "custom_roles_permissions" CHECK ("app"."custom_roles"."permissions" <@ '{inbox.read,conversation.answer,payment.request,personal.read,channel.manage,audit.read,data.export,team.manage}'::text[]);--> statement-breakpoint
CREATE POLICY "own_org" ON "app"."exports" AS PERMISSIVE FOR ALL TO "app_runtime" USING (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid) WITH CHECK (org_id = nullif((select current_setting('app.org_id', true)), '')::uuid);