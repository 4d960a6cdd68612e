ALTER TABLE "app"."notices" DROP CONSTRAINT "notices_kind";--> statement-breakpoint
ALTER TABLE "app"."notices" ADD COLUMN "payment_id" uuid;--> statement-breakpoint
ALTER TABLE "app"."usage" ADD COLUMN "rested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_org_id_payment_id_payments_org_id_id_fk" FOREIGN KEY ("org_id","payment_id") REFERENCES "app"."payments"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notices_by_payment" ON "app"."notices" USING btree ("org_id","payment_id");--> statement-breakpoint
ALTER TABLE "app"."notices" ADD CONSTRAINT "notices_kind" CHECK ("app"."notices"."kind" in ('needs_you', 'disconnected', 'receipt', 'payment_failed', 'resting'));