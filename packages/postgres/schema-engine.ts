import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';

interface EngineModule {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: {
    new: (
      options: { datamodels: [string, string][] | null },
      log: (line: string) => void,
      adapter: ReturnType<typeof bindMigrationAwareSqlAdapterFactory>,
    ) => Promise<SchemaEngine>;
  };
}

/**
 * The engine arms a ten-second timer for its advisory lock and never disarms it; such a timer must not keep a process
 * alive that has nothing else to do.
 */
function withoutLingering(engine: EngineModule): object {
  const imports: Record<string, unknown> = { ...engine };
  for (const name of Object.keys(imports).filter((key) => key.startsWith('__wbg_setTimeout_'))) {
    imports[name] = (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref();
  }
  return imports;
}

let loaded: Promise<EngineModule> | undefined;

/** Prisma's own schema engine, as the WebAssembly build from npm: it needs no download and no native binary. */
async function load(): Promise<EngineModule> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const glue = pathToFileURL(join(folder, 'schema_engine_bg.js')).href;
  const engine = (await import(glue)) as EngineModule;
  const module = await WebAssembly.compile(await readFile(join(folder, 'schema_engine_bg.wasm')));
  const { exports } = await WebAssembly.instantiate(module, { './schema_engine_bg.js': withoutLingering(engine) });
  engine.__wbg_set_wasm(exports);
  (exports['__wbindgen_start'] as () => void)();
  return engine;
}

/**
 * The adapter cuts scripts at every semicolon, inside function bodies and comments too. Postgres takes a script whole,
 * and then as one transaction.
 */
function takingWholeScripts(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connection = await connect();
    connection.executeScript = async (script) => {
      await connection.executeRaw({ sql: script, args: [], argTypes: [] });
    };
    return connection;
  };
  return factory;
}

/** A schema engine on the database behind `adapter`. Call `free()` when done with it. */
export async function openSchemaEngine(adapter: PrismaPg): Promise<SchemaEngine> {
  const { SchemaEngine } = await (loaded ??= load());
  return SchemaEngine.new(
    { datamodels: null },
    () => {},
    bindMigrationAwareSqlAdapterFactory(takingWholeScripts(adapter)),
  );
}
