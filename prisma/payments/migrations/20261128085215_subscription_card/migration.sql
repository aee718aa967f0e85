-- AlterTable
ALTER TABLE "subscription" ADD COLUMN     "card_is_told" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "has_card" BOOLEAN NOT NULL DEFAULT true;
