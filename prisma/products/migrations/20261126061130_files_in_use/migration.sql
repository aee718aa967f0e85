-- AlterTable
ALTER TABLE "upload" ADD COLUMN     "checked_at" TIMESTAMPTZ(3);

-- For the job that deletes files that nothing uses.
CREATE INDEX "upload_to_check_idx" ON "upload" ((coalesce("checked_at", "uploaded_at", "expires_at")));
CREATE INDEX "product_media_idx" ON "product" USING gin ("media" jsonb_path_ops);
CREATE INDEX "product_import_finished_idx" ON "product_import" ("finished_at") WHERE "finished_at" IS NOT NULL;
