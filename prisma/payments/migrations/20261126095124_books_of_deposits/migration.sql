-- small table: collection, it was added in the version that this one is part of
-- CreateIndex
CREATE INDEX "collection_updated_at_idx" ON "collection"("updated_at");
