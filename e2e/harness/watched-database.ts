import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';

/**
 * A moment in a transaction of a service: before a statement reaches Postgres, or after Postgres has done it and before the
 * service hears so; and the same for the commit of the transaction in which the statement was.
 */
export interface Statement {
  at: 'before' | 'after' | 'before the commit after' | 'after the commit after';
  /** Part of the text of the statement. */
  sql: RegExp;
  /** Which of these moments it is, when a flow comes by it several times. Default: the first. */
  nth?: number;
  /** Database of the statement, such as `soko_wallets`. */
  database: string;
}

/** A Postgres server that is reached through a proxy, which reads the statements. */
export interface WatchedDatabase {
  /** The server through the proxy. */
  url: string;
  /** Runs `act` at the next such moment, once. What it interrupts never continues. */
  at(statement: Statement, act: () => Promise<void>): Promise<void>;
  close(): void;
}

interface Waiting {
  statement: Statement;
  /** Moments of this kind that are still to pass. */
  toPass: number;
  act: () => Promise<void>;
}

/** Splits a stream of the protocol into messages: a type of one byte, but for the first one of a client, and a length. */
function messageReader(isFirstUntyped: boolean, take: (type: string, body: Buffer, whole: Buffer) => void) {
  let rest: Buffer = Buffer.alloc(0);
  let isUntyped = isFirstUntyped;
  return (chunk: Buffer): void => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isUntyped ? 0 : 1;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      const whole = rest.subarray(0, end);
      rest = rest.subarray(end);
      const type = isUntyped ? '' : String.fromCharCode(whole[0]!);
      isUntyped = false;
      take(type, whole.subarray(head + 4), whole);
    }
  };
}

const textAt = (body: Buffer, start: number): string => body.toString('utf8', start, body.indexOf(0, start));

/** Database in the first message of a client: pairs of names and values. */
function databaseIn(body: Buffer): string | undefined {
  const words = body.toString('utf8', 4).split('\0');
  return words[words.indexOf('database') + 1];
}

/** Follows the statements of one connection. */
function followConnection(waiting: () => Waiting | null) {
  const texts = new Map<string, string>();
  let database: string | undefined;
  let inTransaction: string[] = [];

  /** The moment that a statement is, when it is of the kind that somebody waits for. */
  function kindOf(text: string): 'before' | 'after' | null {
    if (/^\s*BEGIN/i.test(text)) inTransaction = [];
    inTransaction.push(text);
    const wanted = waiting()?.statement;
    if (wanted === undefined || wanted.database !== database) return null;
    if (wanted.at === 'before' || wanted.at === 'after') return wanted.sql.test(text) ? wanted.at : null;
    if (!/^\s*COMMIT/i.test(text) || !inTransaction.some((each) => wanted.sql.test(each))) return null;
    return wanted.at === 'before the commit after' ? 'before' : 'after';
  }

  function momentOf(text: string): 'before' | 'after' | null {
    const moment = kindOf(text);
    if (moment === null) return null;
    const awaited = waiting()!;
    awaited.toPass -= 1;
    return awaited.toPass <= 0 ? moment : null;
  }

  return (type: string, body: Buffer): 'before' | 'after' | null => {
    if (type === '') database = databaseIn(body);
    if (type === 'Q') return momentOf(textAt(body, 0));
    if (type === 'P') {
      const name = textAt(body, 0);
      texts.set(name, textAt(body, Buffer.byteLength(name) + 1));
    }
    if (type !== 'B') return null;
    const portal = textAt(body, 0);
    return momentOf(texts.get(textAt(body, Buffer.byteLength(portal) + 1)) ?? '');
  };
}

/** A proxy before a Postgres server: what it is asked to interrupt never gets an answer. */
export async function watchDatabase(connectionString: string): Promise<WatchedDatabase> {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  let waiting: Waiting | null = null;

  function pass(client: Socket): void {
    const server = connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    let isInterrupted = false;
    let awaited: { ready: number; act: Waiting['act'] } | null = null;
    const interrupt = (): Waiting['act'] => {
      const { act } = waiting!;
      waiting = null;
      isInterrupted = true;
      return act;
    };
    const follow = followConnection(() => waiting);
    // The server says that it is ready once after the start, and then once for each `Q` or `S`, in their order.
    let asked = 1;
    let ready = 0;
    client.on(
      'data',
      messageReader(true, (type, body, whole) => {
        if (isInterrupted && awaited === null) return;
        const moment = follow(type, body);
        if (moment === 'before') {
          void interrupt()();
          return;
        }
        if (moment === 'after') awaited = { ready: asked + 1, act: interrupt() };
        if (type === 'Q' || type === 'S') asked += 1;
        server.write(whole);
      }),
    );
    server.on(
      'data',
      messageReader(false, (type, _, whole) => {
        if (type === 'Z') ready += 1;
        if (!isInterrupted) client.write(whole);
        if (awaited === null || awaited.ready !== ready) return;
        const { act } = awaited;
        awaited = null;
        void act();
      }),
    );
  }

  const proxy = createServer(pass).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(connectionString);
  url.port = String((proxy.address() as { port: number }).port);
  url.hostname = '127.0.0.1';
  return {
    url: url.href,
    at: (statement, act) =>
      new Promise((resolve, reject) => {
        waiting = { statement, toPass: statement.nth ?? 1, act: () => act().then(resolve, reject) };
      }),
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
