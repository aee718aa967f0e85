-- CreateTable
CREATE TABLE "offer_terms" (
    "product_id" TEXT NOT NULL,
    "accepts_offers" BOOLEAN NOT NULL,
    "minimum_basis_points" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offer_terms_pkey" PRIMARY KEY ("product_id")
);

ALTER TABLE "offer_terms" ADD CONSTRAINT "offer_terms_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "offer_terms" ADD CONSTRAINT "offer_terms_minimum" CHECK ("minimum_basis_points" BETWEEN 1 AND 9999);
