import { createHash } from 'node:crypto';
import { buildSchema, parse, validate } from 'graphql';

const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** The documents in a file: all of a manifest, or the file itself. */
function documentsIn(file, text) {
  if (!file.endsWith('.json')) return [text.trim()];
  const given = JSON.parse(text);
  return given.format === 'apollo-persisted-query-manifest'
    ? given.operations.map(({ body }) => body)
    : Object.values(given);
}

/** What is wrong with a document, one sentence each. */
function problemsOf(file, document, schema) {
  try {
    const { definitions } = parse(document);
    const errors = validate(schema, { kind: 'Document', definitions });
    return errors.map(({ message, locations }) => `${file}:${locations?.[0]?.line ?? 1}: ${message}`);
  } catch (error) {
    return [`${file}: ${error.message}`];
  }
}

/**
 * Adds documents to a manifest, sorted by their hashes so that equal sets make equal files. `problems` are those of
 * documents that do not fit the schema.
 */
export function registerDocuments({ known, schema: sdl, files }) {
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  const before = JSON.parse(known);
  const given = files.flatMap(([file, text]) => documentsIn(file, text).map((document) => ({ file, document })));
  const problems = given.flatMap(({ file, document }) => problemsOf(file, document, schema));
  const all = { ...before, ...Object.fromEntries(given.map(({ document }) => [hashOf(document), document])) };
  const sorted = Object.fromEntries(Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const added = Object.keys(all).length - Object.keys(before).length;
  return { manifest: `${JSON.stringify(sorted, null, 2)}\n`, added, problems };
}
