export interface RunningSoko {
  url: string;
  port: number;
  pid: number;
  dataFolder: string;
  /** The admin API of the Stripe that is simulated for it. Undefined when it pays through another. */
  stripeAdmin: string | undefined;
  /** The admin API of the M-Pesa that is simulated for it. Undefined when it pays through another. */
  mpesaAdmin: string | undefined;
  /** The admin API of the receiver of webhooks that was started with it. */
  webhooksAdmin: string | undefined;
  /** The admin API of the mail and SMS services that are simulated for it. Undefined when it sends through others. */
  mailAdmin: string | undefined;
  /** The node of the chain that was started with it. Undefined when it uses another. */
  chainUrl: string | undefined;
  /** From the start of the program to the first "ready". */
  readyAfterMs: number;
  output(): string;
  /** SIGTERM or another signal, then the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export const cheapPasswords: Record<string, string>;
export const wideLimits: Record<string, string>;
export function tracedBy(collector: { url: string }): Record<string, string>;
export function freePort(): Promise<number>;
export function newDataFolder(): Promise<string>;
export function copyDataFolder(from: string): Promise<string>;
export function seededDataFolder(): Promise<string>;
export interface SokoOptions {
  composition?: 'standalone' | 'distributed';
  dataFolder?: string;
  port?: number;
  env?: Record<string, string>;
}
export function startSoko(options?: SokoOptions): Promise<RunningSoko>;
export function makeSeededFolder(options?: SokoOptions): Promise<string>;
export function runSoko(options: {
  args?: string[];
  env?: Record<string, string>;
}): Promise<{ code: number | null; output: string }>;
