-- CreateTable
CREATE TABLE "personal_key" (
    "event_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "personal_key_pkey" PRIMARY KEY ("event_id")
);

-- CreateIndex
CREATE INDEX "personal_key_person_id_idx" ON "personal_key"("person_id");

-- CreateIndex
CREATE INDEX "personal_key_created_at_idx" ON "personal_key"("created_at");
