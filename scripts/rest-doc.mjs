/**
 * `npm run rest:doc` writes schema/openapi.json from the routes of the REST façade and schema/api.graphql. With `--check`
 * nothing is written: it fails when the committed file is stale. A document that is not valid OpenAPI 3.1 fails both.
 */
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { buildSchema } from 'graphql';
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run rest:doc [-- --check]

Writes schema/openapi.json from gateway/rest/table and schema/api.graphql.
  --check    write nothing; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

const { buildOpenApi, compileRoute, routeTable } = await importTypescript('gateway/rest/openapi/index.ts');
const schema = buildSchema(readFileSync('schema/api.graphql', 'utf8'));

const unfit = routeTable.flatMap(({ routes }) => routes).filter((route) => compileRoute(route, schema) === null);
for (const { method, path } of unfit) console.error(`The operation of ${method} ${path} does not fit the schema.`);

const document = buildOpenApi(routeTable, schema);
const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
if (!valid) console.error(`Not valid OpenAPI 3.1: ${JSON.stringify(errors, null, 2)}`);

await writeGenerated({
  files: { 'schema/openapi.json': JSON.stringify(document, null, 2) },
  check: values.check,
  command: 'npm run rest:doc',
});
if (!valid || unfit.length > 0) process.exitCode = 1;
