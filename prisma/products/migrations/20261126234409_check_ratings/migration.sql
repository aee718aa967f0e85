ALTER TABLE "product" VALIDATE CONSTRAINT "product_rating";
