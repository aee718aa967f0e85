/** `npm run documents`: registers operations, so that a gateway executes them by their hashes and, if wanted, no others. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readCommandLine, refuseArguments } from './command-line.mjs';
import { registerDocuments } from './documents/register-documents.mjs';

const usage = `Usage: npm run documents -- [--into <file>] [--schema <file>] [--replace] <file> …

Registers operations for TRUSTED_DOCUMENTS_PATH. Reads files of operations (.graphql, .gql), and manifests (.json) of
graphql-codegen or Apollo. A file of operations is one document, which clients send as it is.
  --into      file to write. Default trusted-documents.json
  --schema    schema that each document must fit. Default schema/api.graphql
  --replace   forgets the documents that are in the file already`;

const { values, arguments: files } = readCommandLine({
  usage,
  options: {
    into: { type: 'string', default: 'trusted-documents.json' },
    schema: { type: 'string', default: 'schema/api.graphql' },
    replace: { type: 'boolean', default: false },
  },
  minArguments: 1,
  maxArguments: Infinity,
});

const missing = [...files, values.schema].find((file) => !existsSync(file));
if (missing !== undefined) refuseArguments(`There is no file ${missing}.`, usage);

const known = !values.replace && existsSync(values.into) ? readFileSync(values.into, 'utf8') : '{}';
const { manifest, added, problems } = registerDocuments({
  known,
  schema: readFileSync(values.schema, 'utf8'),
  files: files.map((file) => [file, readFileSync(file, 'utf8')]),
});
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error('Nothing is registered.');
  process.exitCode = 1;
} else {
  writeFileSync(values.into, manifest);
  console.log(`${values.into}: ${added} new, ${Object.keys(JSON.parse(manifest)).length} in all.`);
}
