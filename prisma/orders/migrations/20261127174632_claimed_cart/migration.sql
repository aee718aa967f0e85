-- AlterTable
ALTER TABLE "cart" ADD COLUMN     "claimed_token_hash" TEXT;
