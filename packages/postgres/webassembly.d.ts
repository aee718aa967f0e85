/** The little of the WebAssembly API that loading the schema engine takes; Node has it, its Node 20 types do not. */
declare namespace WebAssembly {
  type Exports = Record<string, unknown>;
  interface Module {
    readonly kind?: 'module';
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Record<string, object>): Promise<{ exports: Exports }>;
}
