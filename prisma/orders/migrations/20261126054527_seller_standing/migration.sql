-- AlterTable
ALTER TABLE "seller" ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'ACTIVE';
