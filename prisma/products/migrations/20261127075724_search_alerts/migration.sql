-- AlterTable
ALTER TABLE "saved_search" ADD COLUMN     "alert" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "alerted_at" TIMESTAMPTZ(3),
ADD COLUMN     "alerts" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "search_alert" (
    "search_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "criteria" JSONB NOT NULL,
    "keys" TEXT[],
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "search_alert_pkey" PRIMARY KEY ("search_id")
);

-- CreateTable
CREATE TABLE "saved_search_match" (
    "search_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "matched_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "saved_search_match_pkey" PRIMARY KEY ("search_id","product_id")
);

-- CreateTable
CREATE TABLE "product_change" (
    "id" BIGSERIAL NOT NULL,
    "product_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "before_rank" BIGINT,
    "before_currency" CHAR(3),

    CONSTRAINT "product_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_search_match_matched_at_idx" ON "saved_search_match"("matched_at");

-- AddForeignKey
ALTER TABLE "search_alert" ADD CONSTRAINT "search_alert_search_id_fkey" FOREIGN KEY ("search_id") REFERENCES "saved_search"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_search_match" ADD CONSTRAINT "saved_search_match_search_id_fkey" FOREIGN KEY ("search_id") REFERENCES "saved_search"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "search_alert" ADD COLUMN "terms" TSQUERY,
  ADD CONSTRAINT "search_alert_keys" CHECK ("keys" IS NOT NULL);
CREATE INDEX "search_alert_keys_idx" ON "search_alert" USING gin ("keys") WITH (fastupdate = off);
CREATE INDEX "search_alert_due_idx" ON "search_alert" ("due_at", "search_id") WHERE "due_at" IS NOT NULL;
CREATE INDEX "saved_search_match_untold_idx" ON "saved_search_match" ("search_id", "matched_at", "product_id") WHERE "told_at" IS NULL;

-- One word of each alternative of a query, the longest: whatever the query finds contains one of them. Null for a query that
-- also finds products without any of its words ("-red").
CREATE FUNCTION public.query_words(TSQUERY) RETURNS TEXT[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN querytree($1) NOT IN ('', 'T') THEN ARRAY(
    SELECT (SELECT replace(found[1], '''''', '''') FROM regexp_matches(alternative, '''((?:[^'']|'''')+)''', 'g') AS found
      ORDER BY length(found[1]) DESC, found[1] LIMIT 1)
    FROM regexp_split_to_table(querytree($1), ' \| ') AS alternative) END
$$;

-- The keys of a search: of its conditions, the one that fewest products meet.
CREATE FUNCTION public.search_alert_keys(criteria JSONB, terms TSQUERY) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN criteria ? 'ids' THEN ARRAY(SELECT 'id:' || id FROM jsonb_array_elements_text(criteria -> 'ids') AS id)
    WHEN criteria ? 'sellerId' THEN ARRAY['seller:' || (criteria ->> 'sellerId')]
    WHEN criteria ? 'storeId' THEN ARRAY['store:' || (criteria ->> 'storeId')]
    WHEN public.query_words(terms) IS NOT NULL THEN ARRAY(SELECT 'word:' || word FROM unnest(public.query_words(terms)) AS word)
    WHEN jsonb_array_length(criteria -> 'tags') > 0 THEN ARRAY['tag:' || (criteria -> 'tags' ->> 0)]
    WHEN criteria ? 'categoryId' THEN ARRAY['category:' || (criteria ->> 'categoryId')]
    ELSE ARRAY['*']
  END
$$;

-- The keys of a product: a search that finds it has one of them.
CREATE FUNCTION public.product_alert_keys(id TEXT, seller_id TEXT, store_id TEXT, search TSVECTOR, tags TEXT[], category_path TEXT[])
  RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY['*', 'id:' || id, 'seller:' || seller_id]
    || CASE WHEN store_id IS NULL THEN '{}' ELSE ARRAY['store:' || store_id] END
    || ARRAY(SELECT 'word:' || word FROM unnest(tsvector_to_array(search)) AS word)
    || ARRAY(SELECT 'tag:' || tag FROM unnest(tags) AS tag)
    || ARRAY(SELECT 'category:' || category FROM unnest(category_path) AS category)
$$;

-- Products that came on sale, or whose price fell. While no alert is on, nothing is compared.
CREATE FUNCTION on_product_price_fell() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO product_change (product_id, before_rank, before_currency)
  SELECT NEW.id, OLD.price_rank, OLD.currency WHERE EXISTS (SELECT FROM search_alert);
  RETURN NULL;
END $$;
CREATE FUNCTION on_product_came_on_sale() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO product_change (product_id) SELECT NEW.id WHERE EXISTS (SELECT FROM search_alert);
  RETURN NULL;
END $$;
CREATE TRIGGER product_added_on_sale AFTER INSERT ON "product" FOR EACH ROW
  WHEN (NEW.listed AND NEW.status <> 'SOLD_OUT') EXECUTE FUNCTION on_product_came_on_sale();
CREATE TRIGGER product_came_on_sale AFTER UPDATE ON "product" FOR EACH ROW
  WHEN (NEW.listed AND NEW.status <> 'SOLD_OUT' AND NOT (OLD.listed AND OLD.status <> 'SOLD_OUT'))
  EXECUTE FUNCTION on_product_came_on_sale();
CREATE TRIGGER product_price_fell AFTER UPDATE ON "product" FOR EACH ROW
  WHEN (NEW.listed AND NEW.status <> 'SOLD_OUT' AND OLD.listed AND OLD.status <> 'SOLD_OUT'
    AND (NEW.price_rank < OLD.price_rank OR NEW.currency <> OLD.currency))
  EXECUTE FUNCTION on_product_price_fell();
