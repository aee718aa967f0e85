import Stripe from 'stripe';
import { ProviderRefusal, ProviderUnavailable } from './provider.ts';

/** Answers that say nothing about whether it was done, or that ask to come again. */
const isPassing = (error: InstanceType<typeof Stripe.errors.StripeError>): boolean =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  error instanceof Stripe.errors.StripeAuthenticationError ||
  error instanceof Stripe.errors.StripePermissionError ||
  error.statusCode === 409 ||
  (error.statusCode ?? 500) >= 500;

/** Throws Stripe's error as the port knows it. */
export function translate(error: unknown): never {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  if (isPassing(error)) throw new ProviderUnavailable(`Stripe: ${error.message}`, { cause: error });
  throw new ProviderRefusal(error.decline_code || error.code || error.type, error.message);
}

/** Calls Stripe; throws as the port does. */
export async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    return translate(error);
  }
}

/** Whether Stripe says that there is no such thing (any more). */
export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
