ALTER TABLE "upload" VALIDATE CONSTRAINT "upload_purpose";
