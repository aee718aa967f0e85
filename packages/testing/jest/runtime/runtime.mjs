import { createRequire } from 'node:module';
import JestRuntime from 'jest-runtime';
import { ModuleLoader, sourceMaps } from './module-loader.mjs';
import './subgraph-schemas.mjs';

const require = createRequire(import.meta.url);

/**
 * Jest's runtime, but for how it loads modules: npm packages are loaded once per worker instead of once per spec file,
 * and everything runs in the worker's own realm. See docs/testing.md.
 */
export default class Runtime extends JestRuntime {
  #loader;

  constructor(config, environment, resolver, transformer, ...others) {
    const { getBuiltinModule } = process;
    super(config, environment, resolver, transformer, ...others);
    // Jest replaces it, which is for contexts of their own.
    process.getBuiltinModule = getBuiltinModule;
    const [, , testPath] = others;
    this.#loader = new ModuleLoader({
      resolver,
      transformer,
      testGlobals: () => this.jestGlobals.cjsGlobals(testPath),
    });
  }

  async unstable_importModule(from, specifier) {
    return this.#loader.import(specifier ?? from, from);
  }

  /** The test framework. Its own state is new for each spec file, while `expect` and the like stay loaded. */
  requireInternalModule(file) {
    delete require.cache[file];
    return require(file);
  }

  getSourceMaps() {
    return sourceMaps;
  }
}
