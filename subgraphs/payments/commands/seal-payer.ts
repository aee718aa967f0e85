import { seal, unseal } from '@soko/seal';
import { z } from 'zod';
import type { Payer } from '../providers/funds-provider.ts';
import type { PaymentsServices } from '../services.ts';

const purpose = 'funds';

const payer = z.object({
  phone: z.string().nullable(),
  token: z.string().nullable(),
  customer: z.string().nullable(),
  description: z.string(),
});

type Settings = Pick<PaymentsServices, 'settings'>;

/** Encrypts what only the provider needs: the phone number or token of a payer or payee. */
export const sealPayer = ({ settings }: Settings, { phone, token, customer, description }: Payer): string =>
  seal(settings.sealKeys, purpose, JSON.stringify({ phone, token, customer, description }));

/** Null when it was erased. */
export const openPayer = ({ settings }: Settings, sealed: string | null): Payer | null =>
  sealed === null ? null : payer.parse(JSON.parse(unseal(settings.sealKeys, purpose, sealed)));
