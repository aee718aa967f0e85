export interface RunningKafka {
  /** What to put into KAFKA_BROKERS. */
  brokers: string;
  pid: number;
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

export function startKafka(options: { port?: number; dataDir: string; quiet?: boolean }): Promise<RunningKafka>;
