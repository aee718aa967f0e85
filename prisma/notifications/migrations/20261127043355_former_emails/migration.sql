-- AlterTable
ALTER TABLE "contacts" ADD COLUMN     "former_emails" TEXT[] DEFAULT ARRAY[]::TEXT[];
