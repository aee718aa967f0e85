export interface ProgressMessage {
  started?: string;
  finished?: string;
  progress?: string;
  complete?: boolean;
  open?: string[];
}
export function watchRun(options: { onStandstill: (report: string) => void; standstillMs?: number; endMs?: number }): {
  hear(message: ProgressMessage): void;
  stop(): boolean;
};
