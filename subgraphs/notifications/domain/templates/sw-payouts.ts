import { amountOf, letter } from './letter.ts';
import type { PayoutTemplates } from './template-data.ts';

const ways = { MPESA: 'kwa M-Pesa', STRIPE: 'kupitia Stripe', BANK_ACCOUNT: 'kwenye akaunti yako ya benki' };

/** Swahili texts about payouts to sellers. */
export const swPayouts: PayoutTemplates = {
  'payout-paid': ({ firstName, amount, kind }) =>
    letter(
      'Tumekulipa mauzo yako',
      `Habari ${firstName},`,
      `Tumekutumia ${amountOf('sw', amount)} ${ways[kind]}.`,
      kind === 'MPESA' ? null : 'Benki huchukua siku moja au mbili hadi uzione.',
    ),
  'payout-failed': ({ firstName, amount, reason, isBack, needsNewMethod }) =>
    letter(
      isBack ? 'Malipo yako yamerudi' : 'Malipo yako hayakufika',
      `Habari ${firstName},`,
      isBack
        ? `Benki yako imerudisha malipo ya ${amountOf('sw', amount)}. Tunadaiwa nawe pesa hizo tena.`
        : `Malipo ya ${amountOf('sw', amount)} hayakufanyika. Pesa ziko kwenye salio lako tena.`,
      `Sababu: ${reason}`,
      needsNewMethod
        ? 'Badilisha njia ya malipo kwenye akaunti yako: tutalipa kwa njia hii tu baada ya wewe kuiandika upya.'
        : 'Huhitaji kubadilisha njia ya malipo. Omba malipo tena, au subiri malipo yajayo.',
    ),
  'payout-account-disabled': ({ firstName }) =>
    letter(
      'Akaunti yako ya Stripe haiwezi kupokea malipo',
      `Habari ${firstName},`,
      'Stripe inahitaji kitu kutoka kwako kabla ya kulipa mauzo yako tena. Pesa zako zitabaki kwenye salio lako hadi hapo.',
      'Fungua akaunti yako ya Stripe kwenye mipangilio ya akaunti yako ya muuzaji, kisha utoe kinachohitajika.',
    ),
};
