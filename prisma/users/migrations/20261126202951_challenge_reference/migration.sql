-- AlterTable
ALTER TABLE "otp_challenges" ADD COLUMN     "reference" TEXT;
