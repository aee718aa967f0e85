-- CreateTable
CREATE TABLE "seller_vacation" (
    "seller_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "seller_vacation_pkey" PRIMARY KEY ("seller_id")
);
