-- CreateTable
CREATE TABLE "role_grant" (
    "id" TEXT NOT NULL,
    "collection_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "role_grant_collection_id_account_role_key" ON "role_grant"("collection_id", "account", "role");

-- By hand.
ALTER TABLE "role_grant"
  ADD CONSTRAINT "role_grant_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id"),
  ADD CONSTRAINT "role_grant_role" CHECK ("role" IN ('MINTER', 'ADMIN'));
ALTER TABLE "chain_call"
  DROP CONSTRAINT "chain_call_kind",
  ADD CONSTRAINT "chain_call_kind" CHECK ("kind" IN ('DEPLOY', 'CREATE_TOKEN', 'MINT', 'MINT_BATCH', 'TRANSFER', 'GRANT_ROLE'));
