ALTER TABLE "upload" DROP CONSTRAINT "upload_purpose",
  ADD CONSTRAINT "upload_purpose" CHECK ("purpose" IN ('CATALOGUE', 'DIGITAL_GOODS', 'REVIEW')) NOT VALID;
