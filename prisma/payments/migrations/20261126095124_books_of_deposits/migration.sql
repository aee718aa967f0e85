-- CreateIndex
CREATE INDEX "collection_updated_at_idx" ON "collection"("updated_at");
