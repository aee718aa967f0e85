-- CreateTable
CREATE TABLE "contact_claims" (
    "contact_id" TEXT NOT NULL,
    "claim_id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_claims_pkey" PRIMARY KEY ("contact_id","claim_id")
);

-- AddForeignKey
ALTER TABLE "contact_claims" ADD CONSTRAINT "contact_claims_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
