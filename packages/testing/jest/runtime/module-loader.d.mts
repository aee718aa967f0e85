/** Settings of a loader: parts of jest, and what `@jest/globals` exports. */
export interface LoaderParts {
  resolver: { resolveModule(from: string, specifier: string, options: object): string };
  transformer: { transform(file: string, options: object): { code: string; sourceMapPath: string | null } };
  testGlobals: () => object;
}

/** Loads the modules of one spec file. */
export class ModuleLoader {
  constructor(parts: LoaderParts);
  import(specifier: string, from: string): Promise<{ namespace: Record<string, unknown> }>;
}

/** Ends the storages that modules of a spec file made. */
export function disableStorages(): void;
