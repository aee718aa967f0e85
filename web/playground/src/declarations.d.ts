/** Written by build.mjs from the files in `examples/`. */
declare module 'soko:examples' {
  export const examples: readonly import('../read-examples.mjs').Example[];
}

declare module '*.css';

/** The addresses of Monaco's workers, set by build.mjs. */
declare const EDITOR_WORKER: string;
declare const JSON_WORKER: string;
declare const GRAPHQL_WORKER: string;
