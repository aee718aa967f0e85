-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "secret_hash" TEXT;

-- Payments whose buyers are at their bank at this moment.
UPDATE "payment" SET "secret_hash" = encode(sha256(convert_to("client_secret", 'UTF8')), 'hex') WHERE "client_secret" IS NOT NULL;
