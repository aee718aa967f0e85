-- AlterTable
ALTER TABLE "person_block" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);
