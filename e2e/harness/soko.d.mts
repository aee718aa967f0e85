export interface RunningSoko {
  url: string;
  port: number;
  pid: number;
  dataFolder: string;
  /** From the start of the program to the first "ready". */
  readyAfterMs: number;
  output(): string;
  /** SIGTERM, then the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export function freePort(): Promise<number>;
export function newDataFolder(): Promise<string>;
export function startSoko(options?: {
  composition?: 'standalone' | 'distributed';
  dataFolder?: string;
  port?: number;
  env?: Record<string, string>;
}): Promise<RunningSoko>;
export function runSoko(options: {
  args?: string[];
  env?: Record<string, string>;
}): Promise<{ code: number | null; output: string }>;
