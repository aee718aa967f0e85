import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import type { Controls, FaultRule } from '@soko/simulator-kit';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { change, type MailRecords } from '../records.ts';
import { mailIdOf, readMail } from './read-mail.ts';

interface Options {
  port: number;
  host: string;
  records: MailRecords;
  controls: Controls;
}

type Done = (error?: Error | null) => void;

/** The reply of an injected fault. */
function reply(status: number): Error {
  const refusal = status === 550 ? '5.1.1 User unknown (simulated)' : '5.7.1 Refused (simulated)';
  const text = status < 500 ? '4.3.0 Try again later (simulated)' : refusal;
  return Object.assign(new Error(text), { responseCode: status });
}

async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Puts a mail into a mailbox. A copy with the same `Message-ID` is dropped, as large mail services do. */
async function keepMail({ records, controls }: Options, raw: Buffer, recipients: readonly string[]): Promise<void> {
  const content = await readMail(raw);
  const at = controls.clock.now().toISOString();
  change(records, (draft) => {
    for (const to of recipients) {
      const id = mailIdOf(content.messageId, to);
      const before = draft.get('mails', id);
      if (before) draft.put('mails', { ...before, repeats: before.repeats + 1 });
      else draft.put('mails', { ...content, id, to, at, repeats: 0, state: 'delivered' });
    }
  });
}

/** A mail server that takes mail for every address, without encryption, and with any password. */
export async function startSmtp(options: Options): Promise<{ port: number; close(): Promise<void> }> {
  const { controls } = options;
  const sockets = new Map<number, Socket>();
  const hangUp = ({ remotePort }: SMTPServerSession): void => void sockets.get(remotePort)?.destroy();

  const note = (call: string, status: number | 'disconnected', fault: FaultRule | undefined, startedAt: number): void =>
    controls.requests.add({
      id: `${controls.requests.count() + 1}`,
      at: controls.clock.now().toISOString(),
      call,
      status,
      idempotencyKey: null,
      replayed: false,
      fault: fault?.id ?? null,
      tookMs: Math.round(performance.now() - startedAt),
    });

  /** Takes a command, unless a fault hits it. With `after`, the command is carried out and its reply lost. */
  async function take(call: string, session: SMTPServerSession, done: Done, work: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    const fault = controls.faults.draw(call);
    if (fault === undefined || fault.when === 'after') await work();
    if (fault === undefined) {
      note(call, 250, fault, startedAt);
      done();
      return;
    }
    note(call, fault.effect === 'status' ? fault.status : 'disconnected', fault, startedAt);
    if (fault.effect === 'status') done(reply(fault.status));
    else hangUp(session);
  }

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> {
    const recipients = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
    // The mail is read to its end in any case: the client waits for a reply only then.
    const raw = await bytesOf(stream).catch(() => null);
    if (raw === null) return;
    await take(`SMTP DATA ${recipients.join(' ')}`, session, done, () => keepMail(options, raw, recipients));
  }

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: 10_000_000,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
    onRcptTo({ address }, session, done) {
      void take(`SMTP RCPT ${address}`, session, done, async () => {});
    },
    onData(stream, session, done) {
      void receive(stream, session, done);
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  const listening = once(server.server, 'listening');
  server.listen(options.port, options.host);
  await listening;
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}
