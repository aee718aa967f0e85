import { seal, unseal } from '@soko/seal';
import { z } from 'zod';
import type { ProviderCall } from '../domain/provider-call.ts';
import type { PaymentsServices } from '../services.ts';

const purpose = 'payment-call';

const instrument = z.object({
  token: z.string().nullable(),
  email: z.string().nullable(),
  customer: z.string().nullable().default(null),
  /** True when the token pays for several orders. Providers accept it once, so it is attached to a customer first. */
  isShared: z.boolean().default(false),
  phone: z.string().nullable().default(null),
  /** Sum of the orders of the checkout in minor units, for providers that ask the buyer once for all. */
  checkoutMinor: z.string().nullable().default(null),
  /** False when the provider cannot move the amount of an order of the checkout. */
  fitsSteps: z.boolean().default(true),
});

/** Data that only the authorisation of a payment needs. It is encrypted while the call is pending. */
export type Instrument = z.infer<typeof instrument>;

export const sealInstrument = ({ settings }: Pick<PaymentsServices, 'settings'>, value: Instrument): string =>
  seal(settings.sealKeys, purpose, JSON.stringify(value));

export const openInstrument = (
  { settings }: Pick<PaymentsServices, 'settings'>,
  { sealed }: Pick<ProviderCall, 'sealed'>,
): Instrument => instrument.parse(JSON.parse(unseal(settings.sealKeys, purpose, sealed ?? '')));
