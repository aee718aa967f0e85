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
  /** Part of its parameters, which tells statements of several flows apart. */
  values?: RegExp;
  /** Which of these moments it is, when a flow comes by it several times. Default: the first. */
  nth?: number;
  /** Database of the statement, such as `soko_wallets`. */
  database: string;
}

/** A Postgres server that is reached through a proxy, which reads the statements. */
export interface WatchedDatabase {
  /** The server through the proxy. */
  url: string;
  /** Runs `act` once, when each of these moments has come. What they interrupt never continues. */
  at(statements: readonly Statement[], act: () => Promise<void>): Promise<void>;
  /** The moments that have not come yet, for people. */
  awaited(): string[];
  /** Waits for no moment any more. */
  forget(): void;
  close(): void;
}

interface Waiting {
  statement: Statement;
  /** Moments of this kind that are still to pass. */
  toPass: number;
  /** Called when it has come. */
  reached: () => void;
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

/** A statement with its parameters, as they were sent. */
interface Sent {
  text: string;
  values: Buffer | null;
}

const isIt = ({ sql, values }: Statement, sent: Sent): boolean =>
  sql.test(sent.text) && (values === undefined || values.test(sent.values?.toString('utf8') ?? ''));

/** A moment that somebody waited for: before its statement is passed on, or after it is done. */
interface Moment {
  at: 'before' | 'after';
  awaited: Waiting;
}

/** Follows the statements of one connection. */
function followConnection(waiting: ReadonlySet<Waiting>) {
  const texts = new Map<string, string>();
  let database: string | undefined;
  let isInTransaction = false;
  let inTransaction: Sent[] = [];

  /** The moment that a statement is, when it is of the kind that somebody waits for. */
  function kindOf(wanted: Statement, sent: Sent): Moment['at'] | null {
    if (wanted.database !== database) return null;
    if (wanted.at === 'before' || wanted.at === 'after') return isIt(wanted, sent) ? wanted.at : null;
    if (!/^\s*COMMIT/i.test(sent.text) || !inTransaction.some((each) => isIt(wanted, each))) return null;
    return wanted.at === 'before the commit after' ? 'before' : 'after';
  }

  function momentOf(sent: Sent): Moment | null {
    if (/^\s*BEGIN/i.test(sent.text)) [isInTransaction, inTransaction] = [true, []];
    if (isInTransaction) inTransaction.push(sent);
    for (const awaited of waiting) {
      const at = kindOf(awaited.statement, sent);
      if (at === null) continue;
      awaited.toPass -= 1;
      if (awaited.toPass <= 0) return { at, awaited };
    }
    if (/^\s*(COMMIT|ROLLBACK)\s*;?\s*$/i.test(sent.text)) [isInTransaction, inTransaction] = [false, []];
    return null;
  }

  return (type: string, body: Buffer): Moment | null => {
    if (type === '') database = databaseIn(body);
    if (type === 'Q') return momentOf({ text: textAt(body, 0), values: null });
    if (type === 'P') {
      const name = textAt(body, 0);
      texts.set(name, textAt(body, Buffer.byteLength(name) + 1));
    }
    if (type !== 'B') return null;
    const portal = textAt(body, 0);
    const text = texts.get(textAt(body, Buffer.byteLength(portal) + 1)) ?? '';
    return momentOf({ text, values: body });
  };
}

/** A proxy before a Postgres server: what it is asked to interrupt never gets an answer. */
export async function watchDatabase(connectionString: string): Promise<WatchedDatabase> {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  const waiting = new Set<Waiting>();

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
    let awaited: { ready: number; reached: Waiting['reached'] } | null = null;
    const interrupt = (moment: Moment): void => {
      waiting.delete(moment.awaited);
      isInterrupted = true;
      const { reached } = moment.awaited;
      if (moment.at === 'before') reached();
      else awaited = { ready: asked + 1, reached };
    };
    const follow = followConnection(waiting);
    // The server says that it is ready once after the start, and then once for each `Q` or `S`, in their order.
    let asked = 1;
    let ready = 0;
    client.on(
      'data',
      messageReader(true, (type, body, whole) => {
        if (isInterrupted && awaited === null) return;
        const moment = follow(type, body);
        if (moment !== null) interrupt(moment);
        if (moment?.at === 'before') return;
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
        const { reached } = awaited;
        awaited = null;
        reached();
      }),
    );
  }

  const proxy = createServer(pass).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(connectionString);
  url.port = String((proxy.address() as { port: number }).port);
  url.hostname = '127.0.0.1';
  // Not past the proxy through a socket.
  url.searchParams.delete('host');
  return {
    url: url.href,
    at: (statements, act) =>
      new Promise((resolve, reject) => {
        waiting.clear();
        let missing = statements.length;
        const reached = (): void => {
          missing -= 1;
          if (missing === 0) act().then(resolve, reject);
        };
        for (const statement of statements) waiting.add({ statement, toPass: statement.nth ?? 1, reached });
      }),
    awaited: () =>
      [...waiting].map(({ statement: { at, sql, values }, toPass }) => `${at} ${sql} ${values ?? ''} (${toPass})`),
    forget: () => waiting.clear(),
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
