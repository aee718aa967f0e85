import { silentLogger } from '@soko/log';
import { type MailSimulator, startMailSimulator } from '@soko/mail-simulator';

/** A mail or an SMS as the simulator lists it. */
export interface ReceivedMessage {
  id: string;
  to: string;
  subject: string | null;
  body: string;
  html: string | null;
  messageId: string;
  repeats: number;
  headers: readonly { name: string; value: string }[];
}

interface Fault {
  match: string;
  effect?: 'status' | 'disconnect';
  status?: number;
  when?: 'before' | 'after';
  times?: number | null;
}

/** The simulated mail server and SMS services, with their faults. */
export interface PostOffice extends MailSimulator {
  /** The variables by which notifications finds it. */
  variables: Record<string, string>;
  /** Mails to an address, oldest first. */
  mailsTo(address: string): Promise<ReceivedMessage[]>;
  /** Text messages to a number, oldest first. */
  textsTo(number: string): Promise<ReceivedMessage[]>;
  fault(rule: Fault): Promise<void>;
  /** Ends all faults. */
  mend(): Promise<void>;
  /** A call of the admin API. */
  ask(method: string, path: string, body?: object): Promise<{ data: unknown[] }>;
}

const asReceived = (message: object): ReceivedMessage => {
  const { text, body, subject, ...rest } = message as ReceivedMessage & { text?: string };
  return { ...rest, subject: subject ?? null, body: (text ?? body).trim() };
};

export async function startPostOffice(webhookUrl?: string): Promise<PostOffice> {
  const simulator = await startMailSimulator({
    port: 0,
    smtpPort: 0,
    log: silentLogger,
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
  });
  const ask: PostOffice['ask'] = async (method, path, body) => {
    const answer = await fetch(`${simulator.url}/_admin/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<{ data: unknown[] }>;
  };
  const listed = async (kind: 'mails' | 'texts', to: string): Promise<ReceivedMessage[]> => {
    const { data } = await ask('GET', `${kind}?to=${encodeURIComponent(to)}`);
    return (data as object[]).map(asReceived).toReversed();
  };
  const { account } = simulator;
  return {
    ...simulator,
    ask,
    variables: {
      SMTP_URL: simulator.smtpUrl,
      MAIL_WEBHOOK_KEY: simulator.webhookKey,
      TWILIO_API_BASE: simulator.url,
      TWILIO_ACCOUNT_SID: account.twilioSid,
      TWILIO_AUTH_TOKEN: account.twilioToken,
      TWILIO_FROM: account.from,
    },
    mailsTo: (address) => listed('mails', address),
    textsTo: (number) => listed('texts', number),
    async fault(rule) {
      await ask('POST', 'faults', rule);
    },
    async mend() {
      await ask('DELETE', 'faults');
    },
  };
}
