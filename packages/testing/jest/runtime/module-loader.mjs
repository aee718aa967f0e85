import * as asyncHooks from 'node:async_hooks';
import { statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';

const conditions = ['node', 'node-addons', 'import', 'default'];
const npmFolder = `${sep}node_modules${sep}`;
const generatedFolder = `${sep}generated${sep}`;

/** Packages with a state of their own, which a spec that ends in the middle of its work would leave to the next. */
const statefulPackages = [`${npmFolder}@prisma${sep}schema-engine-wasm${sep}`];
const isShared = (file) => file.includes(npmFolder) && !statefulPackages.some((folder) => file.includes(folder));

const transformOptions = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};

/** What stays for all specs of a worker: packages, generated modules, transformed sources, and resolved names. */
const packages = new Map();
const generated = new Map();
const sources = new Map();
const resolved = new Map();

/** Where the source maps of transformed files are, for the stacks of errors. */
export const sourceMaps = new Map();

function synthetic(identifier, exports) {
  const names = Object.keys(exports);
  return new vm.SyntheticModule(
    names,
    function setAll() {
      for (const name of names) this.setExport(name, exports[name]);
    },
    { identifier },
  );
}

/** Storages that modules of a spec file made. Node 20 copies the stores of all of them for each promise, until they are disabled. */
const storages = new Set();

class OwnStorage extends asyncHooks.AsyncLocalStorage {
  constructor(...given) {
    super(...given);
    storages.add(this);
  }
}

/** Ends the storages of a spec file. Without it, the 100th spec file of a worker would pay for those of the 99 before. */
export function disableStorages() {
  for (const storage of storages) storage.disable();
  storages.clear();
}

/** A package, as Node itself loads it: once for all specs of a worker. */
function packageModule(specifier) {
  const known = packages.get(specifier);
  if (known !== undefined) return known;
  const loading = import(specifier).then((namespace) => synthetic(specifier, namespace));
  packages.set(specifier, loading);
  return loading;
}

/**
 * Loads the modules of one spec file. Soko's own modules are new for each spec file. Packages, and what is generated from
 * schemas, keep no state that one spec could leave to the next, so they are loaded once for all.
 */
export class ModuleLoader {
  #own = new Map();
  #evaluations = new WeakMap();
  #linked = Promise.resolve();
  #resolver;
  #transformer;
  #testGlobals;

  /** `testGlobals` returns what `@jest/globals` exports. */
  constructor({ resolver, transformer, testGlobals }) {
    this.#resolver = resolver;
    this.#transformer = transformer;
    this.#testGlobals = testGlobals;
  }

  async import(specifier, from) {
    const module = await this.#find(specifier, from);
    // One graph after another: a module can be linked once only.
    const linked = this.#linked.then(() => (module.status === 'unlinked' ? module.link(this.#find) : undefined));
    this.#linked = linked.catch(() => {});
    await linked;
    if (!this.#evaluations.has(module)) this.#evaluations.set(module, module.evaluate());
    await this.#evaluations.get(module);
    return module;
  }

  #find = (specifier, from) => {
    if (specifier === '@jest/globals')
      return this.#ownModule(specifier, () => synthetic(specifier, this.#testGlobals()));
    if (specifier === 'node:async_hooks')
      return this.#ownModule(specifier, () => synthetic(specifier, { ...asyncHooks, AsyncLocalStorage: OwnStorage }));
    if (isBuiltin(specifier)) return packageModule(specifier);
    const file = this.#resolve(specifier, typeof from === 'string' ? from : from.identifier);
    return isShared(file) ? packageModule(pathToFileURL(file).href) : this.#ownModule(file, () => this.#read(file));
  };

  #ownModule(key, make) {
    const modules = key.includes(generatedFolder) ? generated : this.#own;
    const known = modules.get(key);
    if (known !== undefined) return known;
    const made = make();
    modules.set(key, made);
    return made;
  }

  #resolve(specifier, from) {
    if (specifier.startsWith('file:')) return fileURLToPath(specifier);
    if (specifier.startsWith('.') && extname(specifier) !== '') return resolve(dirname(from), specifier);
    const key = `${dirname(from)}\n${specifier}`;
    const known = resolved.get(key);
    if (known !== undefined) return known;
    const file = this.#resolver.resolveModule(from, specifier, { conditions });
    resolved.set(key, file);
    return file;
  }

  #read(file) {
    const code = this.#sourceOf(file);
    if (file.endsWith('.json')) return synthetic(file, { default: JSON.parse(code) });
    return new vm.SourceTextModule(code, {
      identifier: file,
      initializeImportMeta(meta) {
        meta.url = pathToFileURL(file).href;
        meta.filename = file;
        meta.dirname = dirname(file);
      },
      importModuleDynamically: (specifier) => this.import(specifier, file),
    });
  }

  #sourceOf(file) {
    const { mtimeMs, size } = statSync(file);
    const version = `${mtimeMs} ${size}`;
    const known = sources.get(file);
    if (known?.version === version) return known.code;
    const { code, sourceMapPath } = this.#transformer.transform(file, transformOptions);
    sources.set(file, { version, code });
    if (sourceMapPath !== null) sourceMaps.set(file, sourceMapPath);
    return code;
  }
}
