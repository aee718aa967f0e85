-- CreateTable
CREATE TABLE "campaign_member" (
    "campaign_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "campaign_member_pkey" PRIMARY KEY ("campaign_id","user_id")
);

-- CreateIndex
CREATE INDEX "campaign_member_user_id_idx" ON "campaign_member"("user_id");

-- AddForeignKey
ALTER TABLE "campaign_member" ADD CONSTRAINT "campaign_member_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
