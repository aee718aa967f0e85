-- AlterTable
ALTER TABLE "contacts" ADD COLUMN     "time_zone" TEXT;

-- CreateTable
CREATE TABLE "quiet_hours" (
    "user_id" TEXT NOT NULL,
    "from_minute" SMALLINT NOT NULL,
    "to_minute" SMALLINT NOT NULL,

    CONSTRAINT "quiet_hours_pkey" PRIMARY KEY ("user_id")
);

ALTER TABLE "quiet_hours" ADD CONSTRAINT "quiet_hours_check"
  CHECK ("from_minute" BETWEEN 0 AND 1439 AND "to_minute" BETWEEN 0 AND 1439 AND "from_minute" <> "to_minute");
