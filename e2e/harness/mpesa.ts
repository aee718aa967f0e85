import { until } from '@soko/testing';

/** The admin API of the simulated M-Pesa. */
export interface MpesaAdmin {
  /** What the owner of a phone (`2547…`) does with the prompt on it: a result code, such as `0` for the PIN. */
  answer(msisdn: string, resultCode: string): Promise<void>;
}

const addressOfMpesa = (): string => {
  const address = process.env['SOKO_MPESA_ADMIN'];
  if (address === undefined) throw new Error('SOKO_MPESA_ADMIN is not set: this Soko uses another M-Pesa.');
  return address;
};

interface Push {
  id: string;
  msisdn: string;
  resultCode: string | null;
}

export function mpesaAdmin(address: string = addressOfMpesa()): MpesaAdmin {
  return {
    async answer(msisdn, resultCode) {
      const push = await until(`a prompt is on ${msisdn}`, async () => {
        const { data } = (await (await fetch(`${address}/pushes`)).json()) as { data: Push[] };
        return data.find((each) => each.msisdn === msisdn && each.resultCode === null);
      });
      const response = await fetch(`${address}/pushes/${push.id}/finish`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resultCode }),
      });
      if (!response.ok) throw new Error(`The prompt was not answered: ${await response.text()}`);
    },
  };
}
