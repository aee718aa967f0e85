-- AlterTable
ALTER TABLE "contacts" ADD COLUMN     "former_emails" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
