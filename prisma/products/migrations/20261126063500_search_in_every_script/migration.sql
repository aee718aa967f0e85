-- Words are found however they are joined: "lamp/vase", "usb-c", "oak·ash", with a no-break space, a trade mark or an emoji beside
-- them. Scripts without spaces between words become single letters, which a search finds side by side. Arabic loses tatweel and
-- vowel marks, and forms of one letter become one. Hyphens stay, because a search excludes words with them.
-- In order: 57 separators, 16 spaces, 10 Arabic letters, and characters that are removed; then
-- symbols and emoji. Most text is ASCII and needs only the first.
CREATE FUNCTION public.searchable(TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT public.plain(CASE WHEN octet_length($1) = length($1) THEN translate($1, E'/\\.,:;|_', repeat(' ', 8))
    ELSE regexp_replace(regexp_replace(translate($1,
      E'/\\.,:;|_\u00b7\u2022\u2027\u30fb\u3002\u3001\uff0c\uff0e\uff1a\uff1b\uff01\uff1f\uff08\uff09\uff3b\uff3d\u3010\u3011\u300c\u300d\u300e\u300f\u2010\u2011\u2012\u2013\u2014\u2015\u2122\u00ae\u00a9\u2120\u2026\u00ab\u00bb\u201e\u201c\u201d\u2039\u203a\u00a1\u00bf\u00d7\u00f7\u2020\u2021\u00b6\u00a7\u00b0'
        || E'\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'
        || E'\u0623\u0625\u0622\u0671\u0649\u0629\u0624\u0626\u06a9\u06cc'
        || E'\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f',
      repeat(' ', 73) || E'\u0627\u0627\u0627\u0627\u064a\u0647\u0648\u064a\u0643\u064a'),
    E'[\u2190-\u2bff\U0001f000-\U0001faff]+', ' ', 'g'),
    E'([\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f])', E' \\1 ', 'g') END)
$$;

-- The words of a search. One of nothing but stop words ("The Who", "IT") finds them in titles.
CREATE FUNCTION public.search_query(TEXT) RETURNS TSQUERY LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN numnode(websearch_to_tsquery('pg_catalog.english', public.searchable($1))) > 0
    THEN websearch_to_tsquery('pg_catalog.english', public.searchable($1))
    ELSE websearch_to_tsquery('pg_catalog.simple', public.searchable($1)) END
$$;

-- The words of a title, and its stop words in the form in which they are written.
CREATE FUNCTION public.title_words(TEXT) RETURNS TSVECTOR LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.english', $1)
    || ts_delete(to_tsvector('pg_catalog.simple', $1), tsvector_to_array(to_tsvector('pg_catalog.english', $1)))
$$;

-- Postgres cannot change the expression of a generated column. This rewrites the table.
ALTER TABLE "product" DROP COLUMN "search";
ALTER TABLE "product" ADD COLUMN "search" TSVECTOR NOT NULL GENERATED ALWAYS AS (
  setweight(public.title_words(public.searchable(replace("title", '-', ' '))), 'A') ||
  setweight(to_tsvector('pg_catalog.english', public.searchable(replace(public.joined("tags"), '-', ' '))), 'B') ||
  setweight(to_tsvector('pg_catalog.english', public.searchable(replace("keywords", '-', ' '))), 'C') ||
  setweight(to_tsvector('pg_catalog.english', public.searchable(replace(left("description", 2000), '-', ' '))), 'D')
) STORED;
ALTER TABLE "product" ALTER COLUMN "search" SET STORAGE MAIN;
CREATE INDEX "product_search_idx" ON "product" USING gin ("search") WITH (fastupdate = off) WHERE "listed";
