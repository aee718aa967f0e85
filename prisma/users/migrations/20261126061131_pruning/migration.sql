-- For the job that deletes old rows.
CREATE INDEX "otp_challenges_expires_at_idx" ON "otp_challenges" ("expires_at");
CREATE INDEX "sessions_expires_at_idx" ON "sessions" ("expires_at");
CREATE INDEX "refresh_tokens_rotated_at_idx" ON "refresh_tokens" ("rotated_at") WHERE "rotated_at" IS NOT NULL;
CREATE INDEX "data_exports_expired_idx" ON "data_exports" ("expires_at") WHERE "status" = 'EXPIRED';
CREATE INDEX "store_members_invitations_idx" ON "store_members" ("invitation_expires_at") WHERE "status" = 'INVITED';
CREATE INDEX "users_erased_idx" ON "users" ("updated_at") WHERE "status" = 'ERASED';
