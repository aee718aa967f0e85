-- CreateTable
CREATE TABLE "pulse_counts" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "measure" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "amount" DECIMAL NOT NULL,

    CONSTRAINT "pulse_counts_pkey" PRIMARY KEY ("minute","measure","currency")
);

-- CreateTable
CREATE TABLE "pulse_message" (
    "id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pulse_message_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "pulse_message" ADD CONSTRAINT "pulse_message_is_one" CHECK ("id" = 1);

ALTER TABLE "pulse_counts" ADD CONSTRAINT "pulse_counts_count" CHECK ("count" > 0);
