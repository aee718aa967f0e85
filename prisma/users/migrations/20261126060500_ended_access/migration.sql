-- AlterTable
ALTER TABLE "users" ADD COLUMN     "access_changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "access_version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "expires_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "users_access_changed_at_idx" ON "users"("access_changed_at");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_revoked_at_idx" ON "sessions"("revoked_at");

-- CreateIndex
CREATE INDEX "api_keys_created_by_idx" ON "api_keys"("created_by");

-- CreateIndex
CREATE INDEX "api_keys_revoked_at_idx" ON "api_keys"("revoked_at");

-- A key has no right that its maker no longer has.
UPDATE "api_keys" AS key SET "revoked_at" = now()
WHERE key."revoked_at" IS NULL AND NOT EXISTS (
  SELECT FROM "users" AS maker
  WHERE maker."id" = key."created_by" AND maker."status" = 'ACTIVE' AND (
    'ADMIN' = ANY (maker."roles") OR EXISTS (
      SELECT FROM "store_members" AS member
      WHERE member."store_id" = key."store_id" AND member."user_id" = maker."id"
        AND member."status" = 'ACTIVE' AND member."role" = 'ADMIN'
    )
  )
);
