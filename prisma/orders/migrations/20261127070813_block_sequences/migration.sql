-- AlterTable
ALTER TABLE "person_block" ADD COLUMN     "sequence" INTEGER NOT NULL DEFAULT 0;

-- Chat publishes blocks once more, with sequences. Rows that no such event follows within a day are wrong and are pruned.
UPDATE "person_block" SET "changed_at" = now();
