-- Extensions come with every Postgres that has its contrib modules. Where the server lacks one, search still works:
-- without unaccent accents count, without pg_trgm misspelt words are not corrected.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'unaccent') THEN
    CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
  END IF;
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
  END IF;
END $$;

-- plain('Crème Brûlée') = 'creme brulee'. Under the C locale lower() knows ASCII alone, so it borrows a collation that
-- knows more where the server has one. Declared immutable, as generated columns ask: the dictionary is part of the server.
DO $$
DECLARE
  folded TEXT := CASE WHEN to_regprocedure('public.unaccent(regdictionary, text)') IS NULL THEN '$1'
                      ELSE 'public.unaccent(''public.unaccent''::regdictionary, $1)' END;
  folding TEXT := (SELECT format(' COLLATE pg_catalog.%I', collname) FROM pg_collation
                     WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND collencoding IN (-1, pg_char_to_encoding('UTF8'))
                     ORDER BY collname LIMIT 1);
BEGIN
  EXECUTE format('CREATE FUNCTION public.plain(TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS ''SELECT lower(%s%s)''',
                 replace(folded, '''', ''''''), coalesce(folding, ''));
END $$;

CREATE FUNCTION public.joined(TEXT[]) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS 'SELECT array_to_string($1, '' '')';

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "category" (
    "id" TEXT NOT NULL,
    "parent_id" TEXT,
    "path" TEXT[],
    "position" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "image_key" TEXT,
    "translations" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "store_id" TEXT,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "category_id" TEXT,
    "tags" TEXT[],
    "media" JSONB NOT NULL DEFAULT '[]',
    "currency" CHAR(3),
    "price_min_minor" BIGINT,
    "price_max_minor" BIGINT,
    "price_rank" BIGINT,
    "keywords" TEXT NOT NULL DEFAULT '',
    "seller_hidden" BOOLEAN NOT NULL DEFAULT false,
    "newest_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variant" (
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "sku" TEXT NOT NULL,
    "options" JSONB NOT NULL DEFAULT '[]',
    "price_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "compare_at_minor" BIGINT,
    "further_prices" JSONB NOT NULL DEFAULT '[]',
    "length_mm" INTEGER,
    "width_mm" INTEGER,
    "height_mm" INTEGER,
    "weight_g" INTEGER,
    "available" INTEGER,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_history" (
    "id" BIGSERIAL NOT NULL,
    "product_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "product_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wish" (
    "user_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wish_pkey" PRIMARY KEY ("user_id","product_id")
);

-- CreateTable
CREATE TABLE "seller" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "seller_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_member" (
    "store_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "store_member_pkey" PRIMARY KEY ("store_id","user_id")
);

-- CreateTable
CREATE TABLE "upload" (
    "id" TEXT NOT NULL,
    "owner_kind" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "uploaded_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_import" (
    "id" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "store_id" TEXT,
    "publish" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "total" INTEGER,
    "processed" INTEGER NOT NULL DEFAULT 0,
    "byte_offset" BIGINT NOT NULL DEFAULT 0,
    "next_line" INTEGER NOT NULL DEFAULT 1,
    "created" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "owner_kind" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_import_error" (
    "import_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "product_import_error_pkey" PRIMARY KEY ("import_id","line")
);

-- CreateTable
CREATE TABLE "search_word" (
    "word" TEXT NOT NULL,

    CONSTRAINT "search_word_pkey" PRIMARY KEY ("word")
);

-- CreateTable
CREATE TABLE "catalogue_revision" (
    "stripe" INTEGER NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "catalogue_revision_pkey" PRIMARY KEY ("stripe")
);

-- CreateTable
CREATE TABLE "outbox" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "aggregatetype" TEXT NOT NULL,
    "aggregateid" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "category_slug_key" ON "category"("slug");

-- CreateIndex
CREATE INDEX "category_parent_id_position_idx" ON "category"("parent_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "product_slug_key" ON "product"("slug");

-- CreateIndex
CREATE INDEX "variant_product_id_position_idx" ON "variant"("product_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "variant_seller_id_sku_key" ON "variant"("seller_id", "sku");

-- CreateIndex
CREATE INDEX "product_history_product_id_id_idx" ON "product_history"("product_id", "id");

-- CreateIndex
CREATE INDEX "wish_user_id_added_at_product_id_idx" ON "wish"("user_id", "added_at" DESC, "product_id" DESC);

-- CreateIndex
CREATE INDEX "seller_user_id_idx" ON "seller"("user_id");

-- CreateIndex
CREATE INDEX "store_member_user_id_idx" ON "store_member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "upload_key_key" ON "upload"("key");

-- CreateIndex
CREATE UNIQUE INDEX "product_import_upload_id_key" ON "product_import"("upload_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_id_key" ON "outbox"("id");

-- AddForeignKey
ALTER TABLE "category" ADD CONSTRAINT "category_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variant" ADD CONSTRAINT "variant_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_history" ADD CONSTRAINT "product_history_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wish" ADD CONSTRAINT "wish_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_import_error" ADD CONSTRAINT "product_import_error_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "product_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

ALTER TABLE "category"
  ADD CONSTRAINT "category_path_ends_in_itself" CHECK ("path" IS NOT NULL AND "path"[cardinality("path")] = "id"),
  ADD CONSTRAINT "category_depth" CHECK (cardinality("path") BETWEEN 1 AND 4);
CREATE INDEX "category_path_idx" ON "category" USING gin ("path");

ALTER TABLE "product"
  ADD CONSTRAINT "product_tags" CHECK ("tags" IS NOT NULL),
  ADD CONSTRAINT "product_title" CHECK (char_length("title") BETWEEN 3 AND 128),
  ADD CONSTRAINT "product_type" CHECK ("type" IN ('PHYSICAL', 'DIGITAL', 'NFT')),
  ADD CONSTRAINT "product_condition" CHECK ("condition" IN ('NEW', 'LIKE_NEW', 'GOOD', 'FAIR')),
  ADD CONSTRAINT "product_status" CHECK ("status" IN ('DRAFT', 'ACTIVE', 'SOLD_OUT', 'PAUSED', 'BLOCKED', 'ARCHIVED')),
  ADD CONSTRAINT "product_price" CHECK (num_nulls("currency", "price_min_minor", "price_max_minor", "price_rank") IN (0, 4)
    AND "price_min_minor" > 0 AND "price_max_minor" >= "price_min_minor"),
  ADD CONSTRAINT "product_on_sale_is_complete" CHECK ("status" NOT IN ('ACTIVE', 'SOLD_OUT')
    OR ("category_id" IS NOT NULL AND "price_min_minor" IS NOT NULL AND "published_at" IS NOT NULL));

-- What the public sees.
ALTER TABLE "product" ADD COLUMN "listed" BOOLEAN NOT NULL
  GENERATED ALWAYS AS ("status" IN ('ACTIVE', 'SOLD_OUT') AND NOT "seller_hidden") STORED;

-- What it is found by, the title before tags, those before category and SKUs, those before the description.
ALTER TABLE "product" ADD COLUMN "search" TSVECTOR NOT NULL GENERATED ALWAYS AS (
  setweight(to_tsvector('pg_catalog.english', public.plain("title")), 'A') ||
  setweight(to_tsvector('pg_catalog.english', public.plain(public.joined("tags"))), 'B') ||
  setweight(to_tsvector('pg_catalog.english', public.plain("keywords")), 'C') ||
  setweight(to_tsvector('pg_catalog.english', public.plain(left("description", 2000))), 'D')
) STORED;

-- Lists never read descriptions, so long ones are kept out of the rows that lists read.
ALTER TABLE "product" ALTER COLUMN "search" SET STORAGE MAIN;
ALTER TABLE "product" SET (toast_tuple_target = 1024);

CREATE INDEX "product_newest_idx" ON "product" ("newest_at", "id") WHERE "listed";
CREATE INDEX "product_price_idx" ON "product" ("price_rank", "id") WHERE "listed";
CREATE INDEX "product_category_newest_idx" ON "product" ("category_id", "newest_at", "id") WHERE "listed";
CREATE INDEX "product_category_price_idx" ON "product" ("category_id", "price_rank", "id") WHERE "listed";
CREATE INDEX "product_type_newest_idx" ON "product" ("type", "newest_at", "id") WHERE "listed";
CREATE INDEX "product_sold_out_idx" ON "product" ("newest_at", "id") WHERE "listed" AND "status" = 'SOLD_OUT';
CREATE INDEX "product_seller_idx" ON "product" ("seller_id", "newest_at", "id");
CREATE INDEX "product_store_idx" ON "product" ("store_id", "newest_at", "id") WHERE "store_id" IS NOT NULL;
CREATE INDEX "product_search_idx" ON "product" USING gin ("search") WITH (fastupdate = off) WHERE "listed";
CREATE INDEX "product_tags_idx" ON "product" USING gin ("tags") WITH (fastupdate = off) WHERE "listed";

ALTER TABLE "variant"
  ADD CONSTRAINT "variant_price" CHECK ("price_minor" > 0),
  ADD CONSTRAINT "variant_compare_at" CHECK ("compare_at_minor" > "price_minor"),
  ADD CONSTRAINT "variant_package" CHECK (num_nulls("length_mm", "width_mm", "height_mm", "weight_g") IN (0, 4)
    AND least("length_mm", "width_mm", "height_mm", "weight_g") > 0);

ALTER TABLE "upload"
  ADD CONSTRAINT "upload_status" CHECK ("status" IN ('PENDING', 'UPLOADED', 'EXPIRED')),
  ADD CONSTRAINT "upload_size" CHECK ("size" > 0);
CREATE INDEX "upload_pending_idx" ON "upload" ("expires_at") WHERE "status" = 'PENDING';

ALTER TABLE "product_import"
  ADD CONSTRAINT "product_import_status" CHECK ("status" IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED'));
CREATE INDEX "product_import_waiting_idx" ON "product_import" ("created_at") WHERE "status" IN ('PENDING', 'RUNNING');

CREATE INDEX "outbox_unsent" ON "outbox" ("position") WHERE "sent_at" IS NULL;

-- The words of what goes on sale, for correcting misspelt searches. In order, so that two writers cannot deadlock.
CREATE FUNCTION note_search_words(texts TEXT[]) RETURNS VOID LANGUAGE sql AS $$
  INSERT INTO search_word (word)
  SELECT DISTINCT found.word
  FROM unnest(texts) AS written (text), unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', written.text))) AS found (word)
  WHERE found.word ~ '^[^\d\W]{3,32}$' AND NOT EXISTS (SELECT FROM search_word known WHERE known.word = found.word)
  ORDER BY found.word
  ON CONFLICT DO NOTHING;
$$;

-- The last stripe counts the categories' own changes.
INSERT INTO "catalogue_revision" ("stripe") SELECT generate_series(0, 128);
ALTER TABLE "catalogue_revision" SET (fillfactor = 20);

CREATE FUNCTION move_catalogue_revision() RETURNS VOID LANGUAGE sql AS $$
  UPDATE catalogue_revision SET revision = revision + 1 WHERE stripe = pg_backend_pid() % 128;
$$;

CREATE FUNCTION on_products_added() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE listed) THEN
    PERFORM note_search_words(array_agg(public.plain(title || ' ' || public.joined(tags)))) FROM added WHERE listed;
    PERFORM move_catalogue_revision();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER product_added AFTER INSERT ON "product"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION on_products_added();

CREATE FUNCTION on_products_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM after WHERE listed) THEN
    PERFORM note_search_words(array_agg(public.plain(title || ' ' || public.joined(tags)))) FROM after WHERE listed;
  END IF;
  IF EXISTS (SELECT FROM after WHERE listed) OR EXISTS (SELECT FROM before WHERE listed) THEN
    PERFORM move_catalogue_revision();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER product_changed AFTER UPDATE ON "product"
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION on_products_changed();

CREATE FUNCTION on_categories_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  UPDATE catalogue_revision SET revision = revision + 1 WHERE stripe = 128;
  RETURN NULL;
END $$;
CREATE TRIGGER category_changed AFTER INSERT OR UPDATE ON "category" FOR EACH STATEMENT EXECUTE FUNCTION on_categories_changed();

-- Their names label facets.
CREATE FUNCTION on_sellers_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  PERFORM move_catalogue_revision();
  RETURN NULL;
END $$;
CREATE TRIGGER seller_changed AFTER INSERT OR UPDATE ON "seller" FOR EACH STATEMENT EXECUTE FUNCTION on_sellers_changed();

-- nearest_search_word('latern') = 'lantern'; null when nothing is near.
DO $$
BEGIN
  IF to_regprocedure('public.similarity(text, text)') IS NULL THEN
    CREATE FUNCTION nearest_search_word(TEXT) RETURNS TEXT LANGUAGE sql STABLE STRICT AS
      'SELECT word FROM search_word WHERE word = $1';
  ELSE
    CREATE INDEX "search_word_near_idx" ON "search_word" USING gin ("word" public.gin_trgm_ops);
    CREATE FUNCTION nearest_search_word(TEXT) RETURNS TEXT LANGUAGE sql STABLE STRICT AS
      'SELECT word FROM search_word WHERE word OPERATOR(public.%) $1 ORDER BY public.similarity(word, $1) DESC, word LIMIT 1';
  END IF;
END $$;
