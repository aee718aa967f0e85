import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAfricasTalkingProvider } from '../providers/africas-talking.ts';
import type { AuditSubject } from '../providers/audit.ts';
import type { MessageProvider } from '../providers/provider.ts';
import { deliveryAudits } from '../providers/provider-audits.ts';
import { createSmtpProvider } from '../providers/smtp.ts';
import { createTwilioProvider } from '../providers/twilio.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';

const limits = { atOnce: 2, timeoutMs: 20_000 };

let number = 0;
const phone = (): string => `+2547000${String(10_000 + (number += 1))}`;

/** A service, how its adapter is made, and the calls by which it takes a message. */
interface Adapter {
  name: string;
  create(office: PostOffice): MessageProvider;
  call: string;
  refusal: number;
  busy: number;
  cannotTell?: boolean;
}

const adapters: Adapter[] = [
  {
    name: 'SMTP',
    create: ({ smtpUrl }) => createSmtpProvider({ url: smtpUrl, from: 'Soko <no-reply@soko.example>', ...limits }),
    call: 'SMTP DATA*',
    refusal: 554,
    busy: 451,
  },
  {
    name: 'Twilio',
    create: ({ url, account }) =>
      createTwilioProvider({
        baseUrl: url,
        accountSid: account.twilioSid,
        authToken: account.twilioToken,
        from: account.from,
        ...limits,
      }),
    call: 'POST /Messages',
    refusal: 400,
    busy: 429,
  },
  {
    name: 'Africa’s Talking',
    create: ({ url, account }) =>
      createAfricasTalkingProvider({
        baseUrl: url,
        username: account.africasTalkingUser,
        apiKey: account.africasTalkingKey,
        from: null,
        ...limits,
      }),
    call: 'POST /messaging',
    refusal: 400,
    busy: 429,
    cannotTell: true,
  },
];

describe.each(adapters)('the adapter of $name', ({ create, call, refusal, busy, cannotTell }) => {
  let office: PostOffice;
  let subject: AuditSubject;
  beforeAll(async () => {
    office = await startPostOffice();
    const provider = create(office);
    const faults = {
      busy: { status: busy },
      refuses: { status: refusal },
      'loses the answer': { effect: 'disconnect', when: 'after' },
      'drops the connection': { effect: 'disconnect' },
    } as const;
    subject = {
      provider,
      ...(cannotTell ? { cannotTell } : {}),
      receivedBy: async (to) =>
        (await (provider.channel === 'EMAIL' ? office.mailsTo(to) : office.textsTo(to))).map(
          ({ to: address, subject: title, body }) => ({ to: address, subject: title, body }),
        ),
      break: (how) => office.fault({ match: call, ...faults[how] }),
      address: () => (provider.channel === 'EMAIL' ? `audit-${(number += 1)}@example.org` : phone()),
    };
  });
  afterAll(async () => {
    await subject.provider.close();
    await office.close();
  });

  const names = deliveryAudits({ provider: { channel: 'SMS' } } as AuditSubject).map(({ name }) => name);
  it.each(names)('%s', async (name) => {
    const audit = deliveryAudits(subject).find((each) => each.name === name);
    await audit?.run();
    expect(audit).toBeDefined();
  });

  it('has sent nothing without a connection', async () => {
    const nowhere = create({ ...office, url: 'http://127.0.0.1:9', smtpUrl: 'smtp://127.0.0.1:9' });
    const message = { subject: null, body: 'x', html: null, headers: {}, createdAt: new Date(), maybeSent: false };
    const sent = await nowhere.send({ id: 'ntf_1', to: subject.address(), ...message });
    await nowhere.close();
    expect(sent).toMatchObject({ result: 'later', pauseMs: null });
  });
});

describe('wrong credentials', () => {
  it('end no message: the settings may be mended', async () => {
    const office = await startPostOffice();
    try {
      const { url, account } = office;
      const message = {
        id: 'ntf_1',
        to: phone(),
        subject: null,
        body: 'x',
        html: null,
        headers: {},
        createdAt: new Date(),
        maybeSent: false,
      };
      const twilio = createTwilioProvider({
        baseUrl: url,
        accountSid: account.twilioSid,
        authToken: 'wrong',
        from: account.from,
        ...limits,
      });
      const africasTalking = createAfricasTalkingProvider({
        baseUrl: url,
        username: account.africasTalkingUser,
        apiKey: 'wrong',
        from: null,
        ...limits,
      });
      for (const provider of [twilio, africasTalking]) {
        expect(await provider.send(message)).toMatchObject({ result: 'later' });
        await provider.close();
      }
    } finally {
      await office.close();
    }
  });
});
