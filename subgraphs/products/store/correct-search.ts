import type pg from 'pg';

const plainWords = /^[\p{L}\p{N}\s]+$/u;
const word = /^\p{L}{3,32}$/u;

/**
 * `vintge lamp` → `vintage lamp`: replaces each unknown word by the nearest word of the catalogue. Null if that changes
 * nothing, and for searches of more than eight words or with operators. At most one statement.
 */
export async function correctSearch(pool: pg.Pool, search: string): Promise<string | null> {
  const words = search.split(/\s+/).filter(Boolean);
  if (!plainWords.test(search) || words.length > 8 || words.some((each) => each.toLowerCase() === 'or')) return null;
  // SQL: trigram search is a function in the database.
  const { rows } = await pool.query<{ place: number; written: string; nearest: string | null }>({
    name: 'nearest-words',
    text: `SELECT place::int, public.plain(written) AS written, nearest_search_word(public.plain(written)) AS nearest
      FROM unnest($1::text[]) WITH ORDINALITY AS w (written, place)`,
    values: [words],
  });
  const nearest = new Map(rows.map((row) => [row.place, row]));
  const corrected = words.map((each, index) => {
    const found = nearest.get(index + 1);
    return !word.test(each) || found?.nearest == null || found.nearest === found.written ? each : found.nearest;
  });
  const text = corrected.join(' ');
  return text === words.join(' ') ? null : text;
}
