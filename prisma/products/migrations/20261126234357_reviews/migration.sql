-- AlterTable
ALTER TABLE "product" ADD COLUMN     "rating_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "rating_rank" INTEGER NOT NULL DEFAULT 3500,
ADD COLUMN     "rating_sum" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "upload" ADD COLUMN     "review_id" TEXT;

-- CreateTable
CREATE TABLE "purchase" (
    "order_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "buyer_id" TEXT,
    "goods" JSONB NOT NULL,
    "is_delivered" BOOLEAN NOT NULL,
    "fulfilled_at" TIMESTAMPTZ(3) NOT NULL,
    "invited_at" TIMESTAMPTZ(3),

    CONSTRAINT "purchase_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "review" (
    "id" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "author_id" TEXT,
    "rating" INTEGER NOT NULL,
    "title" TEXT,
    "text" TEXT,
    "pictures" JSONB NOT NULL DEFAULT '[]',
    "status" TEXT NOT NULL,
    "hidden_reason" TEXT,
    "reply" TEXT,
    "replied_at" TIMESTAMPTZ(3),
    "helpful" INTEGER NOT NULL DEFAULT 0,
    "unhelpful" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_vote" (
    "review_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "helpful" BOOLEAN NOT NULL,

    CONSTRAINT "review_vote_pkey" PRIMARY KEY ("review_id","user_id")
);

-- CreateTable
CREATE TABLE "rating_tally" (
    "target" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "one" INTEGER NOT NULL DEFAULT 0,
    "two" INTEGER NOT NULL DEFAULT 0,
    "three" INTEGER NOT NULL DEFAULT 0,
    "four" INTEGER NOT NULL DEFAULT 0,
    "five" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "rating_tally_pkey" PRIMARY KEY ("target","subject_id")
);

-- CreateTable
CREATE TABLE "seller_score" (
    "seller_id" TEXT NOT NULL,
    "sales" INTEGER NOT NULL DEFAULT 0,
    "disputes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "seller_score_pkey" PRIMARY KEY ("seller_id")
);

-- CreateTable
CREATE TABLE "content_report" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "reporter_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "text" TEXT,
    "status" TEXT NOT NULL,
    "decided_by" TEXT,
    "decision_note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "content_report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "purchase_fulfilled_at_idx" ON "purchase"("fulfilled_at");

-- CreateIndex
CREATE INDEX "review_author_id_created_at_id_idx" ON "review"("author_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "review_order_id_target_subject_id_key" ON "review"("order_id", "target", "subject_id");

-- CreateIndex
CREATE INDEX "review_vote_user_id_idx" ON "review_vote"("user_id");

-- CreateIndex
CREATE INDEX "content_report_reporter_id_idx" ON "content_report"("reporter_id");

-- CreateIndex
CREATE UNIQUE INDEX "content_report_kind_subject_id_reporter_id_key" ON "content_report"("kind", "subject_id", "reporter_id");

-- AddForeignKey
ALTER TABLE "review_vote" ADD CONSTRAINT "review_vote_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "purchase" ADD CONSTRAINT "purchase_goods" CHECK (jsonb_typeof("goods") = 'array');
CREATE INDEX "purchase_uninvited_idx" ON "purchase" ("fulfilled_at", "order_id") WHERE "invited_at" IS NULL AND "buyer_id" IS NOT NULL;

ALTER TABLE "review"
  ADD CONSTRAINT "review_target" CHECK ("target" IN ('PRODUCT', 'SELLER', 'DELIVERY')),
  ADD CONSTRAINT "review_rating" CHECK ("rating" BETWEEN 1 AND 5),
  ADD CONSTRAINT "review_status" CHECK ("status" IN ('PUBLISHED', 'HIDDEN', 'REMOVED')),
  ADD CONSTRAINT "review_hidden_with_reason" CHECK ("status" <> 'HIDDEN' OR "hidden_reason" IS NOT NULL),
  ADD CONSTRAINT "review_removed_is_empty" CHECK ("status" <> 'REMOVED' OR (num_nonnulls("title", "text", "reply") = 0 AND "pictures" = '[]')),
  ADD CONSTRAINT "review_reply" CHECK (num_nulls("reply", "replied_at") IN (0, 2)),
  ADD CONSTRAINT "review_votes" CHECK ("helpful" >= 0 AND "unhelpful" >= 0);
CREATE INDEX "review_newest_idx" ON "review" ("target", "subject_id", "created_at", "id") WHERE "status" = 'PUBLISHED';
CREATE INDEX "review_helpful_idx" ON "review" ("target", "subject_id", "helpful", "id") WHERE "status" = 'PUBLISHED';
CREATE INDEX "review_rating_idx" ON "review" ("target", "subject_id", "rating", "id") WHERE "status" = 'PUBLISHED';

ALTER TABLE "rating_tally" ADD CONSTRAINT "rating_tally_counts" CHECK (least("one", "two", "three", "four", "five") >= 0);

ALTER TABLE "seller_score" ADD CONSTRAINT "seller_score_counts" CHECK ("sales" >= 0 AND "disputes" >= 0);

ALTER TABLE "content_report"
  ADD CONSTRAINT "content_report_kind" CHECK ("kind" IN ('REVIEW', 'LISTING')),
  ADD CONSTRAINT "content_report_status" CHECK ("status" IN ('OPEN', 'UPHELD', 'DISMISSED')),
  ADD CONSTRAINT "content_report_decision" CHECK (("status" = 'OPEN') = ("decided_at" IS NULL));
CREATE INDEX "content_report_open_idx" ON "content_report" ("created_at", "id") WHERE "status" = 'OPEN';

-- The average of the product's reviews and of five more with 3.5 stars, in thousandths of a star: few reviews weigh little.
ALTER TABLE "product"
  ADD CONSTRAINT "product_rating" CHECK ("rating_count" >= 0 AND "rating_sum" BETWEEN "rating_count" AND 5 * "rating_count"
    AND "rating_rank" = (2 * "rating_sum" + 35) * 500 / ("rating_count" + 5)) NOT VALID;
