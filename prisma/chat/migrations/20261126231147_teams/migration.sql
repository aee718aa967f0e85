-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "store_id" TEXT;

-- AlterTable
ALTER TABLE "participant" ADD COLUMN     "store_id" TEXT;

-- CreateTable
CREATE TABLE "store_member" (
    "store_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "store_member_pkey" PRIMARY KEY ("store_id","user_id")
);

-- CreateIndex
CREATE INDEX "store_member_user_id_idx" ON "store_member"("user_id");
