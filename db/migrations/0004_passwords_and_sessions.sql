ALTER TABLE "app"."users" ADD COLUMN "password_hash" text;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD COLUMN "id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "app"."sessions" ADD COLUMN "network" text;--> statement-breakpoint
CREATE POLICY "own_sessions" ON "app"."sessions" AS PERMISSIVE FOR ALL TO "app_runtime" USING (user_id = nullif((select current_setting('app.user_id', true)), '')::uuid) WITH CHECK (user_id = nullif((select current_setting('app.user_id', true)), '')::uuid);