import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readEnv } from '@soko/env';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { buildProgram, type Program, until } from '@soko/testing';
import { createDelivery } from '../commands/deliver-messages.ts';
import { leaseMs } from '../domain/message-times.ts';
import { notificationsEnv } from '../env.ts';
import { openProviders } from '../providers/open-providers.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { otpRequested, type Scene, sealKey, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

/** Processes start and attempts are real: on a busy machine they take long. */
const withinMs = 60_000;

type Moment = 'before' | 'after';

/** The line to a service. It is held before a message reaches the service, or before its answer comes back. */
interface Line {
  port: number;
  /** The messages that are held now, by their recipients. */
  held: Set<string>;
  close(): void;
}

/**
 * Forwards connections to a port, and holds those on which a message to one of `moments` is sent. `recipientIn` finds the
 * recipient in what the client has sent so far, once all but the answer is there.
 */
async function holdingLine(
  port: number,
  moments: ReadonlyMap<string, Moment>,
  recipientIn: (sent: string) => string | null,
): Promise<Line> {
  const held = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const service = connect(port, '127.0.0.1');
    let sent = '';
    let isHeld = false;
    client.on('data', (chunk: Buffer) => {
      sent += chunk.toString('latin1');
      const recipient = recipientIn(sent);
      const moment = recipient === null ? undefined : moments.get(recipient);
      if (recipient !== null && moment !== undefined) {
        isHeld = true;
        held.add(recipient);
        if (moment === 'before') return;
      }
      service.write(chunk);
    });
    service.on('data', (chunk: Buffer) => void (isHeld || client.write(chunk)));
    for (const socket of [client, service]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        service.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    held,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The recipient of a mail whose text is sent, or of a text message. */
const ofMail = (sent: string): string | null =>
  sent.endsWith('\r\n.\r\n')
    ? (/^RCPT TO:<([^>]+)>/im.exec(sent.slice(sent.lastIndexOf('MAIL FROM')))?.[1] ?? null)
    : null;
const ofText = (sent: string): string | null => {
  const to = /\r\n\r\n.*\b(?:To|to)=([^&]+)/s.exec(sent)?.[1];
  return to === undefined ? null : decodeURIComponent(to);
};

describe('a process that is killed while it sends', () => {
  let office: PostOffice;
  let graph: Scene;
  let program: Program;
  const open: { close(): unknown }[] = [];

  beforeAll(async () => {
    [office, program] = await Promise.all([
      startPostOffice(),
      buildProgram(join(import.meta.dirname, 'delivery-program.ts')),
    ]);
    // It has no provider: the messages wait.
    graph = await startNotifications();
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });
  afterAll(async () => {
    await graph.close();
    await office.close();
    await program.remove();
  });

  const rowOf = async (to: string) => {
    const { rows } = await graph.pool.query<{
      status: string;
      end_reason: string | null;
      claims: number;
      maybe_sent: boolean;
    }>('SELECT status, end_reason, claims, maybe_sent FROM notifications WHERE recipient = $1', [to]);
    expect(rows).toHaveLength(1);
    return rows[0]!;
  };

  /** Kills a process once it sends all of these, and lets another one take over when the lease is over. */
  async function killAndTakeOver(
    variables: Record<string, string>,
    lines: readonly Line[],
    recipients: readonly string[],
  ) {
    const connectionString = (graph.pool as unknown as { options: { connectionString: string } }).options
      .connectionString;
    const toLines = { ...variables };
    const [mails, texts] = lines;
    if (variables['SMTP_URL']) toLines['SMTP_URL'] = `smtp://127.0.0.1:${mails!.port}`;
    for (const name of ['TWILIO_API_BASE', 'AFRICASTALKING_API_BASE'])
      if (variables[name]) toLines[name] = `http://127.0.0.1:${texts!.port}`;
    const running = program.run({ ...toLines, DATABASE_URL: connectionString, SOKO_SEAL_KEY: sealKey });
    await until(
      'all are being sent',
      async () => {
        if (running.child.exitCode !== null) throw new Error(running.output());
        return recipients.every((to) => lines.some(({ held }) => held.has(to)));
      },
      withinMs,
    );
    const arrived = recipients.filter((to) => to.includes('after') || to.endsWith('2'));
    for (const to of arrived)
      await until(
        `the message to ${to} has arrived`,
        async () => [...(await office.mailsTo(to)), ...(await office.textsTo(to))].length === 1,
        withinMs,
      );
    await running.kill();
    for (const to of recipients) expect(await rowOf(to)).toMatchObject({ status: 'SENDING', claims: 1 });

    const env = readEnv(notificationsEnv, { ...variables, SOKO_SEAL_KEY: sealKey });
    const providers = openProviders(env);
    const later = new Date(Date.now() + leaseMs + 1_000);
    const services = {
      pool: graph.pool,
      sealKeys: [sealKey] as const,
      publicUrl: env.SOKO_PUBLIC_URL,
      log: silentLogger,
      now: () => later,
    };
    const workers = providers.map((provider) =>
      createDelivery(services, provider, { atOnce: 5, perSecond: 100, maxTries: 5 }),
    );
    open.push(...workers, ...providers);
    await until(
      'all have ended',
      async () => {
        await Promise.all(workers.map((worker) => worker.runDue()));
        const rows = await Promise.all(recipients.map(rowOf));
        return rows.every(({ status }) => status === 'SENT' || status === 'DEAD');
      },
      withinMs,
    );
  }

  it('leaves messages that another one sends: one mail, and one text message by a service that can be asked', async () => {
    const [mailBefore, mailAfter] = [`before-${newId('usr')}@example.org`, `after-${newId('usr')}@example.org`];
    const [textBefore, textAfter] = ['+254700000101', '+254700000102'];
    const moments = new Map<string, Moment>([
      [mailBefore, 'before'],
      [mailAfter, 'after'],
      [textBefore, 'before'],
      [textAfter, 'after'],
    ]);
    const lines = [
      await holdingLine(office.smtpPort, moments, ofMail),
      await holdingLine(Number(new URL(office.url).port), moments, ofText),
    ];
    open.push(...lines);
    const people = [mailBefore, mailAfter, textBefore, textAfter];
    await graph.publish(
      ...people.map((to) => otpRequested(graph.trail, to, { channel: to.startsWith('+') ? 'SMS' : 'EMAIL' })),
    );
    for (const to of people) await graph.messagesTo(to);
    await killAndTakeOver(office.variables, lines, people);
    for (const to of people)
      expect(await rowOf(to)).toEqual({ status: 'SENT', end_reason: null, claims: 2, maybe_sent: true });
    // The copy has the same Message-ID, by which the mailbox drops it.
    expect(await office.mailsTo(mailBefore)).toMatchObject([{ repeats: 0 }]);
    expect(await office.mailsTo(mailAfter)).toMatchObject([{ repeats: 1 }]);
    for (const to of [textBefore, textAfter]) expect(await office.textsTo(to)).toHaveLength(1);
  });

  it('leaves a text message to support by a service that cannot be asked', async () => {
    const [before, after] = ['+254700000201', '+254700000202'];
    const moments = new Map<string, Moment>([
      [before, 'before'],
      [after, 'after'],
    ]);
    const line = await holdingLine(Number(new URL(office.url).port), moments, ofText);
    open.push(line);
    await graph.publish(...[before, after].map((to) => otpRequested(graph.trail, to, { channel: 'SMS' })));
    for (const to of [before, after]) await graph.messagesTo(to);
    const variables = {
      AFRICASTALKING_USERNAME: office.account.africasTalkingUser,
      AFRICASTALKING_API_KEY: office.account.africasTalkingKey,
      AFRICASTALKING_API_BASE: office.url,
    };
    await killAndTakeOver(variables, [line, line], [before, after]);
    for (const to of [before, after])
      expect(await rowOf(to)).toMatchObject({ status: 'DEAD', end_reason: 'OUTCOME_UNKNOWN' });
    expect(await office.textsTo(before)).toEqual([]);
    expect(await office.textsTo(after)).toHaveLength(1);
  });
});
