-- CreateTable
CREATE TABLE "returned_line" (
    "return_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "returned_line_pkey" PRIMARY KEY ("return_id","line_id")
);

ALTER TABLE "returned_line" ADD CONSTRAINT "returned_line_quantity" CHECK ("quantity" > 0);
