import { letter } from './letter.ts';
import type { RewardTemplates } from './template-data.ts';

/** Swahili texts about rewards. */
export const swRewards: RewardTemplates = {
  'reward-offered': ({ firstName, title, tokenName }) =>
    letter(
      `Zawadi kwa ajili yako: ${title}`,
      `Habari ${firstName},`,
      `Una “${tokenName}”. Duka lake lina zawadi kwa walio nayo: ${title}.`,
      'Fungua zawadi zako kwenye Soko ili kuichukua kabla haijaisha.',
    ),
};
