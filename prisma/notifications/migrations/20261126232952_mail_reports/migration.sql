-- CreateTable
CREATE TABLE "mail_report" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "mail_report_created_at_idx" ON "mail_report"("created_at");
