-- AlterTable
ALTER TABLE "claim_allowed" ADD COLUMN     "claim_id" TEXT;

-- CreateTable
CREATE TABLE "erased_person" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_person_pkey" PRIMARY KEY ("id")
);
