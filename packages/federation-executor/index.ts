export { compileExecutor, type Execution, type Options } from './compile-executor.ts';
export type { Reason } from './not-compiled.ts';
