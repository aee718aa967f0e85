-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "failure" TEXT;
