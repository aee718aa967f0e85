import { until } from '@soko/testing';

/** A prompt on a phone, or a payout to one. `resultCode` is null until it is decided. */
export interface MpesaRequest {
  id: string;
  msisdn: string;
  resultCode: string | null;
}

/** The admin API of the simulated M-Pesa. */
export interface MpesaAdmin {
  /** What the owner of a phone (`2547…`) does with the prompt on it: a result code, such as `0` for the PIN. */
  answer(msisdn: string, resultCode: string): Promise<void>;
  /** Prompts or payouts of a phone, newest first. */
  requestsOf(kind: 'pushes' | 'payouts', msisdn: string): Promise<MpesaRequest[]>;
  /** Decides about the prompts or payouts of a phone that are not decided yet. */
  finish(kind: 'pushes' | 'payouts', msisdn: string, resultCode?: string): Promise<void>;
  /** Prompts and payouts are decided by `answer` and `finish` alone. */
  decideNothing(): Promise<void>;
}

const addressOfMpesa = (): string => {
  const address = process.env['SOKO_MPESA_ADMIN'];
  if (address === undefined) throw new Error('SOKO_MPESA_ADMIN is not set: this Soko uses another M-Pesa.');
  return address;
};

export function mpesaAdmin(address: string = addressOfMpesa()): MpesaAdmin {
  const call = async (method: string, path: string, body: object): Promise<void> => {
    const response = await fetch(`${address}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} failed: ${await response.text()}`);
  };
  const requestsOf: MpesaAdmin['requestsOf'] = async (kind, msisdn) => {
    const { data } = (await (await fetch(`${address}/${kind}?limit=1000`)).json()) as { data: MpesaRequest[] };
    return data.filter((each) => each.msisdn === msisdn);
  };
  const openOf: MpesaAdmin['requestsOf'] = async (kind, msisdn) =>
    (await requestsOf(kind, msisdn)).filter(({ resultCode }) => resultCode === null);
  return {
    requestsOf,
    async answer(msisdn, resultCode) {
      const [push] = await until(`a prompt is on ${msisdn}`, async () => {
        const open = await openOf('pushes', msisdn);
        return open.length > 0 && open;
      });
      await call('POST', `pushes/${push!.id}/finish`, { resultCode });
    },
    async finish(kind, msisdn, resultCode = '0') {
      for (const { id } of await openOf(kind, msisdn)) await call('POST', `${kind}/${id}/finish`, { resultCode });
    },
    decideNothing: () => call('PATCH', 'settings', { answerAfterMs: 3_600_000, payoutAfterMs: 3_600_000 }),
  };
}
