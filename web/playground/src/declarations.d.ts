/** Written by build.mjs from the files in `examples/`. */
declare module 'soko:examples' {
  import type { Example } from '../read-examples.mjs';
  export const examples: readonly Example[];
}

declare module '*.css';

/** The addresses of Monaco's workers, set by build.mjs. */
declare const EDITOR_WORKER: string;
declare const JSON_WORKER: string;
declare const GRAPHQL_WORKER: string;
