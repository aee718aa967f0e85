-- The store that sold all goods of a package, for its API keys. Rows of before have none.
ALTER TABLE "packaging" ADD COLUMN "store_id" TEXT;
ALTER TABLE "delivery" ADD COLUMN "store_id" TEXT;
