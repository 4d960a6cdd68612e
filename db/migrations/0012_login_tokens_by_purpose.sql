DROP INDEX "app"."login_tokens_by_user";--> statement-breakpoint
CREATE INDEX "login_tokens_by_user" ON "app"."login_tokens" USING btree ("user_id","purpose","expires_at");