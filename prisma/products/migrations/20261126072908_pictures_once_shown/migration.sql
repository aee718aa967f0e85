-- AlterTable
ALTER TABLE "upload" ADD COLUMN     "shown_at" TIMESTAMPTZ(3);

-- Pictures that are shown now are kept as well.
UPDATE "upload" u SET "shown_at" = now()
WHERE EXISTS (SELECT FROM "product" p WHERE p."media" @> jsonb_build_array(jsonb_build_object('key', u."key")));
