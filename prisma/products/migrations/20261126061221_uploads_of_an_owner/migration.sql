-- CreateIndex
CREATE INDEX "upload_owner_id_idx" ON "upload"("owner_id");
