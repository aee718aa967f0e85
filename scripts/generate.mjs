/**
 * Writes subgraphs/<name>/generated: the SDL with the shared part, resolver types, the typed operations for other
 * subgraphs (also of the gateway), and the Prisma client.
 * `node scripts/generate.mjs [name …]` does all, or those named.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { parse, printSchema } from 'graphql';
import { readCommandLine } from './command-line.mjs';
import { importTypescript } from './import-typescript.mjs';
import { datamodelOf } from './migrations/datamodels.mjs';
import { explainMistakes, readContract, SchemaMistakes } from './schema/contract.mjs';
import { sdlOf, settingsOf, subgraphs } from './subgraphs.mjs';

const run = promisify(execFile);

const capitalised = (name) => name[0].toUpperCase() + name.slice(1);

async function writeResolverTypes(name, schema) {
  const { mappers = {} } = settingsOf(name);
  // The schema with federation's own machinery (entities, `_service`) would only clutter the resolver types.
  const content = await codegen({
    filename: 'graphql.ts',
    schema: parse(printSchema(schema)),
    documents: [],
    pluginMap: { typescript, typescriptResolvers },
    plugins: [
      {
        typescript: {
          useTypeImports: true,
          enumsAsTypes: true,
          avoidOptionals: { field: true },
          maybeValue: 'T | null | undefined',
          scalars: {
            ID: 'string',
            DateTime: { input: 'Date', output: 'Date | string' },
            Decimal: 'string',
            CurrencyCode: 'string',
            JSON: 'unknown',
          },
        },
      },
      {
        typescriptResolvers: {
          useTypeImports: true,
          federation: false,
          contextType: `../context.ts#${capitalised(name)}Context`,
          mappers,
          useIndexSignature: false,
          makeResolverTypeCallable: true,
        },
      },
    ],
    config: {},
  });
  writeFileSync(`subgraphs/${name}/generated/graphql.ts`, `/* eslint-disable */\n${content}`);
}

async function generatePrismaClient(name) {
  // `prisma generate` needs no engine, but looks for one; any existing executable keeps it from downloading.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  const schema = `subgraphs/${name}/generated/schema.prisma`;
  writeFileSync(schema, datamodelOf(name).replace(/(\n *output *= *)".*"/, '$1"./prisma"'));
  await run(process.execPath, ['node_modules/prisma/build/index.js', 'generate', '--schema', schema, '--no-hints'], {
    env,
  });
}

const { peerOperations } = await importTypescript('scripts/peers/peer-operations.ts');

/** Checks and types what the service in `folder` asks of other subgraphs: `peers/<subgraph>.graphql`. */
function writePeerOperations(folder) {
  if (!existsSync(`${folder}/peers`)) return;
  mkdirSync(`${folder}/generated/peers`, { recursive: true });
  for (const file of readdirSync(`${folder}/peers`).filter((name) => name.endsWith('.graphql'))) {
    const path = `${folder}/peers/${file}`;
    const peer = file.replace(/\.graphql$/, '');
    if (!subgraphs.includes(peer)) throw new SchemaMistakes(`${path}: There is no subgraph "${peer}".`);
    const content = explainMistakes(path, () => peerOperations(path, readFileSync(path, 'utf8'), sdlOf(peer)));
    writeFileSync(`${folder}/generated/peers/${peer}.ts`, content);
  }
}

async function generate(name) {
  mkdirSync(`subgraphs/${name}/generated`, { recursive: true });
  const schema = readContract(`subgraphs/${name}/schema.graphql`);
  const sdl = sdlOf(name);
  writeFileSync(`subgraphs/${name}/generated/schema.graphql`, sdl);
  writeFileSync(
    `subgraphs/${name}/generated/type-defs.ts`,
    `/** The contract of ${name}, shared part included. Written by scripts/generate.mjs. */\nexport const typeDefs: string = ${JSON.stringify(sdl)};\n`,
  );
  writePeerOperations(`subgraphs/${name}`);
  await Promise.all([writeResolverTypes(name, schema), generatePrismaClient(name)]);
}

const { values, arguments: named } = readCommandLine({
  usage: `Usage: npm run generate [-- <subgraph> … | --peers]

Writes subgraphs/<name>/generated: the SDL with the shared part, resolver types and the Prisma client.
  <subgraph>    only this one; all of them without a name
  --peers       only the typed operations that services send to each other`,
  options: { peers: { type: 'boolean', default: false } },
  maxArguments: Infinity,
});
const unknown = named.filter((name) => !subgraphs.includes(name));
if (unknown.length > 0) {
  console.error(`There is no subgraph ${unknown.join(', ')}. There are: ${subgraphs.join(', ')}.`);
  process.exit(2);
}

/** Prints mistakes in schemas and operations as they are, without a stack: a person corrects them there. */
function explainAndExit(error) {
  if (!(error instanceof SchemaMistakes)) throw error;
  console.error(error.message);
  process.exit(1);
}

try {
  writePeerOperations('gateway');
  if (values.peers) {
    for (const name of subgraphs) writePeerOperations(`subgraphs/${name}`);
    console.log('generated the operations of gateway and subgraphs/*, into generated/peers');
    process.exit();
  }
} catch (error) {
  explainAndExit(error);
}
const waiting = named.length > 0 ? named : [...subgraphs];

/** Takes the next subgraph until none waits; two of these keep two cores busy. */
async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    await generate(name);
    console.log(`generated subgraphs/${name}/generated`);
  }
}

await Promise.all([work(), work()]).catch(explainAndExit);
